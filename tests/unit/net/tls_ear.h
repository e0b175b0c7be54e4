#pragma once

#include <openssl/tls1.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "net/tls.h"

namespace qb::test {

/// A TLS server of one connection, on its own thread, that knows for certain which application bytes it
/// was sent. Not built on the code under test.
class TlsEar {
public:
    struct Manner {
        std::string answer{};      ///< sent after the first bytes; then the connection is cut
        bool close_notify = true;  ///< said before the cut
        int max_version = TLS1_3_VERSION;
        int min_version = TLS1_VERSION;
        bool plain = false;  ///< speaks no TLS at all: every byte counts as heard
    };

    TlsEar(const net::TlsFiles& files, Manner manner);
    explicit TlsEar(const net::TlsFiles& files) : TlsEar(files, Manner{}) {}
    ~TlsEar();
    TlsEar(const TlsEar&) = delete;
    TlsEar& operator=(const TlsEar&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Waits for the connection's end; then the rest may be asked.
    void join();
    [[nodiscard]] bool connected() const { return connected_; }
    [[nodiscard]] const std::string& heard() const { return heard_; }  ///< application bytes
    [[nodiscard]] const std::string& server_name() const { return server_name_; }

private:
    void serve(const net::TlsFiles& files, const Manner& manner);
    void serve_tls(int socket, const net::TlsFiles& files, const Manner& manner);
    void serve_plain(int socket, const Manner& manner);

    int listener_;
    std::uint16_t port_ = 0;
    bool connected_ = false;
    std::string heard_;
    std::string server_name_;
    std::thread thread_;
};

}  // namespace qb::test
