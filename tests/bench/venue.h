#pragma once

#include <string_view>

#include "bench/party.h"
#include "net/tls.h"

namespace qb::bench {

/// An order of this quantity is filled as soon as it is accepted.
inline constexpr std::string_view kFilledAtOnce = "7";

/// A venue that costs next to nothing: TLS and WebSocket are the real ones, but a command is answered by
/// cutting the values out of its text, with no JSON, no book and no state. Whatever it costs is counted
/// against the bridge, so it does only what the bridge needs. Runs until the process ends.
void run_scripted_venue(const net::TlsFiles& files, const Party::Announce& announce);

}  // namespace qb::bench
