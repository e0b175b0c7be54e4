#include "fix/address_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string>

namespace qb::fix {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr Bytes kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};  // ::ffff:0:0/96

/// 16 bytes in network order; a v4 address in its v6-mapped form.
std::optional<Bytes> bytes_from_text(std::string_view text) {
    const std::string literal(text);
    Bytes bytes{};
    if (inet_pton(AF_INET6, literal.c_str(), bytes.data()) == 1) return bytes;
    bytes = kMappedPrefix;
    if (inet_pton(AF_INET, literal.c_str(), bytes.data() + 12) == 1) return bytes;
    return std::nullopt;
}

void clear_behind(Bytes& bytes, unsigned prefix) {
    for (unsigned bit = prefix; bit < 128; ++bit)
        bytes[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
}

}  // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = bytes_from_text(text.substr(0, slash));
    if (!address) return std::nullopt;
    const bool v4 = text.substr(0, slash).find(':') == std::string_view::npos;

    AddressRange range;
    range.prefix_ = 128;
    if (slash != std::string_view::npos) {
        const auto length = text.substr(slash + 1);
        unsigned prefix = 0;
        const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), prefix);
        if (error != std::errc{} || end != length.data() + length.size()) return std::nullopt;
        if (prefix > (v4 ? 32U : 128U)) return std::nullopt;
        range.prefix_ = v4 ? prefix + 96 : prefix;
    }
    range.network_ = *address;
    clear_behind(range.network_, range.prefix_);
    return range;
}

bool AddressRange::contains(std::string_view address) const {
    auto bytes = bytes_from_text(address);
    if (!bytes) return false;
    clear_behind(*bytes, prefix_);
    return *bytes == network_;
}

bool is_allowed(std::span<const AddressRange> ranges, std::string_view address) {
    return ranges.empty() || std::any_of(ranges.begin(), ranges.end(),
                                         [&](const auto& range) { return range.contains(address); });
}

}  // namespace qb::fix
