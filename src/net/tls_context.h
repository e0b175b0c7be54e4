#pragma once

// Private to this room: what tls.h hides of OpenSSL.

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <string>
#include <utility>

#include "net/failure.h"
#include "net/tls.h"

namespace qb::net {

class TlsTrust::Impl {
public:
    explicit Impl(boost::asio::ssl::context context) : context_(std::move(context)) {}
    /// OpenSSL counts references to it, hence not const.
    [[nodiscard]] boost::asio::ssl::context& context() const { return context_; }

private:
    mutable boost::asio::ssl::context context_;
};

/// Throws std::runtime_error naming the file it cannot use.
[[nodiscard]] boost::asio::ssl::context make_server_context(const TlsFiles& files);

/// Makes the handshake ask for this host (SNI, where it is a name) and accept only it.
[[nodiscard]] bool expect_host(SSL* ssl, const std::string& host);

/// Why a client's handshake failed: the certificate, the name in it, or anything else.
[[nodiscard]] Failure handshake_failure(SSL* ssl, const boost::system::error_code& error);

/// The peer showed a certificate and every check of it passed.
[[nodiscard]] bool peer_is_verified(SSL* ssl);

}  // namespace qb::net
