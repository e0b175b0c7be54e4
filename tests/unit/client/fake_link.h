#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "client/link.h"

namespace qb::client {

/// A session without a socket: what is sent is kept as text ('|' for SOH), and answered from a list.
class FakeLink : public Link {
public:
    void logon() override { push(Event::Kind::LoggedOn); }
    void logout(const std::string& reason) override {
        logout_reason = reason;
        if (answers_logout) push(Event::Kind::LoggedOut);
    }
    std::optional<std::string> send(const Fields& fields) override {
        if (!refusal.empty()) return refusal;
        std::string text;
        for (const auto& field : fields) text += std::to_string(field.tag) + '=' + field.value + '|';
        sent.push_back(text);
        push(Event::Kind::Sent, text);
        if (!answers.empty()) {
            for (const auto& answer : answers.front()) receive(answer);
            answers.pop_front();
        }
        return std::nullopt;
    }
    Inbox& inbox() override { return inbox_; }

    /// A message from the peer.
    void receive(const std::string& text) {
        push(Event::Kind::Received, text);
        push(Event::Kind::Delivered, text);
    }
    void push(Event::Kind kind, std::string text = {}) {
        std::replace(text.begin(), text.end(), '|', '\x01');
        inbox_.push({kind, time, std::move(text)});
    }

    std::vector<std::string> sent;
    std::deque<std::vector<std::string>> answers;  ///< one entry for each message sent
    std::string refusal;
    std::string logout_reason = "not logged out";
    bool answers_logout = true;
    std::chrono::system_clock::time_point time{std::chrono::milliseconds(1'767'607'205'007)};

private:
    Inbox inbox_;
};

}  // namespace qb::client
