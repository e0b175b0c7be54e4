#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

#include "net/http.h"
#include "sim/venue.h"

namespace qb::sim {

/// The REST reads: /refdata for everybody, /user/historic-orders, /user/trade and /user/positions with
/// signed headers or a Bearer token (QFEX docs, REST authentication). Anything else is 404; errors are
/// problem+json.
class Rest {
public:
    explicit Rest(Venue& venue) : venue_(venue) {}

    [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request, Now now);

private:
    /// The key whose token or signature the headers hold.
    std::optional<std::size_t> key_of(const net::HttpRequest& request, Now now);
    /// The account behind the headers, or the refusal.
    std::variant<std::size_t, net::HttpResponse> account_of(const net::HttpRequest& request, Now now);
    [[nodiscard]] net::HttpResponse refdata(std::string_view target) const;
    [[nodiscard]] net::HttpResponse historic_orders(std::string_view target, std::size_t account) const;
    [[nodiscard]] net::HttpResponse trades(std::string_view target, std::size_t account) const;
    [[nodiscard]] net::HttpResponse positions(std::size_t account) const;

    Venue& venue_;
};

}  // namespace qb::sim
