#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qb::test {

/// The ways in which a secret may have been written down: as it is, in hex, in base64 (whatever stood before
/// it), with every byte escaped as in a URL.
[[nodiscard]] std::vector<std::string> written_forms(std::string_view secret);

/// Which of the forms `text` holds; empty: none.
[[nodiscard]] std::string leaked_form(std::string_view text, std::string_view secret);

}  // namespace qb::test
