#include "client/runner.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "client/decode.h"
#include "client/expectation.h"
#include "client/utc_text.h"

namespace qb::client {
namespace {

constexpr int kMsgType = 35;
constexpr int kClOrdId = 11;
constexpr int kHandlInst = 21;
constexpr int kOrigClOrdId = 41;
constexpr int kTransactTime = 60;
constexpr std::size_t kMaxSessionMessages = 1000;

/// Adds a field unless the line gave one of that tag itself.
void put_unless_given(Fields& fields, const Fields& given, int tag, std::string_view value) {
    if (!value_of(given, tag)) fields.push_back({tag, std::string(value)});
}

std::string in_seconds(std::chrono::milliseconds time) {
    const auto ms = time.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

}  // namespace

Runner::Runner(Link& link, const Words& words, std::ostream& out, RunnerOptions options)
    : link_(link), words_(words), out_(out), options_(std::move(options)) {}

std::optional<std::string> Runner::run(const Command& command) {
    pump();
    auto failure = std::visit([this](const auto& c) { return carry_out(c); }, command);
    pump();
    return interrupted_ ? "interrupted" : failure;
}

// ---------------------------------------------------------------- what comes in

void Runner::pump() {
    for (const auto& event : link_.inbox().take()) take_in(event);
}

void Runner::take_in(const Event& event) {
    switch (event.kind) {
    case Event::Kind::Sent: return print_message(event, "-> ");
    case Event::Kind::Received: return print_message(event, "<- ");
    case Event::Kind::Delivered: {
        auto fields = fields_of(event.text);
        const auto type = value_of(fields, kMsgType).value_or("");
        const bool of_session = is_session_type(type) && type != "3";
        if (!of_session) ++delivered_;
        auto& queue = of_session ? session_messages_ : unread_;
        queue.push_back(std::move(fields));
        if (session_messages_.size() > kMaxSessionMessages) session_messages_.pop_front();
        return;
    }
    case Event::Kind::LoggedOn:
        logged_on_ = true;
        notes_.clear();
        return print_line(event.time, "-- logged on");
    case Event::Kind::LoggedOut:
        if (logged_on_) print_line(event.time, "-- logged out");
        logged_on_ = false;
        return;
    case Event::Kind::Note:
        keep_note(event.text);
        if (verbose_) print_line(event.time, "-- " + event.text);
        return;
    }
}

/// The engine tries again and again; what it says each time is kept once.
void Runner::keep_note(const std::string& note) {
    constexpr std::size_t kMaxNotes = 6;
    std::erase(notes_, note);
    notes_.push_back(note);
    if (notes_.size() > kMaxNotes) notes_.erase(notes_.begin());
}

void Runner::print_message(const Event& event, std::string_view arrow) {
    const auto fields = fields_of(event.text);
    const auto type = value_of(fields, kMsgType);
    if (!verbose_ && type == "0") return;
    if (const auto text = value_of(fields, 58); type == "5" && text)
        keep_note("Logout: " + std::string(*text));
    print_line(event.time, std::string(arrow) + decode(fields, words_));
}

void Runner::print_line(std::chrono::system_clock::time_point time, std::string_view text) {
    out_ << utc_time_of_day(time) << ' ' << text << std::endl;
}

bool Runner::wait_until(Clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0 || interrupted_) return false;
    std::array<pollfd, 2> sources{
        {{link_.inbox().descriptor(), POLLIN, 0}, {options_.interruption, POLLIN, 0}}};
    ::poll(sources.data(), sources.size(), static_cast<int>(left.count()));
    if (sources[1].revents != 0) interrupt();
    return !interrupted_;
}

// ---------------------------------------------------------------- what goes out

Variables Runner::variables() const {
    auto now = variables_;
    now.fresh = options_.order_prefix + '-' + std::to_string(next_order_);
    now.now = utc_timestamp(options_.clock());
    return now;
}

boost::system::result<std::string, std::string> Runner::resolve(const std::string& text) const {
    return substitute(text, variables());
}

Runner::Failure Runner::send(Fields fields) {
    for (auto& field : fields) {
        auto value = resolve(field.value);
        if (!value) return value.error();
        field.value = std::move(*value);
    }
    const auto fresh = variables().fresh;
    if (auto error = link_.send(fields)) return error;
    const auto id = value_of(fields, kClOrdId);
    if (id == fresh) ++next_order_;
    const auto type = value_of(fields, kMsgType);
    if (id && type == "D") variables_.orders.emplace_back(*id);
    if (id && (type == "D" || type == "G")) sent_orders_[std::string(*id)] = fields;
    return {};
}

/// FIX.4.2 cannot do without HandlInst(21), although it says nothing here.
void Runner::put_handl_inst(Fields& fields, const Fields& given) const {
    if (words_.requires_field(fields.front().value, kHandlInst))
        put_unless_given(fields, given, kHandlInst, "1");
}

Runner::Failure Runner::carry_out(const SendRequest& command) {
    const auto order = resolve(command.order);
    if (!order) return order.error();
    const auto sent = sent_orders_.find(*order);
    if (sent == sent_orders_.end()) return "this run sent no order " + *order + "; use raw";
    const Fields& known = sent->second;
    const bool replace = command.kind == SendRequest::Kind::Replace;
    const bool status = command.kind == SendRequest::Kind::Status;
    Fields fields{{kMsgType, status ? "H" : replace ? "G" : "F"}};
    put_unless_given(fields, command.extra, kClOrdId, status ? *order : "$new");
    if (!status) put_unless_given(fields, command.extra, kOrigClOrdId, *order);
    for (const int tag : {1, 55, 54}) {
        if (const auto value = value_of(known, tag)) put_unless_given(fields, command.extra, tag, *value);
    }
    if (replace) {
        put_unless_given(fields, command.extra, 38, command.quantity);
        for (const int tag : {40, 59, 18}) {
            if (const auto value = value_of(known, tag)) put_unless_given(fields, command.extra, tag, *value);
        }
        for (const int tag : {44, 99}) {
            const auto value = value_of(known, tag);
            if (value)
                put_unless_given(fields, command.extra, tag, command.price.empty() ? *value : command.price);
        }
    }
    fields.insert(fields.end(), command.extra.begin(), command.extra.end());
    put_handl_inst(fields, command.extra);
    if (!status) put_unless_given(fields, command.extra, kTransactTime, "$now");
    return send(std::move(fields));
}

Runner::Failure Runner::carry_out(const SendOrder& command) {
    Fields fields{{kMsgType, "D"}};
    if (!value_of(command.fields, kClOrdId)) fields.push_back({kClOrdId, "$new"});
    fields.insert(fields.end(), command.fields.begin(), command.fields.end());
    put_handl_inst(fields, command.fields);
    if (!value_of(command.fields, kTransactTime)) fields.push_back({kTransactTime, "$now"});
    return send(std::move(fields));
}

Runner::Failure Runner::carry_out(const SendRaw& command) { return send(command.fields); }

Runner::Failure Runner::carry_out(const Venue& command) {
    if (!options_.venue) return "there is no SimControl in the configuration";
    auto request = command;
    auto body = resolve(command.body);
    if (!body) return body.error();
    request.body = std::move(*body);
    print_line(options_.clock(), "** " + request.method + ' ' + request.path + ' ' + request.body);
    const auto answer = options_.venue(request);
    if (!answer) return "the simulated venue refused: " + answer.error();
    if (request.method == "GET") out_ << *answer << std::endl;
    return {};
}

// ---------------------------------------------------------------- expectations

Runner::Failure Runner::carry_out(const Expect& command) {
    auto conditions = command.conditions;
    for (auto& condition : conditions) {
        if (condition.kind != Condition::Kind::Equal) continue;
        auto text = resolve(condition.text);
        if (!text) return text.error();
        condition.text = std::move(*text);
    }
    const bool of_session = session_type_wanted(conditions).has_value();
    auto& queue = of_session ? session_messages_ : unread_;
    const bool skips = of_session || command.mode == Expect::Mode::Any;
    const auto wanted = "expected " + to_text(conditions);
    const auto deadline = Clock::now() + timeout_;
    std::size_t skipped = 0;
    do {
        pump();
        while (!queue.empty()) {
            auto message = std::move(queue.front());
            queue.pop_front();
            const auto reasons = mismatches(conditions, message, words_);
            if (reasons.empty()) {
                expected_last_ = std::move(message);
                return {};
            }
            if (skips) {
                ++skipped;
                continue;
            }
            std::string text = wanted + "\n  came " + decode(message, words_);
            for (const auto& reason : reasons) text += "\n  " + reason;
            return text;
        }
    } while (wait_until(deadline));
    return nothing_came(wanted, skipped);
}

std::string Runner::nothing_came(const std::string& wanted, std::size_t skipped) const {
    auto text = wanted + "\n  nothing like it came within " + in_seconds(timeout_);
    if (skipped > 0) text += "; skipped " + std::to_string(skipped) + " that do not match";
    if (!logged_on_) text += "; the session is not logged on";
    return text;
}

Runner::Failure Runner::carry_out(const ExpectNothing& command) {
    const auto deadline = Clock::now() + command.time;
    do {
        pump();
        if (!unread_.empty())
            return "expected nothing for " + in_seconds(command.time) + "\n  came " +
                   decode(unread_.front(), words_);
    } while (wait_until(deadline));
    return {};
}

Runner::Failure Runner::carry_out(const Save& command) {
    if (!expected_last_) return "there is nothing to save from: no expectation has been met so far";
    const auto value = value_of(*expected_last_, command.tag);
    if (!value) return tag_text(command.tag, words_) + " is not in " + decode(*expected_last_, words_);
    variables_.saved[command.name] = *value;
    return {};
}

Runner::Failure Runner::carry_out(const Clear& /*command*/) {
    unread_.clear();
    session_messages_.clear();
    return {};
}

Runner::Failure Runner::carry_out(const SetTimeout& command) {
    timeout_ = command.time;
    return {};
}

// ---------------------------------------------------------------- the session

Runner::Failure Runner::wait_for_session(bool logged_on, std::string_view what) {
    const auto deadline = Clock::now() + timeout_;
    do {
        pump();
        if (logged_on_ == logged_on) return {};
    } while (wait_until(deadline));
    auto text = std::string(what) + " within " + in_seconds(timeout_);
    for (const auto& note : notes_) text += "\n  heard: " + note;
    return text;
}

Runner::Failure Runner::carry_out(const WaitLogon& /*command*/) {
    return wait_for_session(true, "not logged on");
}

Runner::Failure Runner::carry_out(const WaitLogout& /*command*/) {
    return wait_for_session(false, "still logged on");
}

Runner::Failure Runner::carry_out(const WaitQuiet& command) {
    const auto deadline = Clock::now() + timeout_;
    auto quiet_since = Clock::now();
    auto seen = delivered_;
    while (!interrupted_ && Clock::now() < quiet_since + command.time) {
        if (Clock::now() >= deadline) return "not quiet within " + in_seconds(timeout_);
        static_cast<void>(wait_until(std::min(deadline, quiet_since + command.time)));
        pump();
        if (delivered_ != seen) quiet_since = Clock::now();
        seen = delivered_;
    }
    return {};
}

Runner::Failure Runner::carry_out(const Logon& /*command*/) {
    link_.logon();
    return {};
}

Runner::Failure Runner::carry_out(const Logout& command) {
    link_.logout(command.reason);
    return wait_for_session(false, "still logged on");
}

// ---------------------------------------------------------------- the rest

Runner::Failure Runner::carry_out(const Print& command) {
    out_ << command.text << std::endl;
    return {};
}

Runner::Failure Runner::carry_out(const Verbose& command) {
    verbose_ = command.on;
    return {};
}

Runner::Failure Runner::carry_out(const Help& /*command*/) {
    out_ << help_text() << std::flush;
    return {};
}

Runner::Failure Runner::carry_out(const Quit& /*command*/) {
    done_ = true;
    return {};
}

}  // namespace qb::client
