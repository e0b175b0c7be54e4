#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "net/tls.h"
#include "support/certs.h"

namespace qb::test {

/// One set of certificates for the whole program: making them costs more than a test.
inline const Certs& certs() {
    static const Certs made;
    return made;
}

inline std::shared_ptr<const net::TlsTrust> trust_in(const std::string& ca_file) {
    auto loaded = net::TlsTrust::load(ca_file);
    if (!loaded) throw std::runtime_error(loaded.error());
    return *loaded;
}

/// Runs the loop until something holds. False after ten seconds, which is a failure, never a pause.
template <class Condition>
[[nodiscard]] bool run_until(boost::asio::io_context& io, Condition holds) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds(100));
    }
    return true;
}

}  // namespace qb::test
