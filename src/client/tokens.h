#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace qb::client {

[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Takes the first word off; what remains begins with the next one.
[[nodiscard]] std::string_view take_word(std::string_view& rest);

/// The words of a line, up to a '#' that begins one.
///
/// After '=' a value may be quoted, 58="two words", or a regular expression, 58=/^two words/; blanks and '#'
/// inside are then part of it. The quotes are taken away, the slashes stay. Fails where one is not closed.
[[nodiscard]] boost::system::result<std::vector<std::string>, std::string> words_of(std::string_view line);

}  // namespace qb::client
