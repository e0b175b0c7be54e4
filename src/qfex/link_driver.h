#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/tls.h"
#include "orders/time.h"
#include "qfex/account_settings.h"
#include "qfex/link_decider.h"

namespace boost::asio {
class io_context;
}

namespace qb::qfex {

enum class LinkNews : std::uint8_t {
    Serving,  ///< commands may be sent
    Down,     ///< the serving link is gone: what was sent and not answered has an unknown outcome
    Stopped,  ///< stop() is done, after Serving without a Down; nothing follows before start()
};

/// Who owns the link. Called on the loop's thread. Inside a callback send(), stop(), start() and status()
/// may be called; the driver may not be destroyed.
class LinkHost {
public:
    /// reason: a line for people, empty for Serving. Failed attempts between Down and Serving are not
    /// reported here: they are in status() and the log.
    virtual void on_link_state(LinkNews news, std::string_view reason) = 0;
    /// A whole message, valid during the call. May come shortly before Serving (an event of the account
    /// while channels are still being confirmed) and after stop(); never between Down and the next
    /// connection.
    virtual void on_frame(std::string_view frame) = 0;
    virtual void log(LogLevel level, std::string_view text) = 0;

protected:
    ~LinkHost() = default;
};

struct LinkStatus {
    LinkState state{};
    std::string text;                      ///< a line for people; says why when it is not serving
    std::optional<MonoTime> next_attempt;  ///< while BackingOff or Refused
    std::size_t queued_bytes = 0;          ///< sent by us, not yet taken by the network
    LinkCounters counters;
};

/// The venue link over a real socket: obeys a LinkDecider and decides nothing itself. One per account.
///
/// One thread: that of the io_context. Keeps the link up from start() to stop().
class LinkDriver {
public:
    /// trust: needed for wss. Throws std::invalid_argument, naming the key, when mistakes_in() finds any or
    /// the trust is missing. The host must outlive the driver.
    LinkDriver(boost::asio::io_context& io, AccountSettings account,
               std::shared_ptr<const net::TlsTrust> trust, LinkHost& host);
    /// Drops the connection; no callback follows.
    ~LinkDriver();
    LinkDriver(const LinkDriver&) = delete;
    LinkDriver& operator=(const LinkDriver&) = delete;

    void start();
    /// Says goodbye; LinkNews::Stopped follows, from inside the call where nothing was open.
    void stop();
    /// Queues one command, in order. False, and provably nothing sent: not serving, or the send queue is
    /// full.
    [[nodiscard]] bool send(std::string command);

    [[nodiscard]] bool serving() const;
    [[nodiscard]] LinkStatus status() const;
    [[nodiscard]] const AccountSettings& account() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::qfex
