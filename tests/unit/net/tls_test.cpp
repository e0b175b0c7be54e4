#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>

#include "net/http.h"
#include "net/ws.h"
#include "support/certs.h"
#include "unit/net/loop.h"
#include "unit/net/tls_ear.h"

namespace qb::net {
namespace {

using test::Certs;
using test::Loop;
using test::TlsEar;

const Certs& certs() {
    static const Certs made;
    return made;
}

std::shared_ptr<const TlsTrust> trust_in(const std::string& ca_file) {
    const auto trust = TlsTrust::load(ca_file);
    return trust ? *trust : throw std::runtime_error(trust.error());
}

struct Ignore final : WsClient::Handler {
    void on_open() override {}
    void on_text(std::string_view /*frame*/, bool /*binary*/) override {}
    void on_alive() override {}
    void on_closed(const CloseInfo& info) override { closed = info; }
    std::optional<Failure> closed;
};

constexpr auto kTarget = "/?api_key=SECRET-KEY";

/// Lets a WsClient talk to the ear; the ear hangs up after the first bytes.
Failure ws_failure(const TlsEar& ear, const std::string& host, const std::string& ca_file) {
    Loop loop;
    Ignore handler;
    WsClient client(loop.io,
                    {.url = {Scheme::Wss, host, ear.port(), kTarget},
                     .headers = {{"User-Agent", "test"}, {"X-Key", "SECRET-HEADER"}},
                     .trust = trust_in(ca_file)},
                    handler);
    client.open();
    EXPECT_TRUE(loop.until([&] { return handler.closed.has_value(); }));
    return handler.closed.value_or(Failure{});
}

Failure http_failure(const TlsEar& ear, const std::string& host, const std::string& ca_file) {
    Loop loop;
    HttpClient client(loop.io, trust_in(ca_file));
    std::optional<HttpResult> result;
    client.get({.url = {Scheme::Https, host, ear.port(), kTarget}, .headers = {{"X-Key", "SECRET-HEADER"}}},
               [&](HttpResult r) { result = std::move(r); });
    EXPECT_TRUE(loop.until([&] { return result.has_value(); }));
    return result && result->has_error() ? result->error() : Failure{};
}

struct BadServer {
    std::string name;
    TlsFiles (Certs::*files)() const;
    std::string host;
    Cause cause;
    bool other_trust = false;
    int max_version = TLS1_3_VERSION;
    bool plain = false;
};
void PrintTo(const BadServer& row, std::ostream* out) { *out << row.name; }

class UnverifiedServer : public testing::TestWithParam<BadServer> {
protected:
    static void expect_refused_unheard(Failure (*talk)(const TlsEar&, const std::string&,
                                                       const std::string&)) {
        const auto& row = GetParam();
        TlsEar ear((certs().*row.files)(),
                   {.answer = "HTTP/1.1 200 OK\r\n\r\n", .max_version = row.max_version, .plain = row.plain});
        const auto failure =
            talk(ear, row.host, row.other_trust ? certs().other_ca_file() : certs().ca_file());
        ear.join();
        EXPECT_TRUE(ear.connected());
        if (row.plain) {
            expect_greeting_alone(ear.heard());
        } else {
            EXPECT_EQ(ear.heard(), "");
        }
        EXPECT_EQ(failure.stage, Stage::Tls);
        EXPECT_EQ(failure.cause, row.cause) << failure.text;
        EXPECT_NE(failure.text, "");
        EXPECT_EQ(failure.text.find("SECRET"), std::string::npos);
    }
    /// Of TLS's own: a handshake record, and the alert that ends it.
    static void expect_greeting_alone(const std::string& bytes) {
        EXPECT_TRUE(bytes.starts_with("\x16\x03"));
        for (const auto* word : {"GET", "HTTP", "SECRET"}) EXPECT_EQ(bytes.find(word), std::string::npos);
    }
};

TEST_P(UnverifiedServer, GetsNotOneByteOfAWebSocket) { expect_refused_unheard(ws_failure); }
TEST_P(UnverifiedServer, GetsNotOneByteOfARequest) { expect_refused_unheard(http_failure); }

INSTANTIATE_TEST_SUITE_P(
    Rules, UnverifiedServer,
    testing::Values(BadServer{"SelfSigned", &Certs::self_signed, "localhost", Cause::CertificateRefused},
                    BadServer{"Expired", &Certs::expired, "localhost", Cause::CertificateRefused},
                    BadServer{"NotYetValid", &Certs::not_yet_valid, "localhost", Cause::CertificateRefused},
                    BadServer{"OtherCa", &Certs::other_ca, "localhost", Cause::CertificateRefused},
                    BadServer{"OtherTrust", &Certs::good, "localhost", Cause::CertificateRefused, true},
                    BadServer{"ForClients", &Certs::client_only, "localhost", Cause::CertificateRefused},
                    BadServer{"OtherName", &Certs::wrong_host, "localhost", Cause::HostNameMismatch},
                    BadServer{"OtherAddress", &Certs::wrong_host, "127.0.0.1", Cause::HostNameMismatch},
                    BadServer{"NoAddress", &Certs::name_only, "127.0.0.1", Cause::HostNameMismatch},
                    BadServer{.name = "Tls11",
                              .files = &Certs::good,
                              .host = "localhost",
                              .cause = Cause::TlsFailed,
                              .max_version = TLS1_1_VERSION},
                    BadServer{.name = "PlainText",
                              .files = &Certs::good,
                              .host = "localhost",
                              .cause = Cause::TlsFailed,
                              .plain = true}),
    [](const auto& row) { return row.param.name; });

TEST(VerifiedServer, HearsTheUpgradeAndTheName) {
    TlsEar ear(certs().name_only(), {.answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"});
    const auto failure = ws_failure(ear, "localhost", certs().ca_file());
    ear.join();
    EXPECT_EQ(failure.cause, Cause::UpgradeRefused) << failure.text;
    EXPECT_TRUE(ear.heard().starts_with("GET /?api_key=SECRET-KEY HTTP/1.1\r\n")) << ear.heard();
    EXPECT_NE(ear.heard().find("X-Key: SECRET-HEADER\r\n"), std::string::npos);
    EXPECT_EQ(ear.server_name(), "localhost");
}

TEST(VerifiedServer, IsCheckedByAddressWithoutServerName) {
    TlsEar ear(certs().good(), {.answer = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"});
    EXPECT_EQ(ws_failure(ear, "127.0.0.1", certs().ca_file()).cause, Cause::UpgradeRefused);
    ear.join();
    EXPECT_EQ(ear.server_name(), "");
}

class SpokenTls : public testing::TestWithParam<int> {};

TEST_P(SpokenTls, CarriesTheUpgrade) {
    TlsEar ear(certs().good(), {.answer = "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n",
                                .max_version = GetParam(),
                                .min_version = GetParam()});
    EXPECT_EQ(ws_failure(ear, "localhost", certs().ca_file()).cause, Cause::UpgradeRefused);
}
INSTANTIATE_TEST_SUITE_P(Rows, SpokenTls, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST(SecureUrl, IsNotEvenDialedWithoutTrust) {
    Loop loop;
    Ignore handler;
    WsClient client(loop.io, {.url = {Scheme::Wss, "127.0.0.1", 1, "/"}}, handler);
    client.open();
    ASSERT_TRUE(loop.until([&] { return handler.closed.has_value(); }));
    EXPECT_EQ(handler.closed->cause, Cause::BadOptions);
}

TEST(TrustFile, IsNamedWhereItCannotBeRead) {
    const auto missing = TlsTrust::load("/no/such/ca.pem");
    ASSERT_TRUE(missing.has_error());
    EXPECT_NE(missing.error().find("/no/such/ca.pem"), std::string::npos);

    const auto garbage = certs().folder() / "garbage.pem";
    std::ofstream(garbage) << "no certificate in here\n";
    EXPECT_TRUE(TlsTrust::load(garbage.string()).has_error());
}

TEST(ServerFiles, AreNamedWhereTheyCannotBeUsed) {
    Loop loop;
    const auto start = [&](TlsFiles files) {
        const HttpServer server(loop.io, {.tls = std::move(files)},
                                [](const HttpRequest&) { return HttpResponse{}; });
    };
    EXPECT_THROW(start({"/no/such.pem", certs().good().key_file}), std::runtime_error);
    EXPECT_THROW(start({certs().good().certificate_file, "/no/such.key"}), std::runtime_error);
    EXPECT_THROW(start({certs().good().certificate_file, certs().expired().key_file}), std::runtime_error);
    EXPECT_NO_THROW(start(certs().good()));
}

}  // namespace
}  // namespace qb::net
