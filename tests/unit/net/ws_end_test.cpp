// How a WebSocket ends, or does not begin.

#include <ostream>

#include "unit/net/raw_peer.h"
#include "unit/net/tls_ear.h"
#include "unit/net/ws_fixture.h"

namespace qb::net {
namespace {

class WsEnd : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, WsEnd, testing::Bool(), test::transport_name);

TEST_P(WsEnd, RefusedUpgradeNamesTheStatus) {
    refusal = HttpResponse{.status = 401, .body = "no SECRET-KEY here"};
    start_server();
    start_client();
    ASSERT_TRUE(client_closes());
    EXPECT_FALSE(notes.opened);
    EXPECT_EQ(notes.closed->stage, Stage::Upgrade);
    EXPECT_EQ(notes.closed->cause, Cause::UpgradeRefused);
    EXPECT_EQ(notes.closed->http_status, 401);
    EXPECT_EQ(notes.closed->text, "upgrade refused: HTTP 401");
    EXPECT_FALSE(notes.closed->retry_after.has_value());
}

TEST_P(WsEnd, RefusedUpgradeTellsWhenToComeBack) {
    refusal = HttpResponse{.status = 429, .headers = {{"Retry-After", "17"}}};
    start_server();
    start_client();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->http_status, 429);
    EXPECT_EQ(notes.closed->retry_after, std::chrono::seconds(17));
}

struct PeerAnswer {
    std::string name, bytes;
    int status = 0;  ///< 0: none can be read
    std::optional<std::chrono::seconds> retry_after{};
    friend void PrintTo(const PeerAnswer& row, std::ostream* out) { *out << row.name; }
};

/// The body of such an answer is of no interest, so neither is whether it ends.
class UnfinishedAnswer : public testing::TestWithParam<PeerAnswer> {
protected:
    void expect_as_told(Scheme scheme, std::uint16_t port) {
        WsClient client(loop.io,
                        {.url = {scheme, "127.0.0.1", port, "/?k=SECRET"},
                         .trust = test::test_trust(),
                         .connect_timeout = patience},
                        notes);
        client.open();
        ASSERT_TRUE(loop.until([&] {
            if (raw && !answered && raw->hears("\r\n\r\n")) answer();
            return notes.closed.has_value();
        }));
        EXPECT_EQ(notes.closed->stage, Stage::Upgrade);
        EXPECT_EQ(notes.closed->cause == Cause::UpgradeRefused, GetParam().status != 0);
        EXPECT_EQ(notes.closed->http_status, GetParam().status) << notes.closed->text;
        EXPECT_EQ(notes.closed->retry_after, GetParam().retry_after);
        EXPECT_EQ(notes.closed->text.find("SECRET"), std::string::npos);
    }
    void answer() {
        answered = true;
        raw->say(GetParam().bytes);
        if (hangs_up) raw->hang_up();
    }

    test::Loop loop;
    std::chrono::milliseconds patience{10'000};
    test::ClientNotes notes;
    std::unique_ptr<test::RawPeer> raw;
    bool hangs_up = false;
    bool answered = false;
};

TEST_P(UnfinishedAnswer, NamesItsStatusAtTheDeadline) {
    raw = test::RawPeer::listen(loop);
    patience = std::chrono::milliseconds(50);
    expect_as_told(Scheme::Ws, raw->port());
}

TEST_P(UnfinishedAnswer, NamesItsStatusWhereThePeerHangsUp) {
    raw = test::RawPeer::listen(loop);
    hangs_up = true;
    expect_as_told(Scheme::Ws, raw->port());
}

TEST_P(UnfinishedAnswer, NamesItsStatusWhereTlsIsCut) {
    const test::TlsEar ear(test::certs().good(), {.answer = GetParam().bytes, .close_notify = false});
    expect_as_told(Scheme::Wss, ear.port());
}

INSTANTIATE_TEST_SUITE_P(
    Rules, UnfinishedAnswer,
    testing::Values(PeerAnswer{"NoLength", "HTTP/1.1 401 Unauthorized\r\n\r\nno SECRET", 401},
                    PeerAnswer{"HalfBody", "HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\nno", 403},
                    PeerAnswer{"ComeBackLater",
                               "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 17\r\n\r\nwait", 429,
                               std::chrono::seconds(17)},
                    PeerAnswer{"HalfHeader", "HTTP/1.0 503 \r\nRetry-After: 18\r\nDate: M", 503,
                               std::chrono::seconds(18)},
                    PeerAnswer{"BadHeader", "HTTP/1.1 401 No\r\nSECRET\r\n\r\n", 401},
                    PeerAnswer{"LongBody", "HTTP/1.1 401 No\r\nContent-Length: 99999999\r\n\r\nno", 401},
                    PeerAnswer{"LongHeader", "HTTP/1.1 401 No\r\nX: " + std::string(20'000, 'x'), 401},
                    PeerAnswer{"HalfStatusLine", "HTTP/1.1 401 Unauthor"},
                    PeerAnswer{"Accepted", "HTTP/1.1 101 Switching Protocols\r\nUpgr"}),
    [](const auto& row) { return row.param.name; });

TEST_P(WsEnd, PeersGoodbyeComesWithCodeAndReason) {
    connect();
    ASSERT_TRUE(peer->peer->send("last words"));
    peer->peer->close(4001, "maintenance\x01");
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.frames, std::vector<std::string>{"last words"});
    EXPECT_EQ(notes.closed->cause, Cause::PeerClosed);
    EXPECT_EQ(notes.closed->ws_code, 4001);
    EXPECT_EQ(notes.closed->text, "closed by the peer: maintenance?");
    EXPECT_FALSE(client->is_open());
    EXPECT_FALSE(client->send("too late"));
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(peer->closed->cause, Cause::ClosedHere);
    EXPECT_EQ(server->connections(), 0U);
}

TEST_P(WsEnd, PeersReasonIsWithheldWhereItRepeatsASecret) {
    for (const auto* reason : {"bad key SECRET-KEY", "header some-header-value"}) {
        notes = {};
        connect();
        peer->peer->close(1008, reason);
        ASSERT_TRUE(client_closes());
        EXPECT_EQ(notes.closed->ws_code, 1008);
        EXPECT_EQ(notes.closed->text, "closed by the peer: (withheld)");
        client.reset();
    }
}

TEST_P(WsEnd, CloseSendsWhatIsQueuedFirst) {
    connect();
    std::vector<std::string> sent;
    for (int i = 0; i < 50; ++i) sent.push_back(std::to_string(i) + std::string(20'000, '.'));
    for (const auto& text : sent) ASSERT_TRUE(client->send(text));
    client->close();
    EXPECT_FALSE(client->send("after close"));
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->cause, Cause::ClosedHere);
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(peer->frames, sent);
    EXPECT_EQ(peer->closed->cause, Cause::PeerClosed);
    EXPECT_EQ(peer->closed->ws_code, 1000);
}

TEST_P(WsEnd, BothMayCloseAtOnce) {
    connect();
    client->close();
    peer->peer->close(1001, "");
    ASSERT_TRUE(client_closes());
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(notes.closings, 1);
}

TEST_P(WsEnd, ServersResetIsALostConnection) {
    connect();
    peer->peer->abort();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Open);
    EXPECT_EQ(notes.closed->cause, Cause::ConnectionLost);
    EXPECT_EQ(notes.closed->ws_code, 0);
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(peer->closed->cause, Cause::AbortedHere);
    EXPECT_FALSE(peer->peer->send("gone"));
}

TEST_P(WsEnd, AbortIsToldOnceAndLater) {
    connect();
    client->abort();
    client->abort();
    EXPECT_EQ(notes.closings, 0);
    ASSERT_TRUE(client_closes());
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(notes.closings, 1);
    EXPECT_EQ(notes.closed->cause, Cause::AbortedHere);
    EXPECT_EQ(peer->closed->cause, Cause::ConnectionLost);
}

TEST_P(WsEnd, AbortWorksAtEveryStep) {
    // One more handler of the loop each time, until the connection is open.
    for (int steps = 0; !notes.opened; ++steps) {
        ASSERT_LT(steps, 1000);
        notes = {};
        start_server();
        start_client();
        for (int i = 0; i < steps; ++i) {
            if (loop.io.stopped()) loop.io.restart();
            loop.io.run_one();
        }
        client->close();  // before it is open that is an abort
        ASSERT_TRUE(client_closes());
        ASSERT_EQ(notes.closings, 1);
        if (!notes.opened) {
            ASSERT_EQ(notes.closed->cause, Cause::AbortedHere);
        }
        client.reset();
        peer.reset();
    }
}

TEST_P(WsEnd, DestroyedClientIsGoneWithoutACall) {
    connect();
    client.reset();
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(peer->closed->cause, Cause::ConnectionLost);
    EXPECT_EQ(notes.closings, 0);
}

TEST_P(WsEnd, DestroyedServerResetsItsPeersWithoutACall) {
    connect();
    peer->peer->pause_reading(true);
    ASSERT_TRUE(client->send("unread"));
    loop.settle();
    server.reset();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->cause, Cause::ConnectionLost);
    EXPECT_FALSE(peer->closed.has_value());
    EXPECT_FALSE(peer->peer->send("gone"));
}

TEST_P(WsEnd, StoppedListenerLeavesOpenConnectionsAlone) {
    connect();
    server->stop_listening();
    ASSERT_TRUE(client->send("still here"));
    ASSERT_TRUE(loop.until([&] { return !peer->frames.empty(); }));
    test::ClientNotes second;
    WsClient other(loop.io, client_options(), second);
    other.open();
    ASSERT_TRUE(loop.until([&] { return second.closed.has_value(); }));
    EXPECT_EQ(second.closed->cause, Cause::ConnectFailed);
}

class WsStart : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, WsStart, testing::Values(false), test::transport_name);

TEST_P(WsStart, ClosedPortIsAFailedConnect) {
    start_server();
    auto options = client_options();
    server.reset();
    for (const auto* host : {"127.0.0.1", "localhost"}) {
        options.url.host = host;
        notes = {};
        WsClient refused(loop.io, options, notes);
        refused.open();
        ASSERT_TRUE(client_closes());
        EXPECT_EQ(notes.closed->stage, Stage::Connect);
        EXPECT_EQ(notes.closed->cause, Cause::ConnectFailed) << notes.closed->text;
    }
}

TEST_P(WsStart, LocalhostTriesItsSecondAddress) {
    auto options = server_options();
    options.host = "::1";
    try {
        server =
            std::make_unique<HttpServer>(loop.io, options, [](const HttpRequest&) { return HttpResponse{}; });
    } catch (const std::runtime_error&) {
        GTEST_SKIP() << "no IPv6 here";
    }
    auto localhost = client_options();
    localhost.url.host = "localhost";
    WsClient refused(loop.io, localhost, notes);
    refused.open();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Upgrade);  // reached: the server has no upgrades
    EXPECT_EQ(notes.closed->http_status, 200);
}

TEST_P(WsStart, ForbiddenHeaderIsNotSent) {
    start_server();
    auto options = client_options();
    options.headers.emplace_back("X-Bad", "SECRET\r\nX-Smuggled: 1");
    WsClient bad(loop.io, options, notes);
    bad.open();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->cause, Cause::BadOptions);
    EXPECT_EQ(notes.closed->text.find("SECRET"), std::string::npos);
    EXPECT_FALSE(upgrade.has_value());
}

}  // namespace
}  // namespace qb::net
