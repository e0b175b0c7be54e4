#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "client/link.h"
#include "replay/recording.h"
#include "replay/renaming.h"

namespace qb::replay {

struct SenderOptions {
    /// How many times faster than in the log; empty: each request as soon as what the log has before it came.
    std::optional<double> speed = 1;
    std::chrono::milliseconds logon_wait{10'000};   ///< for the session, and for its end
    std::chrono::milliseconds answer_wait{10'000};  ///< for an answer of the log, since the last one came
    std::chrono::milliseconds linger{1'000};        ///< after the last answer, for what the log does not have
    int interruption = -1;                          ///< readable once the user wants the end
};

/// How far it is.
struct SenderState {
    std::size_t requests = 0, sent = 0;
    std::size_t answers = 0, came = 0;  ///< answers of the log, and those that came
};

/// Sends a recording's requests again and keeps what comes back. Every wait has a deadline; a conversation
/// whose answers did not come in time is not waited for any more.
class Sender {
public:
    /// All references must outlive this object. `progress` is told after each step.
    Sender(client::Link& link, const Recording& recording, Renaming& renaming, SenderOptions options,
           std::function<void(const SenderState&)> progress);

    /// Why it did not come to its end; nothing when it did. Whatever happens, the session is logged out.
    [[nodiscard]] std::optional<std::string> run();

    /// In the log's names.
    [[nodiscard]] const Answers& answers() const { return answers_; }
    [[nodiscard]] const SenderState& state() const { return state_; }
    /// Application messages that answer no request.
    [[nodiscard]] std::size_t unasked() const { return unasked_; }

private:
    using Clock = std::chrono::steady_clock;
    using Failure = std::optional<std::string>;

    Failure log_on();
    Failure send_all();
    Failure send_one(const Request& request);
    [[nodiscard]] Failure wait_for_turn(const Request& request);
    void wait_for_answers();
    void linger();
    void log_out();

    void expect(std::size_t answers);
    void take_in(const client::Event& event);
    void take_answer(const client::Fields& message);
    void give_up();
    /// Waits for something to come; false once the deadline is over or the user wants the end.
    bool wait_until(Clock::time_point deadline);

    client::Link& link_;
    const Recording& recording_;
    Renaming& renaming_;
    SenderOptions options_;
    std::function<void(const SenderState&)> progress_;

    /// Of one conversation.
    struct Tally {
        std::size_t expected = 0, came = 0;
        bool given_up = false;
        [[nodiscard]] std::size_t missing() const {
            return given_up || came >= expected ? 0 : expected - came;
        }
    };
    std::map<std::string, Tally, std::less<>> tallies_;
    std::size_t missing_ = 0;   // of all tallies
    std::size_t expected_ = 0;  // answers of the log that are counted in
    Conversations conversations_;
    Answers answers_;
    SenderState state_;
    std::size_t unasked_ = 0;
    Clock::time_point began_{}, last_step_{};
    bool logged_on_ = false, interrupted_ = false;
    std::string last_note_;
};

/// When a request is due, counted from the first one.
[[nodiscard]] std::chrono::microseconds due_after(WallTime first, WallTime at, double speed);

}  // namespace qb::replay
