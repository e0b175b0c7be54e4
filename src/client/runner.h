#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/link.h"
#include "client/script.h"
#include "client/variables.h"
#include "client/words.h"

namespace qb::client {

struct RunnerOptions {
    std::string order_prefix{};  ///< of ClOrdIDs: "prefix-1", "prefix-2", ...; unique for each run
    /// For $now and TransactTime(60).
    std::function<std::chrono::system_clock::time_point()> clock = std::chrono::system_clock::now;
    /// What `venue` and its kin do. Absent: there is no simulated venue.
    std::function<boost::system::result<std::string, std::string>(const Venue&)> venue{};
    /// Readable once the user wants the end: whatever waits stops waiting. -1: nothing ends a wait.
    int interruption = -1;
};

/// Carries out commands on a session, one after the other, and prints each message as it passes.
///
/// Application messages and Reject(3) wait in one queue until an expectation reads them; other session
/// messages wait in a second one for an expectation that names their MsgType(35).
class Runner {
public:
    Runner(Link& link, const Words& words, std::ostream& out, RunnerOptions options);

    /// What failed, in lines for a person; empty when it went as it should. Waits as long as the command
    /// says.
    [[nodiscard]] std::optional<std::string> run(const Command& command);
    /// Prints what has come since.
    void pump();
    /// After `quit`, or when it was interrupted.
    [[nodiscard]] bool done() const { return done_ || interrupted_; }
    /// Whatever waits stops waiting, and what is run fails.
    void interrupt() { interrupted_ = true; }
    [[nodiscard]] int interruption() const { return options_.interruption; }

private:
    using Clock = std::chrono::steady_clock;
    using Failure = std::optional<std::string>;

    Failure carry_out(const Nothing& /*command*/) { return {}; }
    Failure carry_out(const SendOrder& command);
    Failure carry_out(const SendRequest& command);
    Failure carry_out(const SendRaw& command);
    Failure carry_out(const Expect& command);
    Failure carry_out(const ExpectNothing& command);
    Failure carry_out(const SetTimeout& command);
    Failure carry_out(const WaitLogon& command);
    Failure carry_out(const WaitLogout& command);
    Failure carry_out(const WaitQuiet& command);
    Failure carry_out(const Save& command);
    Failure carry_out(const Logon& command);
    Failure carry_out(const Logout& command);
    Failure carry_out(const Venue& command);
    Failure carry_out(const Print& command);
    Failure carry_out(const Verbose& command);
    Failure carry_out(const Clear& command);
    Failure carry_out(const Help& command);
    Failure carry_out(const Quit& command);

    Failure send(Fields fields);
    void put_handl_inst(Fields& fields, const Fields& given) const;
    [[nodiscard]] boost::system::result<std::string, std::string> resolve(const std::string& text) const;
    [[nodiscard]] Variables variables() const;
    void take_in(const Event& event);
    void keep_note(const std::string& note);
    void print_message(const Event& event, std::string_view arrow);
    void print_line(std::chrono::system_clock::time_point time, std::string_view text);
    /// Waits for something to come; false once the deadline is over.
    [[nodiscard]] bool wait_until(Clock::time_point deadline);
    [[nodiscard]] Failure wait_for_session(bool logged_on, std::string_view what);
    [[nodiscard]] std::string nothing_came(const std::string& wanted, std::size_t skipped) const;

    Link& link_;
    const Words& words_;
    std::ostream& out_;
    RunnerOptions options_;
    std::chrono::milliseconds timeout_{10'000};
    Variables variables_;
    std::size_t next_order_ = 1;
    std::map<std::string, Fields> sent_orders_;  ///< by ClOrdID(11), replaces included
    std::deque<Fields> unread_;
    std::deque<Fields> session_messages_;
    std::optional<Fields> expected_last_;
    std::size_t delivered_ = 0;
    bool logged_on_ = false;
    std::vector<std::string> notes_;  ///< the last ones, each once
    bool verbose_ = false;
    bool done_ = false, interrupted_ = false;
};

}  // namespace qb::client
