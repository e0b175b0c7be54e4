#include "replay/send.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <stdexcept>

#include "client/client_settings.h"
#include "client/dictionary.h"
#include "client/interruption.h"
#include "client/session.h"
#include "client/utc_text.h"
#include "replay/comparison.h"
#include "replay/fix_tags.h"
#include "replay/log_merge.h"
#include "replay/sender.h"

namespace qb::replay {
namespace {

using client::Fields;
using Symbols = std::map<std::string, std::string, std::less<>>;

/// ClOrdID(11) may have 64 characters, and a number follows the prefix.
constexpr std::size_t kLongestPrefix = 48;

std::optional<double> speed_of(const std::string& text) {
    if (text == "max") return std::nullopt;
    double speed = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, speed);
    constexpr double kLeast = 0.001, kMost = 1'000'000;
    if (read.ec != std::errc{} || read.ptr != end || !(speed >= kLeast && speed <= kMost))
        throw std::invalid_argument("--speed takes max, or a number from 0.001 to 1000000");
    return speed;
}

Symbols symbols_of(const std::vector<std::string>& texts) {
    Symbols symbols;
    for (const auto& text : texts) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            throw std::invalid_argument("--symbol takes A=B, the log's name and the one to send: " + text);
        if (!symbols.emplace(text.substr(0, equals), text.substr(equals + 1)).second)
            throw std::invalid_argument("--symbol names " + text.substr(0, equals) + " twice");
    }
    return symbols;
}

std::string prefix_of(const std::string& text) {
    if (text.empty()) return client::short_unique_text(std::chrono::system_clock::now());
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!plain || text.size() > kLongestPrefix)
        throw std::invalid_argument("--prefix takes at most 48 printable characters");
    return text;
}

client::ClientSettings settings_of(const SendOptions& options) {
    const auto settings = client::load_settings(options.config);
    if (!settings) {
        std::string mistakes;
        for (const auto& mistake : settings.error()) mistakes += (mistakes.empty() ? "" : "\n") + mistake;
        throw std::invalid_argument(mistakes);
    }
    if (!net::is_loopback(settings->host) && options.send_to != settings->host)
        throw std::invalid_argument("orders would go to " + settings->host +
                                    ", which is not this machine; if that is meant: --yes-send-to " +
                                    settings->host);
    return *settings;
}

/// Bytes that a terminal might obey are no part of an id.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c >= '\x7f'; }, '?');
    return text;
}

Fields fields_of(const FixFields& message) {
    Fields fields;
    for (const auto& field : message.fields)
        fields.push_back({static_cast<int>(field.tag), std::string(field.value)});
    return fields;
}

void read_logs(const SendOptions& options, LogMerge& logs, Recorder& recorder) {
    while (const auto* entry = logs.next()) recorder.add(fields_of(entry->message));
    if (!recorder.recording().requests.empty()) return;
    std::string senders;
    for (const auto& sender : recorder.recording().senders)
        senders += (senders.empty() ? "; messages came from " : ", ") + printable(sender);
    throw std::invalid_argument("the log has no request of " + recorder.client() + senders +
                                (options.client.empty() ? "; --client names another one" : ""));
}

/// `[#####.....] 12 of 40 sent, 20 of 71 answers`, over itself, for a person at a terminal.
class Bar {
public:
    Bar(std::ostream& out, bool wanted) : out_(out), wanted_(wanted) {}
    ~Bar() {
        if (shown_) out_ << '\n';
    }
    Bar(const Bar&) = delete;
    Bar& operator=(const Bar&) = delete;

    void show(const SenderState& state) {
        if (!wanted_) return;
        constexpr std::size_t kWidth = 30;
        const auto done = state.sent * kWidth / std::max<std::size_t>(state.requests, 1);
        out_ << "\r[" << std::string(done, '#') << std::string(kWidth - done, '.') << "] " << state.sent
             << " of " << state.requests << " sent, " << state.came << " of " << state.answers << " answers"
             << std::flush;
        shown_ = true;
    }

private:
    std::ostream& out_;
    bool wanted_, shown_ = false;
};

void print_ids(const Recording& recording, const Renaming& renaming, std::ostream& out) {
    std::set<std::string> printed;
    for (const auto& request : recording.requests) {
        const auto id = client::value_of(request.fields, fix_tag::kClOrdId);
        const auto fresh = id ? renaming.new_id(*id) : std::nullopt;
        if (fresh && printed.emplace(*id).second)
            out << "id " << printable(std::string(*id)) << " -> " << *fresh << '\n';
    }
}

/// Gives how many there are.
std::size_t print_differences(const Recording& recording, const Answers& today, const Comparison& comparison,
                              std::ostream& out) {
    std::size_t count = 0;
    std::set<std::string> done;
    for (const auto& request : recording.requests) {
        if (!done.insert(request.conversation).second) continue;
        const auto messages = [&](const Answers& answers) {
            const auto found = answers.find(request.conversation);
            return found == answers.end() ? std::vector<Fields>{} : found->second;
        };
        for (const auto& line : comparison.differences(printable(request.conversation),
                                                       messages(recording.answers), messages(today))) {
            out << "difference " << line << '\n';
            ++count;
        }
    }
    return count;
}

/// What `send` was asked for, checked.
struct Plan {
    client::ClientSettings settings;
    SenderOptions times;
    std::string prefix;
    Symbols symbols;
};

Plan plan_of(const SendOptions& options) {
    return {.settings = settings_of(options),
            .times = {.speed = speed_of(options.speed),
                      .logon_wait = options.logon_wait,
                      .answer_wait = options.answer_wait,
                      .linger = options.linger},
            .prefix = prefix_of(options.prefix),
            .symbols = symbols_of(options.symbols)};
}

/// What came of it.
struct Outcome {
    std::optional<std::string> failure;
    Answers answers;
    SenderState state;
    std::size_t unasked = 0;
    int signalled = 0;  ///< 128 and the signal's number
};

Outcome send_recording(const Plan& plan, const Recording& recording, Renaming& renaming, Bar& bar) {
    client::Interruption interruption;  // before the session starts its thread
    auto times = plan.times;
    times.interruption = interruption.descriptor();
    client::Session session(plan.settings);
    Sender sender(session, recording, renaming, times, [&bar](const SenderState& state) { bar.show(state); });
    Outcome outcome;
    outcome.failure = sender.run();
    outcome.answers = sender.answers();
    outcome.state = sender.state();
    outcome.unasked = sender.unasked();
    outcome.signalled = interruption.end();
    return outcome;
}

/// Exit code of what was sent and compared.
int report(const Plan& plan, const SendOptions& options, const Recording& recording, Console& console) {
    const client::Dictionary dictionary(plan.settings.dictionary, plan.settings.transport_dictionary);
    Renaming renaming(plan.prefix, plan.symbols, recording);
    Outcome outcome;
    {
        Bar bar(console.err, options.progress);
        outcome = send_recording(plan, recording, renaming, bar);
    }
    print_ids(recording, renaming, console.out);
    const Comparison comparison(dictionary, {options.ignore.begin(), options.ignore.end()});
    const auto differences = print_differences(recording, outcome.answers, comparison, console.out);
    console.out << outcome.state.sent << " of " << outcome.state.requests << " requests sent, "
                << outcome.state.answers << " answers in the log, " << differences << " differences\n";
    if (recording.unasked + outcome.unasked > 0) {
        console.out << "not compared, as they answer no request: " << recording.unasked
                    << " messages of the log, " << outcome.unasked << " that came\n";
    }
    if (outcome.failure) console.err << "error: " << *outcome.failure << '\n';
    if (outcome.signalled != 0) return outcome.signalled;
    return differences > 0 || outcome.failure ? kExitFound : kExitGood;
}

}  // namespace

int send(const SendOptions& options, Console& console) {
    try {
        const auto plan = plan_of(options);
        LogMerge logs(options.logs, console);
        Recorder recorder(options.client.empty() ? plan.settings.sender_comp_id : options.client);
        read_logs(options, logs, recorder);
        const int of_the_logs = logs.finish();
        const int of_the_answers = report(plan, options, recorder.recording(), console);
        return of_the_answers != kExitGood ? of_the_answers : of_the_logs;
    } catch (const std::exception& error) {
        console.err << "error: " << error.what() << '\n';
        return kExitUsage;
    }
}

}  // namespace qb::replay
