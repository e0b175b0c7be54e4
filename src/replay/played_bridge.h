#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ops/config.h"
#include "replay/fix_fields.h"

namespace qb::replay {

/// A whole bridge in memory, as it runs (bridge::Core), between clients that are played from a log and an
/// AgreeableVenue. It reaches no network and writes nothing.
///
/// A client whose CompIDs the configuration does not have gets a session like the first one configured for
/// its BeginString(8), with ids of its own, up to kGuests of them for a version. Rates, passwords, addresses,
/// hours and the age of messages play no part. Memory grows with the number of orders.
class PlayedBridge {
public:
    static constexpr std::size_t kGuests = 32;

    /// Throws std::runtime_error for dictionaries that cannot be read.
    explicit PlayedBridge(ops::BridgeConfig config);
    ~PlayedBridge();
    PlayedBridge(const PlayedBridge&) = delete;
    PlayedBridge& operator=(const PlayedBridge&) = delete;

    struct Answer {
        std::string session;  ///< whose rules were used, "FIX.4.4:BRIDGE->OMS"; empty: none fits
        std::vector<std::string> commands;  ///< to the venue, without reads
        std::vector<std::string> messages;  ///< to the client, before the venue has said a word
        bool ended = false;                 ///< the bridge ended the session over it
    };
    /// What the bridge does with a message. Only its 8, 9, 10, 34, 49 and 56 are made the session's.
    [[nodiscard]] Answer play(const FixFields& message);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::replay
