#include "replay/sender.h"

#include <poll.h>

#include <algorithm>
#include <array>

#include "client/utc_text.h"
#include "replay/fix_tags.h"

namespace qb::replay {

using client::Event;
using client::Fields;
using client::value_of;

std::chrono::microseconds due_after(WallTime first, WallTime at, double speed) {
    if (at <= first) return {};  // a clock that was set back
    return std::chrono::duration_cast<std::chrono::microseconds>((at - first) / speed);
}

Sender::Sender(client::Link& link, const Recording& recording, Renaming& renaming, SenderOptions options,
               std::function<void(const SenderState&)> progress)
    : link_(link),
      recording_(recording),
      renaming_(renaming),
      options_(options),
      progress_(std::move(progress)),
      state_{.requests = recording.requests.size(), .answers = recording.answer_order.size()} {}

Sender::Failure Sender::run() {
    auto failure = log_on();
    if (!failure) failure = send_all();
    log_out();
    return interrupted_ ? "interrupted" : failure;
}

Sender::Failure Sender::log_on() {
    link_.logon();
    const auto deadline = Clock::now() + options_.logon_wait;
    while (!logged_on_ && wait_until(deadline)) {
    }
    if (logged_on_) return std::nullopt;
    return "no logon within " + std::to_string(options_.logon_wait.count()) + " ms" +
           (last_note_.empty() ? "" : ": " + last_note_);
}

Sender::Failure Sender::send_all() {
    began_ = Clock::now();
    for (const auto& request : recording_.requests) {
        expect(request.answers_before);
        if (auto failure = wait_for_turn(request)) return failure;
        if (auto failure = send_one(request)) return failure;
    }
    expect(recording_.answer_order.size());
    wait_for_answers();
    linger();
    return std::nullopt;
}

Sender::Failure Sender::wait_for_turn(const Request& request) {
    if (options_.speed) {
        const auto due = began_ + due_after(recording_.requests.front().at, request.at, *options_.speed);
        while (wait_until(due)) {
        }
    } else {
        wait_for_answers();
    }
    if (interrupted_) return "interrupted";
    return std::nullopt;
}

Sender::Failure Sender::send_one(const Request& request) {
    const auto now = client::utc_timestamp(std::chrono::system_clock::now());
    if (auto failure = link_.send(renaming_.to_send(request, now))) {
        return "request " + std::to_string(state_.sent + 1) + " of " + std::to_string(state_.requests) +
               ": " + *failure;
    }
    ++state_.sent;
    last_step_ = Clock::now();
    progress_(state_);
    return std::nullopt;
}

/// The first so many answers of the log should have come by now.
void Sender::expect(std::size_t answers) {
    for (; expected_ < answers; ++expected_) {
        auto& tally = tallies_[recording_.answer_order[expected_]];
        missing_ -= tally.missing();
        ++tally.expected;
        missing_ += tally.missing();
    }
}

void Sender::wait_for_answers() {
    last_step_ = Clock::now();
    while (missing_ > 0 && wait_until(last_step_ + options_.answer_wait)) {
    }
    if (missing_ > 0) give_up();
}

void Sender::give_up() {
    for (auto& [conversation, tally] : tallies_) tally.given_up = tally.given_up || tally.missing() > 0;
    missing_ = 0;
}

void Sender::linger() {
    const auto end = Clock::now() + options_.linger;
    while (wait_until(end)) {
    }
}

void Sender::log_out() {
    link_.logout("the log was sent");
    const auto deadline = Clock::now() + options_.logon_wait;
    while (logged_on_ && wait_until(deadline)) {
    }
}

// ---------------------------------------------------------------- what comes in

bool Sender::wait_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0 || interrupted_) return false;
    std::array<pollfd, 2> sources{
        {{link_.inbox().descriptor(), POLLIN, 0}, {options_.interruption, POLLIN, 0}}};
    ::poll(sources.data(), sources.size(), static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
    for (const auto& event : link_.inbox().take()) take_in(event);
    if (sources[1].revents != 0) interrupted_ = true;
    return !interrupted_;
}

void Sender::take_in(const Event& event) {
    switch (event.kind) {
    case Event::Kind::LoggedOn: logged_on_ = true; return;
    case Event::Kind::LoggedOut: logged_on_ = false; return;
    case Event::Kind::Note: last_note_ = event.text; return;
    case Event::Kind::Received: return;
    case Event::Kind::Delivered: return take_answer(client::fields_of(event.text));
    case Event::Kind::Sent: break;
    }
    const auto sent = client::fields_of(event.text);
    const bool again = value_of(sent, fix_tag::kPossDupFlag).has_value();
    if (again || client::is_session_type(value_of(sent, fix_tag::kMsgType).value_or(""))) return;
    static_cast<void>(conversations_.of_request(renaming_.as_recorded(sent)));
}

void Sender::take_answer(const Fields& message) {
    const auto type = value_of(message, fix_tag::kMsgType).value_or("");
    if (client::is_session_type(type) && type != "3") return;
    auto answer = renaming_.as_recorded(message);
    const auto conversation = conversations_.of_answer(answer);
    if (!conversation) {
        ++unasked_;
        return;
    }
    renaming_.learn_order_id(*conversation, answer);
    answers_[*conversation].push_back(std::move(answer));
    auto& tally = tallies_[*conversation];
    missing_ -= tally.missing();
    ++tally.came;
    missing_ += tally.missing();
    last_step_ = Clock::now();
    state_.came = std::min(state_.came + 1, state_.answers);
    progress_(state_);
}

}  // namespace qb::replay
