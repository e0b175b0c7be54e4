#include "unit/net/tls_ear.h"

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace qb::test {
namespace {

struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

void set_timeout(int socket) {
    const timeval patience{20, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

}  // namespace

TlsEar::TlsEar(const net::TlsFiles& files, Manner manner) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    if (::bind(listener_, any, size) != 0 || ::listen(listener_, 1) != 0 ||
        ::getsockname(listener_, any, &size) != 0)
        throw std::runtime_error("cannot listen");
    port_ = ntohs(address.sin_port);
    set_timeout(listener_);
    thread_ = std::thread([this, files, manner] { serve(files, manner); });
}

TlsEar::~TlsEar() {
    join();
    ::close(listener_);
}

void TlsEar::join() {
    if (thread_.joinable()) thread_.join();
}

void TlsEar::serve(const net::TlsFiles& files, const Manner& manner) {
    const int socket = ::accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    connected_ = true;
    set_timeout(socket);
    if (manner.plain)
        serve_plain(socket, manner);
    else
        serve_tls(socket, files, manner);
    ::shutdown(socket, SHUT_WR);
    std::array<char, 4096> piece{};
    for (ssize_t n = 0; (n = ::read(socket, piece.data(), piece.size())) > 0;)
        if (manner.plain) heard_.append(piece.data(), static_cast<std::size_t>(n));
    ::close(socket);
}

void TlsEar::serve_tls(int socket, const net::TlsFiles& files, const Manner& manner) {
    const std::unique_ptr<SSL_CTX, Free> context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_set_max_proto_version(context.get(), manner.max_version);
    SSL_CTX_set_min_proto_version(context.get(), manner.min_version);
    SSL_CTX_set_cipher_list(context.get(), "DEFAULT@SECLEVEL=0");
    SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_file.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), files.key_file.c_str(), SSL_FILETYPE_PEM);
    const std::unique_ptr<SSL, Free> ssl(SSL_new(context.get()));
    SSL_set_fd(ssl.get(), socket);
    SSL_accept(ssl.get());
    if (const char* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name); name != nullptr)
        server_name_ = name;
    std::array<char, 4096> piece{};
    for (int n = 0; (n = SSL_read(ssl.get(), piece.data(), piece.size())) > 0;) {
        heard_.append(piece.data(), static_cast<std::size_t>(n));
        if (manner.answer.empty()) continue;
        SSL_write(ssl.get(), manner.answer.data(), static_cast<int>(manner.answer.size()));
        break;
    }
    if (manner.close_notify) SSL_shutdown(ssl.get());
}

void TlsEar::serve_plain(int socket, const Manner& manner) {
    std::array<char, 4096> piece{};
    const auto n = ::read(socket, piece.data(), piece.size());
    if (n > 0) heard_.append(piece.data(), static_cast<std::size_t>(n));
    if (::write(socket, manner.answer.data(), manner.answer.size()) < 0) return;
}

}  // namespace qb::test
