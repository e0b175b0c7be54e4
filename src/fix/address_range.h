#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace qb::fix {

/// An IP network, v4 or v6, as AllowedAddresses writes it: "10.1.0.0/16", "192.0.2.7", "2001:db8::/32".
/// A v4 address that arrives through a v6 socket (::ffff:192.0.2.7) counts as the v4 address.
class AddressRange {
public:
    /// Nothing when the text is no address or the prefix length is out of range. Bits behind the prefix
    /// are ignored.
    [[nodiscard]] static std::optional<AddressRange> parse(std::string_view text);

    /// `address` is an IP literal; anything else is in no range.
    [[nodiscard]] bool contains(std::string_view address) const;

    bool operator==(const AddressRange&) const = default;

private:
    using Bytes = std::array<std::uint8_t, 16>;
    Bytes network_{};
    unsigned prefix_ = 0;  ///< of the 128 bits; a v4 network counts from bit 96
};

/// True when `ranges` is empty (no restriction) or one of them contains `address`.
[[nodiscard]] bool is_allowed(std::span<const AddressRange> ranges, std::string_view address);

}  // namespace qb::fix
