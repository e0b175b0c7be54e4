#include "orders/types.h"

#include "orders/change.h"

namespace qb::orders {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

std::optional<std::uint8_t> nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

/// The enumerator whose text is `word`, out of `all`.
template <class Enum, std::size_t N>
std::optional<Enum> by_word(const std::array<Enum, N>& all, std::string_view word) {
    for (const Enum value : all) {
        if (to_string(value) == word) return value;
    }
    return std::nullopt;
}

}  // namespace

std::string to_hex(const Id128& id) {
    std::string text;
    text.reserve(id.bytes.size() * 2);
    for (const std::uint8_t byte : id.bytes) {
        text += kHex[byte >> 4U];
        text += kHex[byte & 0xFU];
    }
    return text;
}

std::optional<Id128> id128_from_hex(std::string_view text) {
    Id128 id;
    if (text.size() != id.bytes.size() * 2) return std::nullopt;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        const auto high = nibble(text[2 * i]);
        const auto low = nibble(text[2 * i + 1]);
        if (!high || !low) return std::nullopt;
        id.bytes[i] = static_cast<std::uint8_t>((*high << 4U) | *low);
    }
    return id;
}

std::string_view to_string(Side side) {
    switch (side) {
    case Side::Buy: return "BUY";
    case Side::Sell: return "SELL";
    }
    return "?";
}

std::string_view to_string(OrderType type) {
    switch (type) {
    case OrderType::Limit: return "LIMIT";
    case OrderType::Market: return "MARKET";
    case OrderType::Alo: return "ALO";
    case OrderType::StopLoss: return "STOP_LOSS";
    case OrderType::TakeProfit: return "TAKE_PROFIT";
    case OrderType::StopMarket: return "STOP_MARKET";
    }
    return "?";
}

std::string_view to_string(TimeInForce tif) {
    switch (tif) {
    case TimeInForce::Gtc: return "GTC";
    case TimeInForce::Ioc: return "IOC";
    case TimeInForce::Fok: return "FOK";
    }
    return "?";
}

std::optional<Side> side_from_venue(std::string_view word) {
    return by_word(std::array{Side::Buy, Side::Sell}, word);
}

std::optional<OrderType> order_type_from_venue(std::string_view word) {
    return by_word(std::array{OrderType::Limit, OrderType::Market, OrderType::Alo, OrderType::StopLoss,
                              OrderType::TakeProfit, OrderType::StopMarket},
                   word);
}

std::optional<TimeInForce> time_in_force_from_venue(std::string_view word) {
    if (word == "GFD") return TimeInForce::Gtc;  // in old samples of the venue's pages only
    return by_word(std::array{TimeInForce::Gtc, TimeInForce::Ioc, TimeInForce::Fok}, word);
}

std::string_view to_string(OrderState state) {
    switch (state) {
    case OrderState::Held: return "Held";
    case OrderState::PendingNew: return "PendingNew";
    case OrderState::Unknown: return "Unknown";
    case OrderState::Live: return "Live";
    case OrderState::Settling: return "Settling";
    case OrderState::Filled: return "Filled";
    case OrderState::Cancelled: return "Cancelled";
    case OrderState::Rejected: return "Rejected";
    }
    return "?";
}

std::string_view to_string(OwedCancel owed) {
    switch (owed) {
    case OwedCancel::No: return "";
    case OwedCancel::MassCancel: return "MASS_CANCEL";
    case OwedCancel::OnDisconnect: return "CANCEL_ON_DISCONNECT";
    case OwedCancel::OnLogout: return "CANCEL_ON_LOGOUT";
    case OwedCancel::Overtaken: return "REPLACE_OVERTAKEN";
    }
    return "?";
}

}  // namespace qb::orders
