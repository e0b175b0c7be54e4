#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/world.h"

namespace qb::test {

/// A world whose bridge is the program itself, as a process of its own: killed, started again, stopped,
/// refused. Venue and FIX peers stay in the test's process and on its loop.
class BridgeProcess : public World {
protected:
    BridgeProcess() = default;
    ~BridgeProcess() override;

    /// Starts the program with this command ("run", "check") and the configuration of this world. Its log
    /// begins anew.
    void spawn(const std::string& command);
    /// Starts it and gives the port it listens on, once its log has `event`.
    std::uint16_t start(std::string_view event = "link.serving");
    /// What the process that runs has logged so far.
    [[nodiscard]] std::string log() const;
    /// The port on which it takes FIX connections; empty while its log does not name one.
    [[nodiscard]] std::optional<std::uint16_t> listening() const;
    /// Its exit code, or minus the signal that ended it.
    int wait_for_exit();

    std::vector<std::string> more_environment;  ///< ahead of the test's own
    pid_t pid_ = 0;                             ///< 0: none runs
};

}  // namespace qb::test
