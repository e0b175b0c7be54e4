#pragma once

#include <boost/system/result.hpp>
#include <string>

#include "client/script.h"
#include "net/url.h"

namespace qb::client {

/// One request to the control port of a simulated venue; waits for the answer, at most ten seconds. The
/// answer's body, or what went wrong.
[[nodiscard]] boost::system::result<std::string, std::string> call_control_port(const net::HostPort& address,
                                                                                const Venue& request);

}  // namespace qb::client
