#pragma once

#include <boost/system/result.hpp>
#include <memory>
#include <string>

namespace qb::net {

/// The certificate authorities a client believes, loaded once and shared by every connection: reading
/// the system's store takes milliseconds that a reconnect must not cost the loop.
///
/// TLS 1.2 or newer, the chain must verify and end in this store. A store changed on disk counts after a
/// restart.
class TlsTrust {
public:
    /// Empty: the system's store. Else a PEM file, which replaces the system's store. The error names
    /// the file and the reason.
    [[nodiscard]] static boost::system::result<std::shared_ptr<const TlsTrust>, std::string> load(
        const std::string& ca_file);

    class Impl;
    explicit TlsTrust(std::unique_ptr<Impl> impl);
    ~TlsTrust();
    TlsTrust(const TlsTrust&) = delete;
    TlsTrust& operator=(const TlsTrust&) = delete;
    [[nodiscard]] const Impl& impl() const { return *impl_; }

private:
    std::unique_ptr<Impl> impl_;
};

/// Certificate chain and private key of a server, as PEM files.
struct TlsFiles {
    std::string certificate_file{};
    std::string key_file{};
};

}  // namespace qb::net
