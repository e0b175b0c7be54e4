#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qb::sim {

/// The next UUID (shaped as version 4) of a deterministic sequence; advances the state.
[[nodiscard]] std::string next_uuid(std::uint64_t& state);

/// Always the same UUID for the same name, and another one for each purpose.
[[nodiscard]] std::string uuid_from_name(std::string_view purpose, std::string_view name);

/// Unpredictable start state.
[[nodiscard]] std::uint64_t random_seed();

}  // namespace qb::sim
