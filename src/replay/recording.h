#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "client/fields.h"
#include "orders/time.h"
#include "replay/conversations.h"

namespace qb::replay {

/// Messages by conversation, each in the order in which they came.
using Answers = std::map<std::string, std::vector<client::Fields>, std::less<>>;

/// An application message that the client sent.
struct Request {
    WallTime at{};                   ///< SendingTime(52), else that of the one before
    client::Fields fields;           ///< MsgType(35) first, without what a session puts in itself
    std::string conversation;        ///< as Conversations names it
    std::size_t answers_before = 0;  ///< of all of Recording::answer_order, those that came before it
};

/// A client's side of a log, and what it was answered.
struct Recording {
    std::vector<Request> requests;
    Answers answers;
    std::vector<std::string> answer_order;  ///< the conversations of all answers, in the log's order
    std::size_t unasked = 0;                ///< application messages to the client that answer no request
    std::set<std::string, std::less<>> senders;  ///< every SenderCompID(49) that sent an application message
};

/// Makes a recording of the messages of a log, one after the other. Messages of other parties are passed
/// over, and so is what is there already: a resend (PossDupFlag(43)) of a message that the log has, a message
/// that two logs have.
class Recorder {
public:
    /// `client`: the CompID of the side that is to be sent again.
    explicit Recorder(std::string client) : client_(std::move(client)) {}

    void add(const client::Fields& message);
    [[nodiscard]] const std::string& client() const { return client_; }
    [[nodiscard]] const Recording& recording() const { return recording_; }

private:
    void add_request(const client::Fields& message);
    void add_answer(const client::Fields& message);
    [[nodiscard]] bool seen_before(const client::Fields& message);

    std::string client_;
    Recording recording_;
    Conversations conversations_;
    std::set<std::tuple<std::string, std::string, std::string>> seen_;  // sender, number, time
};

}  // namespace qb::replay
