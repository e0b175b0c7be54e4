// Deadlines of WebSockets, and the thread a look-up costs. The deadlines are short; nothing sleeps.

#include <filesystem>

#include "unit/net/raw_peer.h"
#include "unit/net/ws_fixture.h"

namespace qb::net {
namespace {

using std::chrono::milliseconds;
using test::Loop;
using test::RawPeer;

class WsDeadline : public test::WsFixture {
protected:
    void connect_to_silence() {
        silent = RawPeer::listen(loop);
        client = std::make_unique<WsClient>(
            loop.io,
            WsClientOptions{
                .url = {over_tls() ? Scheme::Wss : Scheme::Ws, "127.0.0.1", silent->port(), "/?k=SECRET"},
                .trust = test::test_trust(),
                .connect_timeout = milliseconds(50)},
            notes);
        client->open();
    }
    std::unique_ptr<RawPeer> silent;
};
INSTANTIATE_TEST_SUITE_P(Over, WsDeadline, testing::Bool(), test::transport_name);

TEST_P(WsDeadline, EndsAConnectThatNobodyAnswers) {
    connect_to_silence();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->cause, Cause::Timeout);
    EXPECT_EQ(notes.closed->stage, over_tls() ? Stage::Tls : Stage::Upgrade);
    EXPECT_EQ(silent->hears("SECRET"), !over_tls());
}

TEST_P(WsDeadline, EndsAWriteThatThePeerDoesNotTake) {
    limits.write_stall = milliseconds(50);
    limits.max_queue_bytes = 64U << 20U;
    connect();
    peer->peer->pause_reading(true);
    const std::string text(1'000'000, 'x');
    while (!notes.closed && client->send(text)) loop.settle();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Open);
    EXPECT_EQ(notes.closed->cause, Cause::WriteStall);
}

TEST_P(WsDeadline, LeavesAConnectionAloneThatHasNothingToWrite) {
    limits.write_stall = milliseconds(20);
    connect();
    ASSERT_TRUE(client->send("a"));
    ASSERT_TRUE(loop.until([&] { return peer->frames.size() == 1; }));
    const auto later = std::chrono::steady_clock::now() + milliseconds(60);
    loop.io.run_until(later);  // three stall times of nothing
    EXPECT_FALSE(notes.closed.has_value());
    EXPECT_TRUE(client->send("b"));
    ASSERT_TRUE(loop.until([&] { return peer->frames.size() == 2; }));
}

TEST_P(WsDeadline, EndsACloseThatThePeerDoesNotAnswer) {
    limits.close_deadline = milliseconds(50);
    connect();
    peer->peer->pause_reading(true);
    client->close();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->cause, Cause::Timeout);
    EXPECT_EQ(notes.closed->stage, Stage::Open);
}

class WsRawClient : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, WsRawClient, testing::Values(false), test::transport_name);

TEST_P(WsRawClient, IsEndedWhereItSaysGoodbyeAndStays) {
    limits.close_deadline = milliseconds(50);
    start_server();
    const auto raw = RawPeer::connect(loop, server->port());
    raw->say(
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return raw->hears("101 Switching") && peer && peer->peer; }));
    raw->say(std::string("\x88\x82\0\0\0\0\x03\xe9", 8));  // masked close frame, 1001
    ASSERT_TRUE(peer_closes());
    EXPECT_EQ(peer->closed->cause, Cause::PeerClosed);
    EXPECT_EQ(peer->closed->ws_code, 1001);
}

std::size_t threads() {
    const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

class Resolver : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, Resolver, testing::Values(false), test::transport_name);

TEST_P(Resolver, IsNotStartedForAddressesAndLocalhost) {
    const auto before = threads();
    for (const auto* host : {"127.0.0.1", "localhost"}) {
        notes = {};
        start_server();
        auto options = client_options();
        options.url.host = host;
        client = std::make_unique<WsClient>(loop.io, options, notes);
        client->open();
        ASSERT_TRUE(loop.until([&] { return notes.opened; }));
    }
    EXPECT_EQ(threads(), before);
}

TEST_P(Resolver, FailureIsNamed) {
    // ".invalid" never exists (RFC 2606); a machine without name service runs into the deadline instead.
    WsClient nowhere(loop.io,
                     {.url = {Scheme::Ws, "no-such-host.invalid", 80, "/?k=SECRET"},
                      .connect_timeout = milliseconds(2'000)},
                     notes);
    nowhere.open();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Resolve);
    EXPECT_TRUE(notes.closed->cause == Cause::NameNotResolved || notes.closed->cause == Cause::Timeout);
    EXPECT_EQ(notes.closed->text.find("SECRET"), std::string::npos);
}

}  // namespace
}  // namespace qb::net
