#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/fields.h"
#include "client/script.h"
#include "client/words.h"

namespace qb::client {

/// What keeps a message from being the one that is expected, one reason for each condition it fails
/// ("150 ExecType is Rejected(8), not New(0)"); empty when it matches.
///
/// A tag that comes several times matches when one of its values does. Values compare as text: 1 is not 1.0.
[[nodiscard]] std::vector<std::string> mismatches(const std::vector<Condition>& conditions,
                                                  const Fields& fields, const Words& words);

/// As it is written in a script: `150=0 41=! 58=/^X/`.
[[nodiscard]] std::string to_text(const std::vector<Condition>& conditions);

/// The session message type that conditions ask for with 35=; empty when it is about application messages,
/// to which Reject(3) counts here: it answers an order too.
[[nodiscard]] std::optional<std::string> session_type_wanted(const std::vector<Condition>& conditions);

[[nodiscard]] bool is_regex(std::string_view text);

}  // namespace qb::client
