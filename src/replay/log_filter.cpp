#include "replay/log_filter.h"

#include <algorithm>
#include <stdexcept>

namespace qb::replay {
namespace {

constexpr auto npos = std::string::npos;

/// Nothing is asked, or one of the two fields has it.
bool fits(const FixFields& message, const std::vector<std::string>& wanted, std::uint32_t first,
          std::uint32_t second) {
    return wanted.empty() || is_among(message.value(first), wanted) ||
           is_among(message.value(second), wanted);
}

}  // namespace

WallTime time_option(std::string_view option, std::string_view text) {
    const bool dashes = text.size() > 4 && text[4] == '-';
    const bool date = text.size() == (dashes ? 10 : 8);
    const auto whole = date ? std::string(text) + (dashes ? "T00:00:00" : "-00:00:00") : std::string(text);
    if (const auto time = line_time(whole)) return *time;
    throw std::invalid_argument(std::string(option) + ": '" + std::string(text) +
                                "' is no time; write 20260105-10:00:00 or 2026-01-05T10:00:00Z");
}

LogFilter::LogFilter(const FilterOptions& options) : options_(options) {
    for (const auto& text : options.sessions) {
        const auto colon = text.find(':');
        const auto names = text.substr(colon == npos ? 0 : colon + 1);
        const auto arrow = names.find("->");
        if (arrow == npos || arrow == 0 || arrow + 2 == names.size())
            throw std::invalid_argument("--session: '" + text + "' is no session; write SENDER->TARGET");
        sessions_.push_back(
            {text.substr(0, colon == npos ? 0 : colon), names.substr(0, arrow), names.substr(arrow + 2)});
    }
    if (!options.from.empty()) from_ = time_option("--from", options.from);
    if (!options.to.empty()) to_ = time_option("--to", options.to);
}

bool LogFilter::takes_session(const FixFields& message) const {
    if (sessions_.empty()) return true;
    const auto sender = message.value(tag::kSenderCompId);
    const auto target = message.value(tag::kTargetCompId);
    return std::any_of(sessions_.begin(), sessions_.end(), [&](const Parties& parties) {
        const bool version =
            parties.begin_string.empty() || parties.begin_string == message.value(tag::kBeginString);
        return version &&
               ((sender == parties.a && target == parties.b) || (sender == parties.b && target == parties.a));
    });
}

bool LogFilter::takes_time(const std::optional<WallTime>& time) const {
    if (!from_ && !to_) return true;
    return time && (!from_ || *time >= *from_) && (!to_ || *time < *to_);
}

bool LogFilter::takes(const LogEntry& entry) const {
    const auto& message = entry.message;
    return takes_time(entry.time) && takes_session(message) &&
           (options_.msg_types.empty() || is_among(message.value(tag::kMsgType), options_.msg_types)) &&
           (options_.symbols.empty() || is_among(message.value(tag::kSymbol), options_.symbols)) &&
           fits(message, options_.cl_ord_ids, tag::kClOrdId, tag::kOrigClOrdId) &&
           fits(message, options_.order_ids, tag::kOrderId, tag::kSecondaryOrderId);
}

}  // namespace qb::replay
