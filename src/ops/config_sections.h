#pragma once

#include "ops/config.h"
#include "ops/section_keys.h"

namespace qb::fix {
class Dictionaries;
}

/// One function per kind of section: what its keys say, with every mistake that shows inside the section.
/// What must fit between sections is checked in config.cpp.
namespace qb::ops {

void read_bridge(SectionKeys& keys, BridgeConfig& config);
/// The dictionaries are shared by the sessions, which mostly name the same one.
[[nodiscard]] SessionConfig read_session(SectionKeys& keys, fix::Dictionaries& dictionaries);
/// The keys that a session of this version does not read; those of every version are not among them.
[[nodiscard]] std::vector<std::string_view> unread_keys(const SessionConfig& session);
[[nodiscard]] qfex::AccountSettings read_account(SectionKeys& keys);
[[nodiscard]] SymbolConfig read_symbol(SectionKeys& keys);

}  // namespace qb::ops
