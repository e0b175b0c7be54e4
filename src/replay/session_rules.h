#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/rerun.h"

namespace qb::replay {

/// What the session layer wrote is not re-run: it hangs on connections and their times. It is held against
/// FIX's rules instead: MsgSeqNum(34) without gap or reuse in each session and epoch, BodyLength(9) and
/// CheckSum(10) right, every TestRequest(1) answered before a later one, every logon with its Logon(A).
/// Answers to a ResendRequest(2) are no rows.
class SessionRules {
public:
    using Complaint = std::function<void(const bridge::RecordedTurn::Row&, std::string_view)>;
    explicit SessionRules(Complaint complain) : complain_(std::move(complain)) {}

    void turn(const bridge::RecordedTurn& turn);
    [[nodiscard]] std::uint64_t messages() const { return messages_; }  ///< sent, application ones included

private:
    using Row = bridge::RecordedTurn::Row;
    struct Session {
        std::uint32_t epoch = 0;  ///< 0: nothing sent yet
        std::uint64_t last = 0;
        bool logon_sent = false;                          ///< in this turn
        std::map<std::uint64_t, std::string> unanswered;  ///< TestReqID(112) by MsgSeqNum(34)
    };

    void received(const Row& row);
    void sent(const Row& row);
    void count(const Row& row, const records::FixRow& message, Session& session);
    void answered(const Row& row, std::string_view text, Session& session);
    void event(const Row& row);

    Complaint complain_;
    std::map<std::uint16_t, Session> sessions_;
    std::uint64_t messages_ = 0;
};

}  // namespace qb::replay
