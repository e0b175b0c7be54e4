#include "sim/ids.h"

#include <array>
#include <random>

namespace qb::sim {
namespace {

/// SplitMix64: every state gives another value, so ids never repeat.
std::uint64_t next_word(std::uint64_t& state) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
}

void append_hex(std::string& out, std::uint64_t value, unsigned digits) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (unsigned i = digits; i-- > 0;) out += kHex[(value >> (4U * i)) & 0xFU];
}

std::string uuid(std::uint64_t high, std::uint64_t low) {
    std::string out;
    append_hex(out, high >> 32U, 8);
    append_hex(out += '-', high >> 16U, 4);
    append_hex(out += '-', (high & 0x0FFFU) | 0x4000U, 4);
    append_hex(out += '-', ((low >> 48U) & 0x3FFFU) | 0x8000U, 4);
    append_hex(out += '-', low, 12);
    return out;
}

/// FNV-1a, started from a given basis.
std::uint64_t hash(std::uint64_t value, std::string_view text) {
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return value;
}

}  // namespace

std::string next_uuid(std::uint64_t& state) {
    const auto high = next_word(state);
    return uuid(high, next_word(state));
}

std::string uuid_from_name(std::string_view purpose, std::string_view name) {
    std::uint64_t state = hash(hash(0xCBF29CE484222325U, purpose), name);
    return next_uuid(state);
}

std::uint64_t random_seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace qb::sim
