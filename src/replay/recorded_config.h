#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/config.h"

namespace qb::replay {

/// A bridge's configuration as its journal has it, fit for a re-run: no secret is in there, and none is
/// needed, nor are ports, files and authorities.
struct RecordedConfig {
    std::optional<ops::BridgeConfig> config;
    std::string mistake;  ///< why there is none
};

/// From BridgeConfig::effective. `spec`: the folder with the dictionaries, which are taken by their file
/// names; where it is empty they are where the text says.
[[nodiscard]] RecordedConfig recorded_config(std::string_view effective, const std::string& spec);

}  // namespace qb::replay
