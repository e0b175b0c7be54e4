// An open WebSocket: messages, pings, limits.

#include "unit/net/raw_peer.h"
#include "unit/net/ws_fixture.h"

namespace qb::net {
namespace {

using test::Loop;
using test::RawPeer;
using test::ws_frame;

class Ws : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, Ws, testing::Bool(), test::transport_name);

TEST_P(Ws, ShowsTheServerTargetAndHeaders) {
    connect();
    ASSERT_TRUE(upgrade.has_value());
    EXPECT_EQ(upgrade->target, "/socket?api_key=SECRET-KEY");
    EXPECT_EQ(query_value(upgrade->target, "api_key"), "SECRET-KEY");
    EXPECT_EQ(upgrade->header("user-agent"), "qb-test/1");
    EXPECT_EQ(upgrade->header("X-Extra"), "some-header-value");
    EXPECT_EQ(upgrade->header("Host"), "127.0.0.1:" + std::to_string(server->port()));
    EXPECT_EQ(upgrade->header("Sec-WebSocket-Extensions"), "");
    EXPECT_EQ(upgrade->remote, "127.0.0.1");
    EXPECT_TRUE(client->is_open());
    EXPECT_EQ(server->connections(), 1U);
}

TEST_P(Ws, CarriesTextBothWays) {
    connect();
    const std::string up = R"({"type":"add_order","quantity":0.00012300})";
    const std::string down = R"({"order_response":{}})";
    EXPECT_TRUE(client->send(up));
    EXPECT_TRUE(peer->peer->send(down));
    ASSERT_TRUE(loop.until([&] { return !notes.frames.empty() && !peer->frames.empty(); }));
    EXPECT_EQ(peer->frames, std::vector{up});
    EXPECT_EQ(notes.frames, std::vector{down});
    EXPECT_EQ(notes.binaries, 0);
}

TEST_P(Ws, KeepsTheOrderOfManyMessagesOfAllSizes) {
    limits.max_frame_bytes = 300'000;
    connect();
    std::vector<std::string> sent;
    for (std::size_t i = 0; i < 400; ++i) sent.emplace_back(i * 7, static_cast<char>('a' + i % 26));
    for (const std::size_t size : {4095U, 4096U, 16'380U, 16'384U, 65'535U, 65'536U, 300'000U})
        sent.emplace_back(size, 'z');
    for (const auto& text : sent) {
        ASSERT_TRUE(client->send(text));
        ASSERT_TRUE(peer->peer->send(text));
    }
    ASSERT_TRUE(
        loop.until([&] { return notes.frames.size() == sent.size() && peer->frames.size() == sent.size(); }));
    EXPECT_EQ(notes.frames, sent);
    EXPECT_EQ(peer->frames, sent);
    EXPECT_EQ(client->queued_bytes(), 0U);
}

TEST_P(Ws, TellsOfPingsAndPongs) {
    connect();
    client->ping();
    ASSERT_TRUE(loop.until([&] { return notes.alive == 1; }));  // the pong
    EXPECT_EQ(peer->pings, 1);
    peer->peer->ping();
    ASSERT_TRUE(loop.until([&] { return peer->pongs == 1; }));  // which the client has sent
    EXPECT_EQ(notes.alive, 2);
}

TEST_P(Ws, SendsNothingBeforeItIsOpen) {
    start_server();
    client = std::make_unique<WsClient>(loop.io, client_options(), notes);
    EXPECT_FALSE(client->send("early"));
    client->ping();
    client->open();
    EXPECT_FALSE(client->send("early"));
    EXPECT_FALSE(client->is_open());
    ASSERT_TRUE(loop.until([&] { return notes.opened; }));
    EXPECT_TRUE(client->send("now"));
    ASSERT_TRUE(loop.until([&] { return peer && !peer->frames.empty(); }));
    EXPECT_EQ(peer->frames, std::vector<std::string>{"now"});
}

TEST_P(Ws, TakesAFrameOfTheLimitAndEndsOnALongerOne) {
    limits.max_frame_bytes = 10'000;
    connect();
    ASSERT_TRUE(peer->peer->send(std::string(10'000, 'x')));
    ASSERT_TRUE(loop.until([&] { return notes.frames.size() == 1; }));
    EXPECT_FALSE(notes.closed.has_value());
    ASSERT_TRUE(peer->peer->send(std::string(10'001, 'x')));
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Open);
    EXPECT_EQ(notes.closed->cause, Cause::TooLarge);
    EXPECT_NE(notes.closed->text.find("10000"), std::string::npos);
    EXPECT_EQ(notes.frames.size(), 1U);
    ASSERT_TRUE(peer_closes());
}

TEST_P(Ws, RefusesOutputBeyondItsBound) {
    limits.max_queue_bytes = 1'000'000;
    connect();
    peer->peer->pause_reading(true);
    const std::string text(10'000, 'x');
    std::size_t taken = 0;
    while (client->send(text)) {
        ASSERT_LT(++taken, 10'000U);
        loop.settle();
    }
    EXPECT_LE(client->queued_bytes(), limits.max_queue_bytes);
    EXPECT_GT(client->queued_bytes(), limits.max_queue_bytes - text.size());
    EXPECT_TRUE(peer->frames.empty());
    EXPECT_FALSE(notes.closed.has_value());

    peer->peer->pause_reading(false);  // nothing that was taken is lost
    ASSERT_TRUE(loop.until([&] { return peer->frames.size() == taken; }));
    EXPECT_EQ(client->queued_bytes(), 0U);
    EXPECT_TRUE(client->send(text));
}

TEST_P(Ws, HoldsBackEverythingWhileReadingIsPaused) {
    connect();
    peer->peer->pause_reading(true);
    ASSERT_TRUE(client->send("a"));
    client->ping();
    ASSERT_TRUE(loop.until([&] { return client->queued_bytes() == 0; }));
    ASSERT_TRUE(peer->peer->send("still writing"));
    ASSERT_TRUE(loop.until([&] { return !notes.frames.empty(); }));
    EXPECT_TRUE(peer->frames.empty());
    EXPECT_EQ(peer->pings, 0);
    peer->peer->pause_reading(false);
    ASSERT_TRUE(loop.until([&] { return peer->frames.size() == 1 && peer->pings == 1; }));
}

TEST_P(Ws, MayBeDestroyedInsideAnyCallback) {
    for (auto ClientNotesHook : {&test::ClientNotes::then_open, &test::ClientNotes::then_text,
                                 &test::ClientNotes::then_alive, &test::ClientNotes::then_closed}) {
        notes = {};
        bool destroyed = false;
        notes.*ClientNotesHook = [&] {
            client.reset();
            destroyed = true;
        };
        start_server();
        start_client();
        ASSERT_TRUE(loop.until([&] { return destroyed || (peer && peer->peer); }));
        if (!destroyed) {
            ASSERT_TRUE(peer->peer->send("text"));
            peer->peer->ping();
            peer->peer->close(1000, "");
        }
        ASSERT_TRUE(loop.until([&] { return destroyed; }));
        loop.settle();
        EXPECT_LE(notes.closings, 1);
        peer.reset();
    }
}

// --- frames that our own server never sends

class RawWs : public testing::Test {
protected:
    void connect() {
        raw = RawPeer::listen(loop);
        client = std::make_unique<WsClient>(
            loop.io, WsClientOptions{.url = {Scheme::Ws, "127.0.0.1", raw->port(), "/"}}, notes);
        client->open();
        ASSERT_TRUE(loop.until([&] { return raw->hears("\r\n\r\n"); }));
    }
    void open() {
        connect();
        raw->accept_upgrade();
        ASSERT_TRUE(loop.until([&] { return notes.opened; }));
    }
    [[nodiscard]] bool closes() {
        return loop.until([&] { return notes.closed.has_value(); });
    }

    Loop loop;
    test::ClientNotes notes;
    std::unique_ptr<RawPeer> raw;
    std::unique_ptr<WsClient> client;
};

TEST_F(RawWs, PassesBinaryMessagesOnWithAFlag) {
    open();
    raw->say(ws_frame(2, "bin") + ws_frame(1, "text"));
    ASSERT_TRUE(loop.until([&] { return notes.frames.size() == 2; }));
    EXPECT_EQ(notes.frames, (std::vector<std::string>{"bin", "text"}));
    EXPECT_EQ(notes.binaries, 1);
}

TEST_F(RawWs, ReadsMessagesThatComeWithTheUpgrade) {
    connect();
    raw->accept_upgrade();
    raw->say(ws_frame(1, "first"));
    ASSERT_TRUE(loop.until([&] { return notes.frames.size() == 1; }));
    EXPECT_TRUE(notes.opened);
}

struct BadFrame {
    std::string name, bytes;
};
void PrintTo(const BadFrame& row, std::ostream* out) { *out << row.name; }

class BrokenProtocol : public RawWs, public testing::WithParamInterface<BadFrame> {};

TEST_P(BrokenProtocol, EndsTheConnectionAndSaysSo) {
    open();
    raw->say(GetParam().bytes);
    ASSERT_TRUE(closes());
    EXPECT_EQ(notes.closed->stage, Stage::Open);
    EXPECT_EQ(notes.closed->cause, Cause::ProtocolError) << notes.closed->text;
    EXPECT_TRUE(notes.frames.empty());
}

INSTANTIATE_TEST_SUITE_P(Rules, BrokenProtocol,
                         testing::Values(BadFrame{"NotUtf8", ws_frame(1, "\xff\xfe")},
                                         BadFrame{"UnknownOpcode", ws_frame(3, "x")},
                                         BadFrame{"ReservedBit", ws_frame(0x41, "x")},
                                         BadFrame{"ContinuesNothing", ws_frame(0, "x")},
                                         BadFrame{"LongPing", ws_frame(9, std::string(126, 'x'))},
                                         BadFrame{"MaskedByServer", std::string("\x81\x81\0\0\0\0x", 7)}),
                         [](const auto& row) { return row.param.name; });

struct BadAnswer {
    std::string name, bytes;
    Cause cause;
};
void PrintTo(const BadAnswer& row, std::ostream* out) { *out << row.name; }

class BrokenUpgrade : public RawWs, public testing::WithParamInterface<BadAnswer> {};

TEST_P(BrokenUpgrade, EndsTheConnectionAndSaysSo) {
    connect();
    raw->say(GetParam().bytes);
    raw->hang_up();
    ASSERT_TRUE(closes());
    EXPECT_EQ(notes.closed->stage, Stage::Upgrade);
    EXPECT_EQ(notes.closed->cause, GetParam().cause) << notes.closed->text;
    EXPECT_FALSE(notes.opened);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BrokenUpgrade,
    testing::Values(BadAnswer{"NotHttp", "SSH-2.0-OpenSSH\r\n\r\n", Cause::BadHttp},
                    BadAnswer{"Nothing", "", Cause::ConnectionLost},
                    BadAnswer{"Half", "HTTP/1.1 101 Switch", Cause::BadHttp},
                    BadAnswer{"WrongAccept",
                              "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                              "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
                              Cause::BadHttp},
                    BadAnswer{"HugeHeader", "HTTP/1.1 101 X\r\nA: " + std::string(100'000, 'x'),
                              Cause::TooLarge}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::net
