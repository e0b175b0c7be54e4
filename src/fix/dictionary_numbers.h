#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace qb::fix {

/// The first field number of a dictionary's text that is not a plain number from 1 to `last`; nothing where
/// all are. QuickFIX cannot be asked which fields a dictionary has, only whether it has a certain one: so
/// those that are not asked about must not exist. Every `number` of a <field ...> counts, also one in a
/// comment. A text with a zero byte, which is no UTF-8 and is not read here as QuickFIX reads it, gives "a
/// zero byte".
[[nodiscard]] std::optional<std::string> odd_field_number(std::string_view xml, int last);

}  // namespace qb::fix
