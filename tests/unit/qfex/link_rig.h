#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "qfex/link_driver.h"
#include "unit/qfex/accounts.h"
#include "unit/qfex/scripted_venue.h"

namespace qb::qfex {

using test::ScriptedVenue;

/// Writes down what it is told of a link.
class Host final : public LinkHost {
public:
    std::vector<std::string> news, frames, logged;
    std::function<void(LinkNews)> when;
    std::function<void(std::string_view)> when_frame;

    [[nodiscard]] int count(std::string_view word) const {
        return static_cast<int>(std::count_if(
            news.begin(), news.end(), [&](const std::string& line) { return line.starts_with(word); }));
    }

    void on_link_state(LinkNews what, std::string_view reason) override {
        const char* word = what == LinkNews::Serving ? "serving"
                           : what == LinkNews::Down  ? "down"
                                                     : "stopped";
        news.push_back(what == LinkNews::Down ? word + (": " + std::string(reason)) : word);
        if (when) when(what);
    }
    void on_frame(std::string_view frame) override {
        frames.emplace_back(frame);
        if (when_frame) when_frame(frame);
    }
    void log(LogLevel /*level*/, std::string_view text) override { logged.emplace_back(text); }
};

/// A link, its host, and a venue that a test starts.
class LinkDriverTest : public testing::Test {
protected:
    boost::asio::io_context io;
    Host host;
    std::unique_ptr<ScriptedVenue> venue;
    AccountSettings account = test::key_account();
    std::unique_ptr<LinkDriver> link;

    LinkDriverTest() {
        account.link.backoff_first = std::chrono::milliseconds(1);
        account.link.backoff_max = std::chrono::milliseconds(5);
        account.client_tag = "desk-7";
    }
    /// What a person could read about the link never shows a credential, whatever the test did.
    ~LinkDriverTest() override {
        if (link) host.logged.push_back(link->status().text);
        for (const auto& lines : {host.logged, host.news}) {
            for (const auto& line : lines) EXPECT_FALSE(test::shows_credentials(line)) << line;
        }
    }

    void venue_with(std::optional<net::TlsFiles> tls) {
        venue = std::make_unique<ScriptedVenue>(io, std::move(tls));
        account.url = venue->url();
    }
    void start() {
        link = std::make_unique<LinkDriver>(io, account, test::trust_in(test::certs().ca_file()), host);
        link->start();
    }
    template <class Condition>
    [[nodiscard]] bool until(Condition holds) {
        return test::run_until(io, std::move(holds));
    }
    [[nodiscard]] bool until_serving() {
        return until([&] { return link->serving(); });
    }
    [[nodiscard]] bool until_refused() {
        return until([&] { return link->status().state == LinkState::Refused; });
    }
};

}  // namespace qb::qfex
