#include "replay/session_rules.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "bridge/fix_text.h"
#include "bridge/recovery.h"
#include "records/rows.h"

namespace qb::replay {
namespace {

using journal::RowKind;

/// Value of the first field of the tag; empty when absent.
std::string_view value_of(std::string_view message, std::string_view tag) {
    const auto field = "\x01" + std::string(tag) + "=";
    const auto at = message.find(field);
    if (at == std::string_view::npos) return {};
    const auto value = message.substr(at + field.size());
    return value.substr(0, value.find('\x01'));
}

std::uint64_t number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

/// 8=...|9=n|(n bytes)10=sum|
bool is_framed(std::string_view message) {
    constexpr std::size_t kTrailer = 7;  // 10=ddd and SOH
    const auto length = message.find(
        "\x01"
        "9=");
    const auto body = length == std::string_view::npos ? length : message.find('\x01', length + 1);
    if (body == std::string_view::npos || message.size() < body + 1 + kTrailer) return false;
    const auto trailer = message.size() - kTrailer;
    if (number_in(value_of(message, "9")) != trailer - body - 1) return false;
    const auto sum =
        std::accumulate(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(trailer), 0U,
                        [](unsigned s, char c) { return s + static_cast<unsigned char>(c); });
    constexpr unsigned kModulus = 256;
    auto digits = std::to_string(sum % kModulus);
    digits.insert(0, 3 - digits.size(), '0');
    return message.substr(trailer) == "10=" + digits + "\x01";
}

}  // namespace

void SessionRules::turn(const bridge::RecordedTurn& turn) {
    for (auto& [number, session] : sessions_) session.logon_sent = false;
    for (const auto& row : turn.rows) {
        if (row.kind == RowKind::FixIn) received(row);
        if (row.kind == RowKind::FixOut) sent(row);
        if (row.kind == RowKind::FixSession) event(row);
    }
    for (const auto& change : turn.changes) {
        const auto session = sessions_.find(change.session);
        if (session == sessions_.end() || session->second.epoch != change.numbers.epoch) continue;
        if (change.numbers.next_sender == session->second.last + 1) continue;
        complain_({RowKind::TurnEnd, 1, turn.end_row, {}},
                  "the next MsgSeqNum(34) of a session follows the last one that was sent");
    }
}

void SessionRules::received(const Row& row) {
    const auto message = records::read_fix(row.version, row.payload);
    if (!message || message->number == 0 || bridge::msg_type_of(message->text) != "1") return;
    if (value_of(message->text, "43") == "Y") return;  // perhaps a second time
    const auto id = value_of(message->text, "112");
    if (id.empty()) return;  // a Reject(3) answers it
    sessions_[message->session].unanswered[number_in(value_of(message->text, "34"))] = id;
}

void SessionRules::sent(const Row& row) {
    const auto message = records::read_fix(row.version, row.payload);
    if (!message) return complain_(row, "a row FixOut is a FIX message");
    ++messages_;
    auto& session = sessions_[message->session];
    count(row, *message, session);
    if (!is_framed(message->text)) complain_(row, "BodyLength(9) and CheckSum(10) are those of the message");
    const auto type = bridge::msg_type_of(message->text);
    session.logon_sent = session.logon_sent || type == "A";
    if (type == "0") answered(row, message->text, session);
}

void SessionRules::count(const Row& row, const records::FixRow& message, Session& session) {
    if (number_in(value_of(message.text, "34")) != message.number)
        complain_(row, "MsgSeqNum(34) is the row's number");
    const bool same_epoch = session.epoch == message.epoch;
    const bool known = session.epoch != 0;
    if (known && same_epoch && message.number != session.last + 1)
        complain_(row, "MsgSeqNum(34) follows " + std::to_string(session.last));
    if (known && !same_epoch && (message.epoch < session.epoch || message.number != 1))
        complain_(row, "MsgSeqNum(34) begins at 1 in a new epoch");
    session.epoch = message.epoch;
    session.last = message.number;
}

void SessionRules::answered(const Row& row, std::string_view text, Session& session) {
    const auto id = value_of(text, "112");
    if (id.empty()) return;
    auto& open = session.unanswered;
    const auto asked =
        std::find_if(open.begin(), open.end(), [&](const auto& one) { return one.second == id; });
    if (asked == open.end())
        return complain_(row, "a Heartbeat(0) with TestReqID(112) answers a TestRequest(1)");
    if (asked != open.begin()) complain_(row, "every TestRequest(1) is answered by a Heartbeat(0)");
    open.erase(open.begin(), std::next(asked));
}

void SessionRules::event(const Row& row) {
    const auto event = records::read_event(row.version, row.payload);
    if (!event) return complain_(row, "a row FixSession is an event");
    if (event->word == bridge::kEventLogout || event->word == bridge::kEventCleanLogout ||
        event->word == bridge::kEventLogon)
        sessions_[event->number].unanswered.clear();
    if (event->word == bridge::kEventLogon && !sessions_[event->number].logon_sent)
        complain_(row, "a logon is answered by Logon(A)");
}

}  // namespace qb::replay
