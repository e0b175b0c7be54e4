#pragma once

#include "ops/config.h"
#include "ops/section_keys.h"

/// One function per kind of section: what its keys say, with every mistake that shows inside the section.
/// What must fit between sections is checked in config.cpp.
namespace qb::ops {

void read_bridge(SectionKeys& keys, BridgeConfig& config);
[[nodiscard]] SessionConfig read_session(SectionKeys& keys);
[[nodiscard]] qfex::AccountSettings read_account(SectionKeys& keys);
[[nodiscard]] SymbolConfig read_symbol(SectionKeys& keys);

}  // namespace qb::ops
