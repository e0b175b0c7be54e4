#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "orders/facts.h"

/// Order facts as payloads of journal rows of kind Fact. A build reads every version it ever wrote; a version
/// it does not know makes the start refuse, because a fact that is left out would falsify what follows.
namespace qb::records {

inline constexpr std::uint8_t kFactVersion = 1;

/// A fact and the account it belongs to (the number the account table of the journal gives it).
struct AccountFact {
    std::uint16_t account = 0;
    orders::Fact fact;
};

/// Appends the payload of version kFactVersion.
void write_fact(std::string& out, std::uint16_t account, const orders::Fact& fact);
/// Empty for an unknown version or a payload that is not whole.
[[nodiscard]] std::optional<AccountFact> read_fact(std::uint8_t version, std::string_view payload);

/// A whole order, as Archived facts and state records hold it.
void write_order(std::string& out, const orders::Order& order);
[[nodiscard]] std::optional<orders::Order> read_order(std::string_view payload);

}  // namespace qb::records
