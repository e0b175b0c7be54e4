#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fix_text.h"
#include "model/dice.h"
#include "ops/config.h"

namespace qb::simulation {

using model::Dice;

inline constexpr const char* kBridgeCompId = "BRIDGE";

/// An account at the venue, and the key to it.
struct Account {
    std::string_view name, public_key, secret;
};
inline constexpr std::array<Account, 2> kAccounts{
    {{"main", "qfex_pub_simulation", "qfex_secret_simulation"},
     {"second", "qfex_pub_simulation_second", "qfex_secret_simulation_second"}}};

/// One OMS of a world: its session, and where its orders go.
struct Party {
    std::string_view comp_id;
    Version version;
    std::size_t account;  ///< place among the bridge's accounts, which are the first of kAccounts
};

/// A bridge as its configuration file would make it, and the OMSs that it is for: the parties are its
/// sessions, in its order.
struct Settings {
    ops::BridgeConfig bridge;
    std::vector<Party> parties;
};

/// Three worlds in four have one OMS, on FIX.4.4. The others have a second one, on FIX.5.0SP2, which shares
/// the account of the first or has one of its own. What else is random about them is drawn from `dice`.
[[nodiscard]] Settings settings_for(Dice& dice);

}  // namespace qb::simulation
