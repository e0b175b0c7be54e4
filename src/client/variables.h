#pragma once

#include <boost/system/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qb::client {

/// What $names stand for while a script runs.
struct Variables {
    std::vector<std::string> orders{};  ///< ClOrdID(11) of every order sent: $1, $2, ..., and $last
    std::map<std::string, std::string, std::less<>> saved{};
    std::string fresh{};  ///< $new: the ClOrdID that the next order would get
    std::string now{};    ///< $now: UTC, YYYYMMDD-HH:MM:SS.sss
};

/// Replaces every $name; a '$' that no letter or digit follows is itself. Fails for a name that stands for
/// nothing.
[[nodiscard]] boost::system::result<std::string, std::string> substitute(std::string_view text,
                                                                         const Variables& variables);

/// Whether text is a name that `save` may use.
[[nodiscard]] bool may_be_saved_as(std::string_view text);

}  // namespace qb::client
