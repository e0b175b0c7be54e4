#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "bench/party.h"
#include "net/tls.h"

namespace qb::bench {

/// Sends every text back as it came. Runs until the process ends.
void run_echo(const net::TlsFiles& files, const Party::Announce& announce);

/// The client of run_echo(): as large a message as an order's, there and back over TLS.
class EchoLine {
public:
    /// Connects; throws std::runtime_error where it cannot.
    EchoLine(std::uint16_t port, const std::string& ca_file);
    ~EchoLine();
    EchoLine(const EchoLine&) = delete;
    EchoLine& operator=(const EchoLine&) = delete;

    /// From send() to the callback with the whole message. Throws when the connection has ended.
    std::chrono::nanoseconds echo();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::bench
