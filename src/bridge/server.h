#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ops/config.h"

namespace boost::asio {
class io_context;
}
namespace qb::journal {
class Disk;
}

namespace qb::bridge {

/// Exit codes of the running bridge.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFatal =
    74;  ///< EX_IOERR: the journal or the engine failed, or the disk is full; nothing left after that

/// The running bridge: core, FIX listeners, venue link, status server and timers on one loop. What
/// `qfex-bridge run` and the integration tests start.
class Server {
public:
    struct Options {
        std::string build =
            "qfex-bridge";  ///< version and build id, for the journal and the venue's User-Agent
        /// Tests shrink the link's deadlines here.
        std::optional<qfex::LinkSettings> link;
        /// Tests put a disk that fails around the DataDir's.
        std::function<std::unique_ptr<journal::Disk>(std::unique_ptr<journal::Disk>)> disk = nullptr;
    };

    /// Opens the journal and the ports. Throws std::runtime_error with the reason a person needs.
    Server(boost::asio::io_context& io, ops::BridgeConfig config, Options options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Runs the loop until the bridge has stopped; gives the exit code.
    int run();
    /// As run(), until nothing is ready: for tests that share the loop with a venue and a client. False when
    /// stopped.
    bool poll();
    /// Waits for one thing to happen, at most until the deadline, and ends the turn it began. False when
    /// stopped.
    bool run_one(std::chrono::milliseconds at_most);

    /// SIGTERM: no new orders, answers to those under way, sessions logged out with a reason, end. A second
    /// call ends at once. The bridge does the same by itself when the journal's reserve is used up.
    void stop(std::string_view reason);
    /// Ends as a crash would: nothing is flushed, nothing is said. For tests of recovery.
    void abandon();

    [[nodiscard]] std::uint16_t fix_port(std::size_t listener = 0) const;
    [[nodiscard]] std::uint16_t status_port() const;
    [[nodiscard]] bool ready() const;
    [[nodiscard]] std::optional<int> exit_code() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::bridge
