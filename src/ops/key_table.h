#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace qb::ops {

/// What the bridge does with a key of its configuration file.
enum class KeyUse : std::uint8_t {
    Used,     ///< read and obeyed
    Fixed,    ///< known, and only its default is served: anything else is refused at the start
    Refused,  ///< a QuickFIX key that would mislead here; `note` says why
};

/// One row per key. Sections: B [BRIDGE], S [DEFAULT] and [SESSION], A [ACCOUNT], Y [SYMBOL].
struct KeyRow {
    char section;
    std::string_view key;
    std::string_view default_text;  ///< empty: required, or absent means "none" (see `unit`)
    std::string_view unit;
    KeyUse use = KeyUse::Used;
    std::string_view note = {};
};

[[nodiscard]] std::span<const KeyRow> key_rows();
/// The row of a key (any case) in a section, null when there is none.
[[nodiscard]] const KeyRow* find_key(char section, std::string_view key);
/// Whether a key, misspelt perhaps, takes a password, a secret key or a token, or the name of a file with
/// one.
[[nodiscard]] bool may_hold_secret(std::string_view key);
/// The known key that a misspelt one most likely meant; empty when none is near.
[[nodiscard]] std::string_view nearest_key(char section, std::string_view key);

}  // namespace qb::ops
