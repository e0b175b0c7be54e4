#include "net/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "net/tls_context.h"

namespace qb::net {
namespace {

namespace ssl = boost::asio::ssl;

/// What both ends insist on. Session tickets stay on; renegotiation and compression go.
void harden(ssl::context& context) {
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

/// OpenSSL takes a missing system store for an empty one; then every peer would be refused, later.
bool system_store_exists() {
    const auto location = [](const char* variable, const char* otherwise) {
        const char* value = std::getenv(variable);
        return std::filesystem::path(value != nullptr ? value : otherwise);
    };
    std::error_code error;
    if (std::filesystem::is_regular_file(
            location(X509_get_default_cert_file_env(), X509_get_default_cert_file()), error))
        return true;
    const auto folder = location(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
    return std::filesystem::is_directory(folder, error) && !std::filesystem::is_empty(folder, error);
}

/// What the macro SSL_set_tlsext_host_name does, without its C cast.
bool set_sni(SSL* ssl, std::string host) {
    return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

[[noreturn]] void refuse(std::string_view what, const std::string& file,
                         const boost::system::error_code& error) {
    throw std::runtime_error("cannot use " + std::string(what) + " " + file + ": " + error.message());
}

}  // namespace

TlsTrust::TlsTrust(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsTrust::~TlsTrust() = default;

boost::system::result<std::shared_ptr<const TlsTrust>, std::string> TlsTrust::load(
    const std::string& ca_file) {
    ssl::context context(ssl::context::tls_client);
    harden(context);
    context.set_verify_mode(ssl::verify_peer);
    boost::system::error_code error;
    if (!ca_file.empty()) {
        context.load_verify_file(ca_file, error);
        if (error) return "cannot read certificate authorities from " + ca_file + ": " + error.message();
    } else {
        if (!system_store_exists()) return std::string("the system has no store of certificate authorities");
        context.set_default_verify_paths(error);
        if (error) return "cannot read the system's certificate authorities: " + error.message();
    }
    return std::make_shared<const TlsTrust>(std::make_unique<Impl>(std::move(context)));
}

ssl::context make_server_context(const TlsFiles& files) {
    ssl::context context(ssl::context::tls_server);
    harden(context);
    boost::system::error_code error;
    context.use_certificate_chain_file(files.certificate_file, error);
    if (error) refuse("certificate", files.certificate_file, error);
    context.use_private_key_file(files.key_file, ssl::context::pem, error);
    if (error) refuse("private key", files.key_file, error);
    return context;
}

bool expect_host(SSL* ssl, const std::string& host) {
    auto* parameters = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(
        parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    if (!error) return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
    constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    return set_sni(ssl, host) && SSL_set_alpn_protos(ssl, kHttp11.data(), kHttp11.size()) == 0 &&
           X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) == 1;
}

Failure handshake_failure(SSL* ssl, const boost::system::error_code& error) {
    const auto verdict = SSL_get_verify_result(ssl);
    switch (verdict) {
    case X509_V_OK: return {Stage::Tls, Cause::TlsFailed, "TLS handshake failed: " + error.message()};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {Stage::Tls, Cause::HostNameMismatch, "the certificate is for another host"};
    default:
        return {Stage::Tls, Cause::CertificateRefused,
                std::string("certificate refused: ") + X509_verify_cert_error_string(verdict)};
    }
}

bool peer_is_verified(SSL* ssl) {
    return SSL_get0_peer_certificate(ssl) != nullptr && SSL_get_verify_result(ssl) == X509_V_OK;
}

}  // namespace qb::net
