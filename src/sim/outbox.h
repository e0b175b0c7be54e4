#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "orders/time.h"
#include "sim/faults.h"
#include "sim/views.h"

namespace qb::sim {

enum class OutputKind : std::uint8_t {
    Text,
    Ping,
    Close,   ///< with a goodbye
    Abort,   ///< TCP reset
    Pause,   ///< read nothing from this connection
    Resume,  ///< read again
    Refuse,  ///< of the port: take no connections
    Listen,  ///< of the port: take them again
};

/// Something for the sockets to do.
struct Output {
    OutputKind kind{};
    ConnectionId connection = 0;
    std::string text{};
};

/// What befalls the answer to one command.
struct ReplyFate {
    bool lose_first = false, lose_all = false, doubled = false;
    std::chrono::milliseconds delay{0};
};

/// Where outgoing frames wait: for the driver, or for their time.
class Outbox {
public:
    /// From here to end_reply(), frames to this connection are answers and share this fate.
    void begin_reply(ConnectionId connection, ReplyFate fate);
    void end_reply() { replying_to_ = 0; }

    void send(ConnectionId connection, const std::string& text, std::chrono::milliseconds delay,
              MonoTime now);
    void push(Output output) { ready_.push_back(std::move(output)); }

    void release_due(MonoTime now);
    [[nodiscard]] std::optional<MonoTime> next_due() const;
    std::vector<Output> take();

private:
    std::vector<Output> ready_{};
    std::multimap<MonoTime, Output> later_{};
    ConnectionId replying_to_ = 0;
    ReplyFate fate_{};
    bool first_ = true;
};

}  // namespace qb::sim
