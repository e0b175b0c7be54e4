#pragma once

#include <string_view>

#include "orders/secret.h"

namespace qb::fix {

/// Compares in a time that depends on the length of `given` alone: not on where the texts differ, nor on the
/// length of the secret.
[[nodiscard]] bool equal_in_constant_time(const Secret& expected, std::string_view given);

}  // namespace qb::fix
