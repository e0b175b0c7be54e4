#include "replay/differences.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <ostream>
#include <utility>

#include "bridge/conversation.h"
#include "ops/log.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::replay {
namespace {

using journal::RowKind;
using Row = bridge::RecordedTurn::Row;
/// Name and value; a name that comes again has "#2" and so on behind it.
using Values = std::map<std::string, std::string>;

constexpr std::string_view kNone = "(none)";

bool is_message(RowKind kind) { return kind == RowKind::FixOut || kind == RowKind::Parked; }

/// The tags that the application wrote.
Values fields_of(std::string_view message) {
    Values values;
    std::map<std::string, int> seen;
    const std::string text = bridge::readable_fix(message);
    for (std::string_view rest = text; !rest.empty();) {
        const auto field = rest.substr(0, rest.find('|'));
        rest.remove_prefix(std::min(rest.size(), field.size() + 1));
        const auto equals = std::min(field.find('='), field.size());
        auto tag = std::string(field.substr(0, equals));
        if (const int times = ++seen[tag]; times > 1) tag += "#" + std::to_string(times);
        values[tag] = field.substr(std::min(field.size(), equals + 1));
    }
    return values;
}

void add_members(const std::string& path, const boost::json::value& value, Values& values) {
    if (const auto* object = value.if_object()) {
        for (const auto& [key, member] : *object)
            add_members(path.empty() ? std::string(key) : path + "." + std::string(key), member, values);
    } else {
        values[path] = boost::json::serialize(value);
    }
}

/// Numbers are compared as text: digit for digit.
Values members_of(std::string_view command) {
    Values values;
    boost::json::error_code error;
    const auto parsed = boost::json::parse(command, error);
    if (error)
        values["(no JSON)"] = command;
    else
        add_members({}, parsed, values);
    return values;
}

std::size_t first_difference(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

/// What stands around a place, with dots for what cannot be shown.
std::string printable(std::string_view payload, std::size_t place) {
    constexpr std::size_t kBefore = 24, kLength = 64;
    const auto from = place > kBefore ? place - kBefore : 0;
    std::string text(payload.substr(std::min(from, payload.size()), kLength));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
    return "\"" + text + "\"";
}

std::string value_in(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string(kNone) : found->second;
}

}  // namespace

void Differences::count(const Row& row) {
    if (row.kind == RowKind::Fact) ++counts_.facts;
    if (row.kind == RowKind::VenueOut) ++counts_.commands;
    if (is_message(row.kind)) ++counts_.messages;
    if (row.kind == RowKind::VenueIn || row.kind == RowKind::Link || row.kind == RowKind::Timer)
        ++counts_.inputs;
}

bool Differences::compare(const Row& recorded, const journal::PlacedRow& made) {
    count(recorded);
    if (is_message(recorded.kind) && is_message(made.kind)) return compare_messages(recorded, made);
    if (recorded.kind != made.kind) {
        if (may_tell()) {
            head(recorded, "another row in its place");
            tell("row", to_string(recorded.kind), to_string(made.kind));
        }
        return false;
    }
    if (recorded.version == made.version && recorded.payload == made.payload) return true;
    if (recorded.kind == RowKind::VenueOut) return compare_commands(recorded, made);
    if (recorded.kind == RowKind::Fact) return compare_facts(recorded, made);
    if (may_tell()) head(recorded, "the re-run has another " + std::string(to_string(made.kind)) + " here");
    return false;
}

bool Differences::compare_messages(const Row& recorded, const journal::PlacedRow& made) {
    const auto was = records::read_fix(recorded.version, recorded.payload);
    const auto is = records::read_fix(made.version, made.payload);
    if (!was || !is) {
        if (may_tell()) head(recorded, "is no FIX message that this build can read");
        return false;
    }
    const auto readable_was = bridge::readable_fix(was->text), readable_is = bridge::readable_fix(is->text);
    if (was->session == is->session && readable_was == readable_is) return true;
    if (!is_told_anyway()) return true;
    head(recorded, "FIX message differs");
    if (was->session != is->session)
        tell("session", rerun_->session_name(was->session), rerun_->session_name(is->session));
    if (!tell_values(fields_of(was->text), fields_of(is->text)))
        tell("order of tags", readable_was, readable_is);
    return true;  // the state is what the facts say
}

bool Differences::compare_commands(const Row& recorded, const journal::PlacedRow& made) {
    const auto was = records::read_venue(recorded.version, recorded.payload);
    const auto is = records::read_venue(made.version, made.payload);
    if (!was || !is) {
        if (may_tell()) head(recorded, "is no command that this build can read");
        return false;
    }
    if (!is_told_anyway()) return true;
    head(recorded, "venue command differs");
    if (was->account != is->account)
        tell("account", rerun_->account_name(was->account), rerun_->account_name(is->account));
    if (!tell_values(members_of(was->text), members_of(is->text))) tell("text", was->text, is->text);
    return true;
}

bool Differences::compare_facts(const Row& recorded, const journal::PlacedRow& made) {
    if (!may_tell()) return false;
    head(recorded, "order fact differs");
    const auto was = records::read_fact(recorded.version, recorded.payload);
    const auto is = records::read_fact(made.version, made.payload);
    if (!was || !is) {
        tell("fact", was ? orders::name_of(was->fact) : kNone, is ? orders::name_of(is->fact) : kNone);
        return false;
    }
    tell("fact", orders::name_of(was->fact), orders::name_of(is->fact));
    if (was->account != is->account)
        tell("account", rerun_->account_name(was->account), rerun_->account_name(is->account));
    if (orders::key_of(was->fact) != orders::key_of(is->fact))
        tell("order key", std::to_string(orders::key_of(was->fact)),
             std::to_string(orders::key_of(is->fact)));
    const auto place = first_difference(recorded.payload, made.payload);
    tell("its row, byte " + std::to_string(place), printable(recorded.payload, place),
         printable(made.payload, place));
    return false;
}

void Differences::missing(const Row& recorded) {
    count(recorded);
    if (may_tell()) head(recorded, "the re-run has no such row");
}

void Differences::extra(const journal::PlacedRow& made) {
    if (!may_tell()) return;
    const Row row{made.kind, made.version, made.number, std::string(made.payload)};
    head(row, "only the re-run has this row");
}

void Differences::failed(const Row& recorded, std::string_view why) {
    if (may_tell()) head(recorded, "the re-run cannot go on: " + std::string(why));
}

void Differences::other_state(const Row& record) {
    if (may_tell()) head(record, "the segment's state record has other orders than the facts before it");
}

void Differences::broken_rule(const Row& recorded, std::string_view rule) {
    if (++counts_.broken_rules + counts_.differences > kTold) return;
    head(recorded, "does not keep to: " + std::string(rule));
}

bool Differences::may_tell() { return !forgiving_ && is_told_anyway(); }

/// A difference that does not part the states is a fault however the re-run began.
bool Differences::is_told_anyway() { return ++counts_.differences + counts_.broken_rules <= kTold; }

// ---- words

std::string Differences::whose(const Row& row) const {
    std::string out;
    const auto add = [&out](std::string_view name, std::string_view value) {
        if (!value.empty()) out += "  " + std::string(name) + "=" + std::string(value);
    };
    const auto add_order = [&](const orders::Order* order) {
        if (order == nullptr) return;
        add("ClOrdID", order->request.cl_ord_id);
        if (!order->venue_ids.empty()) add("OrderID", order->venue_ids.front());
    };
    if (is_message(row.kind) || row.kind == RowKind::FixIn) {
        const auto message = records::read_fix(row.version, row.payload);
        if (!message) return out;
        if (rerun_ != nullptr) add("session", rerun_->session_name(message->session));
        const auto fields = fields_of(message->text);
        for (const auto& [name, tag] : {std::pair{"MsgType", "35"}, {"ClOrdID", "11"}, {"OrderID", "37"}})
            if (const auto found = fields.find(tag); found != fields.end()) add(name, found->second);
    }
    if (row.kind == RowKind::VenueOut || row.kind == RowKind::VenueIn) {
        const auto frame = records::read_venue(row.version, row.payload);
        if (!frame) return out;
        if (rerun_ != nullptr) add("account", rerun_->account_name(frame->account));
        const auto members = members_of(frame->text);
        for (const auto& name : {"type", "params.client_order_id", "params.order_id"})
            if (const auto found = members.find(name); found != members.end()) add(name, found->second);
    }
    if (row.kind == RowKind::Fact) {
        const auto record = records::read_fact(row.version, row.payload);
        if (!record) return out;
        add("fact", orders::name_of(record->fact));
        if (rerun_ == nullptr) return out;
        add("account", rerun_->account_name(record->account));
        add_order(rerun_->order(record->account, orders::key_of(record->fact)));
    }
    return out;
}

void Differences::head(const Row& row, std::string_view what) {
    out_ << "row " << row.number << "  " << ops::iso_time(time_) << "  " << to_string(row.kind) << whose(row)
         << ": " << what << '\n';
}

bool Differences::tell_values(const Values& recorded, const Values& made) {
    auto names = recorded;
    names.insert(made.begin(), made.end());
    bool told = false;
    for (const auto& [name, value] : names) {
        const auto was = value_in(recorded, name), is = value_in(made, name);
        if (was == is) continue;
        tell(name, was, is);
        told = true;
    }
    return told;
}

void Differences::tell(std::string_view what, std::string_view recorded, std::string_view made) {
    out_ << "    " << what << ": recorded " << recorded << ", re-run " << made << '\n';
}

}  // namespace qb::replay
