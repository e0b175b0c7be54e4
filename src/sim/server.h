#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"
#include "sim/faults.h"
#include "sim/options.h"
#include "sim/views.h"

namespace qb::sim {

/// The simulated venue on real sockets: trade WebSocket and REST on one port, control on another.
///
/// Runs on the given io_context and its thread; every member is called from there, or while it does not
/// run. The methods below do what the control port does, without HTTP: whatever they cause (a fill, a
/// cancel) is queued to the connections before they return.
class Server {
public:
    /// Listens from here on. Throws std::runtime_error where an option is wrong or a port is taken.
    Server(boost::asio::io_context& io, Options options);
    /// Resets every connection.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint16_t control_port() const;

    /// An error is a sentence that says what is wrong: unknown symbol, switch, variant, ...
    using Result = boost::system::result<void, std::string>;

    /// Moves the mark price; stops that it reaches fire now.
    Result set_mark(std::string_view symbol, Decimal price);
    /// Replaces the synthetic book. Best level first is not required. Resting orders that it crosses trade.
    Result set_book(std::string_view symbol, std::vector<Level> bids, std::vector<Level> asks);
    /// Sets a signed position. An empty account: the first one; else a public key or an account id.
    Result set_position(std::string_view account, std::string_view symbol, Decimal quantity);
    /// set_switch("Q8", "v2"); the names and variants stand in switches.h.
    Result set_switch(std::string_view name, std::string_view variant);
    /// Adds a fault; see faults.h for the kinds.
    void inject(const Fault& fault);
    void clear_faults();
    /// The next matching command is answered with this instead of being carried out.
    void script(const ScriptedAnswer& answer);
    /// Ends an open order or stop unasked: "CANCELLED", "CANCELLED_STP", ...
    Result end_order(std::string_view order_id, std::string_view status);
    /// Drops every connection; orders, positions and nonces stay.
    void restart();
    /// Whatever the control port can do: call("POST", "/mark", R"({"symbol":"AAPL-USD","price":189})").
    net::HttpResponse control(std::string_view method, std::string_view path, std::string_view body = {});

    /// Every order and stop ever accepted or refused, oldest first.
    [[nodiscard]] std::vector<OrderView> orders() const;
    [[nodiscard]] std::vector<OrderView> open_orders() const;
    [[nodiscard]] std::vector<TradeView> trades() const;
    [[nodiscard]] std::vector<PositionView> positions() const;
    [[nodiscard]] std::vector<ConnectionView> connections() const;
    /// Every text frame received since the start.
    [[nodiscard]] const std::vector<ReceivedCommand>& commands() const;
    /// How many of them have this type.
    [[nodiscard]] std::size_t count(std::string_view type) const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::sim
