#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "net/tls.h"

namespace qb::test {

/// Throw-away certificate authorities and server certificates, as PEM files in a folder of their own that
/// goes with this object. Made with OpenSSL's library: no openssl program is needed. Throws
/// std::runtime_error where OpenSSL or the disk fails.
class Certs {
public:
    Certs();
    ~Certs();
    Certs(const Certs&) = delete;
    Certs& operator=(const Certs&) = delete;

    /// The authority behind every certificate here but self_signed() and other_ca().
    [[nodiscard]] std::string ca_file() const { return (folder_ / "ca.pem").string(); }
    [[nodiscard]] std::string other_ca_file() const { return (folder_ / "other-ca.pem").string(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

    /// For localhost, 127.0.0.1 and ::1.
    [[nodiscard]] net::TlsFiles good() const { return files("good"); }
    [[nodiscard]] net::TlsFiles expired() const { return files("expired"); }
    [[nodiscard]] net::TlsFiles not_yet_valid() const { return files("early"); }
    /// For elsewhere.test and 127.9.9.9, and with CN=localhost, which must not count.
    [[nodiscard]] net::TlsFiles wrong_host() const { return files("elsewhere"); }
    /// For localhost by name only, no address.
    [[nodiscard]] net::TlsFiles name_only() const { return files("name-only"); }
    [[nodiscard]] net::TlsFiles self_signed() const { return files("self-signed"); }
    /// As good(), but of another authority.
    [[nodiscard]] net::TlsFiles other_ca() const { return files("other"); }
    /// Of the right authority, but allowed for TLS clients only.
    [[nodiscard]] net::TlsFiles client_only() const { return files("client-only"); }

private:
    [[nodiscard]] net::TlsFiles files(const std::string& name) const {
        return {(folder_ / (name + ".pem")).string(), (folder_ / (name + ".key")).string()};
    }

    std::filesystem::path folder_;
};

}  // namespace qb::test
