#pragma once

#include <string>
#include <string_view>

namespace qb::mapping {

/// Appends a JSON string, quotes included: quote, backslash and control characters are escaped (RFC 8259,
/// section 7), other bytes are copied.
void append_json_string(std::string& out, std::string_view text);

/// Appends one value of a URL query, percent-encoded but for RFC 3986's unreserved characters.
void append_url_encoded(std::string& out, std::string_view text);

}  // namespace qb::mapping
