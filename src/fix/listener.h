#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fix/engine.h"

namespace qb::fix {

/// Where the listener takes its news: the bridge's loop, which puts each call into a turn and passes it to
/// the Engine's functions of the same names.
class ByteSink {
public:
    virtual ~ByteSink() = default;
    /// Nothing: the connection is closed at once.
    virtual std::optional<ConnectionId> open(ListenerId listener, std::string_view remote_address) = 0;
    virtual void bytes(ConnectionId connection, std::string_view bytes) = 0;
    /// Bytes that the socket took after flush() had returned; flush() tells the engine itself of those
    /// before.
    virtual void written(ConnectionId connection, std::size_t count) = 0;
    virtual void closed(ConnectionId connection) = 0;
    /// Something to be said in the log: accept failed, a write stalled.
    virtual void note(std::string_view text) = 0;
};

struct ListenerLimits {
    /// A connection with more unwritten output than this is not read from.
    std::size_t pause_reading_at = std::size_t{1} << 20;
    std::chrono::milliseconds close_limit{2'000};  ///< for the flush of CloseMark::AfterFlush
    std::chrono::milliseconds accept_pause{250};   ///< after an accept that failed (no descriptors left)
    std::chrono::milliseconds accept_pause_max{1'000};
};

/// TCP sockets of the FIX side and nothing else: it obeys the engine's marks and decides nothing.
///
/// Everything runs on the executor's one thread. Never blocks; each connection has its own read and its own
/// write under way, so a peer delays nobody but itself.
class Listener {
public:
    /// `sink` must outlive the listener.
    Listener(boost::asio::any_io_executor executor, ByteSink& sink, ListenerLimits limits = {});
    /// Closes all sockets; the sink hears nothing of it.
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Binds, listens and accepts. Gives the port that was bound. Fails with what bind or listen said, or
    /// with invalid_argument when the host is no IP literal.
    boost::system::result<std::uint16_t> listen(ListenerId id, const ListenAddress& address);
    /// Accepts no more; connections stay.
    void stop_accepting();

    /// Writes what the engine has ready, then obeys its marks. After the commit of a turn.
    void flush(Engine& engine);
    /// Closes one connection without writing; the sink hears closed().
    void drop(ConnectionId connection);

    [[nodiscard]] std::size_t connection_count() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;  // shared with handlers that are still queued when this goes
};

}  // namespace qb::fix
