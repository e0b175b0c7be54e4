#include "support/certs.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace qb::test {
namespace {

template <auto function>
struct Free {
    template <class T>
    void operator()(T* pointer) const {
        function(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using File = std::unique_ptr<std::FILE, Free<std::fclose>>;

constexpr long kDay = 24L * 3600L;

void check(bool ok, const char* what) {
    if (!ok) throw std::runtime_error(std::string("test certificates: ") + what);
}

/// What one certificate says. Times are seconds from now.
struct Content {
    std::string common_name;
    std::string hosts;  ///< subjectAltName in OpenSSL's words: "DNS:a,IP:b"; empty for an authority
    std::string usage = "serverAuth";
    long from = -kDay;
    long until = 30 * kDay;
};

struct Issued {
    Key key;
    Certificate certificate;
};

Key new_key() {
    Key key(EVP_EC_gen("P-256"));
    check(key != nullptr, "no key");
    return key;
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    check(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "bad extension");
}

void add_name(X509_NAME* name, const std::string& common_name) {
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());  // OpenSSL's string type
    check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1, "bad name");
}

void set_serial(X509* certificate) {
    long serial = 0;
    check(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), 4) == 1, "no random number");
    check(ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial + 1) == 1, "bad serial");
}

/// Signed by the issuer, or by itself where there is none.
Issued issue(const Content& content, const Issued* issuer) {
    Issued made{new_key(), Certificate(X509_new())};
    auto* certificate = made.certificate.get();
    check(certificate != nullptr && X509_set_version(certificate, 2) == 1, "no certificate");
    set_serial(certificate);
    X509_gmtime_adj(X509_getm_notBefore(certificate), content.from);
    X509_gmtime_adj(X509_getm_notAfter(certificate), content.until);
    X509_set_pubkey(certificate, made.key.get());
    add_name(X509_get_subject_name(certificate), content.common_name);
    auto* signer = issuer == nullptr ? certificate : issuer->certificate.get();
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));

    const bool is_authority = content.hosts.empty();
    add_extension(certificate, signer, NID_basic_constraints,
                  is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    add_extension(certificate, signer, NID_key_usage,
                  is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
    add_extension(certificate, signer, NID_subject_key_identifier, "hash");
    if (!is_authority) {
        add_extension(certificate, signer, NID_subject_alt_name, content.hosts);
        add_extension(certificate, signer, NID_ext_key_usage, content.usage);
    }
    auto* signing_key = issuer == nullptr ? made.key.get() : issuer->key.get();
    check(X509_sign(certificate, signing_key, EVP_sha256()) > 0, "cannot sign");
    return made;
}

File open_for_writing(const std::filesystem::path& path) {
    File file(std::fopen(path.c_str(), "w"));
    check(file != nullptr, "cannot write");
    return file;
}

void write(const Issued& issued, const std::filesystem::path& folder, const std::string& name) {
    const auto certificate = open_for_writing(folder / (name + ".pem"));
    check(PEM_write_X509(certificate.get(), issued.certificate.get()) == 1, "cannot write");
    const auto key = open_for_writing(folder / (name + ".key"));
    check(PEM_write_PrivateKey(key.get(), issued.key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "cannot write");
}

std::filesystem::path new_folder() {
    auto name = (std::filesystem::temp_directory_path() / "qb-certs-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr, "no folder");
    return name;
}

}  // namespace

Certs::Certs() : folder_(new_folder()) {
    const std::string here = "DNS:localhost,IP:127.0.0.1,IP:::1";
    const auto ca = issue({.common_name = "qfex-bridge test CA", .hosts = ""}, nullptr);
    const auto other_ca = issue({.common_name = "another test CA", .hosts = ""}, nullptr);
    write(ca, folder_, "ca");
    write(other_ca, folder_, "other-ca");
    const auto leaf = [&](const std::string& name, const Content& content, const Issued* issuer) {
        write(issue(content, issuer), folder_, name);
    };
    leaf("good", {.common_name = "good", .hosts = here}, &ca);
    leaf("expired", {.common_name = "expired", .hosts = here, .from = -2 * kDay, .until = -kDay}, &ca);
    leaf("early", {.common_name = "early", .hosts = here, .from = kDay}, &ca);
    leaf("elsewhere", {.common_name = "localhost", .hosts = "DNS:elsewhere.test,IP:127.9.9.9"}, &ca);
    leaf("name-only", {.common_name = "name", .hosts = "DNS:localhost"}, &ca);
    leaf("self-signed", {.common_name = "self", .hosts = here}, nullptr);
    leaf("other", {.common_name = "other", .hosts = here}, &other_ca);
    leaf("client-only", {.common_name = "client", .hosts = here, .usage = "clientAuth"}, &ca);
}

Certs::~Certs() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace qb::test
