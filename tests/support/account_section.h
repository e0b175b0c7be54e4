#pragma once

#include <cstdint>
#include <string>

#include "sim/options.h"

namespace qb::test {

/// An account of the simulated venue that account_section() logs on to.
[[nodiscard]] inline sim::AccountOptions venue_account(const std::string& name) {
    return {.public_key = "qfex_pub_" + name, .secret = "qfex_secret_" + name};
}

/// The [ACCOUNT] `name` of the bridge, at a simulated venue on this port.
[[nodiscard]] inline std::string account_section(const std::string& name, std::uint16_t port,
                                                 const std::string& ca_file) {
    const auto text = std::to_string(port);
    return "[ACCOUNT]\nName=" + name + "\nUrl=wss://localhost:" + text +
           "/\nRestUrl=https://localhost:" + text + "\nCaFile=" + ca_file + "\nPublicKey=qfex_pub_" + name +
           "\nSecretKey=qfex_secret_" + name + "\n";
}

}  // namespace qb::test
