#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "client/script.h"

namespace qb::client {

/// `mark SYMBOL PRICE`: POST /mark. Each of these takes what follows the first word, the first three as
/// words; prices and quantities go into the JSON digit for digit.
[[nodiscard]] boost::system::result<Command, std::string> parse_mark(const std::vector<std::string>& words);

/// `book SYMBOL [bid PRICExQUANTITY...] [ask PRICExQUANTITY...]`: POST /book.
[[nodiscard]] boost::system::result<Command, std::string> parse_book(const std::vector<std::string>& words);

/// `position SYMBOL QUANTITY [ACCOUNT]`: POST /position.
[[nodiscard]] boost::system::result<Command, std::string> parse_position(
    const std::vector<std::string>& words);

/// `venue GET|POST PATH [JSON]`: anything else the control port can do.
[[nodiscard]] boost::system::result<Command, std::string> parse_venue(std::string_view rest);

}  // namespace qb::client
