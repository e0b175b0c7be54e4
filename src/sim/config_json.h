#pragma once

#include <boost/system/result.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sim/json.h"
#include "sim/symbols.h"

/// What the configuration file and the control port read alike.
namespace qb::sim {

using Checked = boost::system::result<void, std::string>;

/// The error names the first key that is not in the list, and the list.
[[nodiscard]] Checked only_keys(const Json& object, std::initializer_list<std::string_view> known);

/// Book levels: [["189.9","5"],[189.8,10]], price before quantity, numbers or strings.
[[nodiscard]] boost::system::result<std::vector<Level>, std::string> levels_from(const Json* array);

/// Sets the fields of a symbol that the object names and leaves the others. Keys are the members of
/// SymbolRules; a limit that may be absent is taken away by null.
[[nodiscard]] Checked change_symbol(const Json& object, SymbolRules& rules);

}  // namespace qb::sim
