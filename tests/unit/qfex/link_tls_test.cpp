/// Who is at the other end: every way in which the venue's TLS may be wrong, and what the link shows such a
/// peer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <ostream>

#include "unit/net/tls_ear.h"
#include "unit/qfex/link_rig.h"

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;
using test::Certs;
using test::TlsEar;
using testing::HasSubstr;

/// A row of the table in src/net/README.md.
struct VenueTls {
    std::string name, title;
    net::TlsFiles (Certs::*files)() const = &Certs::good;
    TlsEar::Manner manner{};
    enum class Result { Accepted, CertificateRefused, HandshakeFails } result = Result::CertificateRefused;
};
void PrintTo(const VenueTls& row, std::ostream* out) { *out << row.title; }

std::vector<VenueTls> every_kind() {
    using Result = VenueTls::Result;
    return {
        {.name = "Expired", .title = "expired certificate", .files = &Certs::expired},
        {.name = "NotYetValid", .title = "certificate not yet valid", .files = &Certs::not_yet_valid},
        {.name = "SelfSigned", .title = "self-signed certificate", .files = &Certs::self_signed},
        {.name = "WrongHost", .title = "certificate of another host", .files = &Certs::wrong_host},
        {.name = "WrongCa", .title = "certificate of another authority", .files = &Certs::other_ca},
        {.name = "ForClients", .title = "certificate for clients only", .files = &Certs::client_only},
        {.name = "Tls11",
         .title = "TLS 1.1 and older only",
         .manner = {.max_version = TLS1_1_VERSION},
         .result = Result::HandshakeFails},
        {.name = "PlainText",
         .title = "no TLS at all",
         .manner = {.plain = true},
         .result = Result::HandshakeFails},
        {.name = "Tls12",
         .title = "TLS 1.2",
         .manner = {.max_version = TLS1_2_VERSION, .min_version = TLS1_2_VERSION},
         .result = Result::Accepted},
        {.name = "Tls13",
         .title = "TLS 1.3",
         .manner = {.max_version = TLS1_3_VERSION, .min_version = TLS1_3_VERSION},
         .result = Result::Accepted},
    };
}

class LinkTls : public LinkDriverTest, public testing::WithParamInterface<VenueTls> {
protected:
    /// One connection, to a venue of this row; the link does not come back.
    void meet(TlsEar& ear) {
        account.url = "wss://localhost:" + std::to_string(ear.port());
        account.link.backoff_first = account.link.backoff_max = account.link.refused_retry = 1h;
        start();
        ASSERT_TRUE(until([&] { return link->status().next_attempt.has_value(); }));
        ear.join();
        ASSERT_TRUE(ear.connected());
    }
};

TEST_P(LinkTls, ShowsItsCredentialsToTheVenueAlone) {
    const auto& row = GetParam();
    auto manner = row.manner;
    manner.answer = "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n";
    TlsEar ear((test::certs().*row.files)(), manner);
    meet(ear);
    const auto status = link->status();
    if (row.result == VenueTls::Result::Accepted) {
        EXPECT_THAT(ear.heard(), testing::StartsWith("GET /?api_key=qfex_pub_3c1f"));
        return;
    }
    if (manner.plain) {  // TLS's own greeting
        EXPECT_THAT(ear.heard(), testing::StartsWith("\x16\x03"));
        EXPECT_FALSE(test::shows_credentials(ear.heard()));
        for (const auto* word : {"GET ", "Upgrade", "hmac"}) EXPECT_THAT(ear.heard(), Not(HasSubstr(word)));
    } else {
        EXPECT_EQ(ear.heard(), "");
    }
    const bool refused = row.result == VenueTls::Result::CertificateRefused;
    EXPECT_EQ(status.state, refused ? LinkState::Refused : LinkState::BackingOff) << status.text;
    EXPECT_THAT(status.text, HasSubstr(refused ? "certificate refused: " : "TLS"));
    EXPECT_EQ(status.counters.refusals, refused ? 1U : 0U);
}
INSTANTIATE_TEST_SUITE_P(Rows, LinkTls, testing::ValuesIn(every_kind()),
                         [](const auto& row) { return row.param.name; });

/// A session of TLS is not taken up again with a peer that could not show the certificate now.
TEST_F(LinkDriverTest, LooksAtTheCertificateOfEveryConnection) {
    account.link.refused_retry = 20ms;
    venue_with(test::certs().good());
    const auto port = venue->port();
    start();
    ASSERT_TRUE(until_serving());

    venue.reset();
    venue = std::make_unique<ScriptedVenue>(io, test::certs().other_ca(), port);
    ASSERT_TRUE(until_refused());
    EXPECT_THAT(link->status().text, HasSubstr("certificate refused: "));
    EXPECT_TRUE(venue->upgrades.empty());
    EXPECT_TRUE(venue->received.empty());
    EXPECT_EQ(venue->plain_requests, 0);

    venue.reset();
    venue = std::make_unique<ScriptedVenue>(io, test::certs().good(), port);
    ASSERT_TRUE(until_serving());
}

TEST(LinkTlsTable, IsInTheReadme) {
    std::ifstream in(QB_SOURCE_DIR "/src/net/README.md");
    const std::string readme{std::istreambuf_iterator<char>(in), {}};
    for (const auto& row : every_kind()) {
        const auto* result = row.result == VenueTls::Result::Accepted ? "accepted" : "refused";
        EXPECT_THAT(readme, HasSubstr("| " + row.title + " | " + result + " |"));
    }
}

}  // namespace
}  // namespace qb::qfex
