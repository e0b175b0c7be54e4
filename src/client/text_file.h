#pragma once

#include <optional>
#include <string>

namespace qb::client {

/// The whole content of a file; empty where it cannot be read.
[[nodiscard]] std::optional<std::string> text_of_file(const std::string& path);

}  // namespace qb::client
