#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/fix_peer.h"

namespace qb::torture {

/// What an OMS's FIX engine does, and no more: numbers and sent messages live on over every connection,
/// ResendRequests are answered, gaps are asked for, what comes too early waits. What cannot be right about
/// the other side's numbers is a complaint.
class OmsSession {
public:
    /// `deliver` gets each application message of the other side once a number and in order; with 43=Y where
    /// it filled a gap. Session messages it gets too, where an OMS would look at them: 3, 5.
    OmsSession(boost::asio::io_context& io, std::function<void(const test::FixFields&)> deliver);

    /// A new connection, and Logon(A) with the next number, or with ResetSeqNumFlag(141)=Y. False: nobody
    /// listens on the port.
    bool log_on(std::uint16_t port, bool reset = false);
    /// The connection is reset; what was not read is lost.
    void drop();
    /// Handles what has come in. While the connection lives, call it again and again.
    void read();

    /// Sends an application message, "35=D|11=..."; kept for resends. While nobody is connected it takes a
    /// number all the same, and gets there by the ResendRequest that follows the next Logon.
    void send(std::string_view fields);

    [[nodiscard]] bool connected() const { return peer_ && peer_->connected(); }
    [[nodiscard]] bool logged_on() const { return logged_on_; }
    /// Nothing is missing of what has been heard of.
    [[nodiscard]] bool complete() const { return early_.empty(); }

    /// How often the other side answered a gap, and how many messages it sent again.
    struct Counts {
        int logons = 0, resets = 0, gaps = 0, repeated = 0, resent = 0;
    };
    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
    /// Everything sent and heard, in order, to be shown with a complaint.
    [[nodiscard]] const std::vector<std::string>& transcript() const { return transcript_; }

private:
    struct Sent {
        std::string fields, time;
        bool session = false;
    };

    void transmit(std::string_view fields, bool session);
    void put(const std::string& fields, int number);
    void take(const test::FixFields& message);
    void in_turn(const test::FixFields& message);
    void handle(const test::FixFields& message);
    void logon_answered(const test::FixFields& message, int number);
    void ask_for_gap();
    void resend(const test::FixFields& request);
    void fill_gap(int first, int next);
    void compare_with_first(const test::FixFields& message, int number);
    void gap_filled(const test::FixFields& message, int number);
    void complain(std::string_view what, const test::FixFields& message);

    boost::asio::io_context& io_;
    std::function<void(const test::FixFields&)> deliver_;
    std::unique_ptr<test::FixPeer> peer_;
    bool logged_on_ = false, resetting_ = false, asked_ = false;
    int next_in_ = 1, next_out_ = 1;
    std::map<int, Sent> sent_;              ///< by MsgSeqNum(34), since the last reset
    std::map<int, std::string> heard_;      ///< the event of each number heard, since the last reset
    std::map<int, test::FixFields> early_;  ///< beyond the gap
    Counts counts_;
    std::vector<std::string> complaints_, transcript_;
};

}  // namespace qb::torture
