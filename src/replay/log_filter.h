#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/log.h"

namespace qb::replay {

/// The filter options of the command line, as typed. Several values of one option: any of them.
struct FilterOptions {
    std::vector<std::string> sessions = {};    ///< --session: A->B, whoever sends; FIX.4.4:A->B
    std::string from = {}, to = {};            ///< --from, --to: UTC; from <= t < to
    std::vector<std::string> symbols = {};     ///< --symbol: Symbol(55)
    std::vector<std::string> cl_ord_ids = {};  ///< --clordid: ClOrdID(11) or OrigClOrdID(41)
    std::vector<std::string> order_ids = {};   ///< --orderid: OrderID(37) or SecondaryOrderID(198)
    std::vector<std::string> msg_types = {};   ///< --msgtype: MsgType(35)
};

/// Which messages are looked at.
class LogFilter {
public:
    /// Throws std::invalid_argument, with the option, for a text that is no session or no time.
    explicit LogFilter(const FilterOptions& options);

    [[nodiscard]] bool takes(const LogEntry& entry) const;
    /// A message without any time is in no period.
    [[nodiscard]] bool takes_time(const std::optional<WallTime>& time) const;

private:
    struct Parties {
        std::string begin_string;  ///< empty: any
        std::string a, b;
    };
    [[nodiscard]] bool takes_session(const FixFields& message) const;

    std::vector<Parties> sessions_;
    std::optional<WallTime> from_, to_;
    FilterOptions options_;
};

[[nodiscard]] inline bool is_among(std::string_view value, const std::vector<std::string>& wanted) {
    return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

/// A time of the command line: as line_time(), or a date alone, which is its midnight. Throws
/// std::invalid_argument that names `option`.
[[nodiscard]] WallTime time_option(std::string_view option, std::string_view text);

}  // namespace qb::replay
