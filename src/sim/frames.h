#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/exchange.h"
#include "sim/json.h"

/// The venue's words: every frame that the simulator sends, shaped by the switches.
namespace qb::sim {

/// Which connections of the account a frame is for.
enum class Audience : std::uint8_t {
    Requester,      ///< the one whose command is being answered
    Orders,         ///< subscribed to order_responses
    Fills,          ///< subscribed to fills
    Stops,          ///< subscribed to stop_orders
    OrdersOrStops,  ///< to either
};

struct Shown {
    Audience audience{};
    std::string text;
    std::chrono::milliseconds delay{0};
};

class Frames {
public:
    Frames(const Switches& switches, const Exchange& exchange) : switches_(switches), exchange_(exchange) {}

    /// What the account is told about an event; `incoming`: the command it answers, where there is one.
    [[nodiscard]] std::vector<Shown> show(const Event& event, const Json* incoming) const;

    [[nodiscard]] std::string auth_succeeded() const;
    /// Empty where the variant is to close without a word.
    [[nodiscard]] std::string auth_failed() const;
    /// `incoming` null: the frame was not readable and `raw` is echoed as a string.
    [[nodiscard]] std::string error(std::string_view code, std::string_view message, const Json* incoming,
                                    std::string_view raw = {}) const;
    /// The error of a command that would pass after this time.
    [[nodiscard]] std::string rate_limited(std::chrono::milliseconds retry_after, const Json* incoming) const;
    /// Confirms subscribe or unsubscribe.
    [[nodiscard]] std::string channel_changed(std::string_view channel, bool added) const;
    [[nodiscard]] static std::string ack(const Json* incoming);
    [[nodiscard]] std::string no_such_order(std::string_view requested_id, std::string_view symbol,
                                            const Account& account, const Json* incoming, WallTime now) const;
    [[nodiscard]] std::string all_orders(const std::vector<const Order*>& rows) const;
    /// An order as it stands, as an order_response.
    [[nodiscard]] std::string order_state(const Order& order) const;
    [[nodiscard]] std::string user_trades(const std::vector<const Trade*>& rows, std::size_t count) const;

    /// The client_order_id as the venue shows it (Q7, Q8.client_id).
    [[nodiscard]] std::string_view client_id_shown(const Order& order) const;

private:
    [[nodiscard]] std::string order_object(const Order& order, bool refused_add, Cause cause,
                                           const Trade* trade, bool with_remaining) const;
    [[nodiscard]] std::string order_response(const Event& event) const;
    [[nodiscard]] std::string filled(const Event& event) const;
    [[nodiscard]] std::string fill_response(const Event& event) const;
    [[nodiscard]] std::string stop_order_response(const Order& stop) const;
    [[nodiscard]] std::string stop_object(const Order& stop) const;
    [[nodiscard]] std::string row_of(const Order& order) const;
    [[nodiscard]] std::string trade_row(const Trade& trade) const;
    [[nodiscard]] std::string error_frame(std::string_view code, std::string_view message,
                                          const Json* incoming, std::string_view raw,
                                          std::string_view retry_after) const;
    [[nodiscard]] Decimal price_shown(const Order& order, const Trade* trade) const;
    [[nodiscard]] std::string echo(const Json& incoming) const;
    [[nodiscard]] NumberStyle style() const;

    void show_stop_answer(const Event& event, const Json* incoming, std::vector<Shown>& out) const;
    void show_execution(const Event& event, std::vector<Shown>& out) const;

    const Switches& switches_;
    const Exchange& exchange_;
};

/// Unix time to the microsecond, and RFC 3339 in UTC.
[[nodiscard]] Decimal unix_seconds(WallTime time);
[[nodiscard]] Decimal unix_milliseconds(WallTime time);
[[nodiscard]] std::string iso_time(WallTime time);

}  // namespace qb::sim
