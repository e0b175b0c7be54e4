#pragma once

#include <string>

#include "model/dice.h"
#include "ops/config.h"

namespace qb::simulation {

using model::Dice;

inline constexpr const char* kPublicKey = "qfex_pub_simulation";
inline constexpr const char* kSecret = "qfex_secret_simulation";
inline constexpr const char* kBridgeCompId = "BRIDGE";
inline constexpr const char* kOmsCompId = "OMS";

/// The settings of a bridge with one FIX.4.4 session and one account, as the configuration file of a real one
/// would give them; what is random about it is drawn from `dice`.
[[nodiscard]] ops::BridgeConfig settings_for(Dice& dice);

}  // namespace qb::simulation
