// Deadlines of WebSockets, and the thread a look-up costs. The deadlines are short; nothing sleeps.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <stdexcept>

#include "unit/net/raw_peer.h"
#include "unit/net/ws_fixture.h"

namespace qb::net {
namespace {

using std::chrono::milliseconds;
using test::Loop;
using test::RawPeer;

class WsDeadline : public test::WsFixture {
protected:
    void connect_to_silence(milliseconds patience = milliseconds(50)) {
        silent = RawPeer::listen(loop);
        client = std::make_unique<WsClient>(
            loop.io,
            WsClientOptions{
                .url = {over_tls() ? Scheme::Wss : Scheme::Ws, "127.0.0.1", silent->port(), "/?k=SECRET"},
                .trust = test::test_trust(),
                .connect_timeout = patience},
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

class WsOnTime : public WsDeadline {};
INSTANTIATE_TEST_SUITE_P(Over, WsOnTime, testing::Values(false), test::transport_name);

TEST_P(WsOnTime, OpensWhereTheAnswerIsHandledBeforeADeadlineThatHasJustPassed) {
    constexpr milliseconds kPatience{200};
    connect_to_silence(kPatience);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    ASSERT_TRUE(loop.until([&] { return silent->hears("\r\n\r\n"); }));
    loop.settle();  // the client waits for its answer
    silent->accept_upgrade();
    while (std::chrono::steady_clock::now() < deadline) {
    }  // the loop stands still, as under load: answer and deadline wait for it together
    ASSERT_TRUE(loop.until([&] { return notes.opened || notes.closed; }));
    loop.settle();
    EXPECT_TRUE(notes.opened);
    EXPECT_FALSE(notes.closed.has_value()) << notes.closed->text;
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

/// A listener of 127.0.0.1 whose queue is full: Linux leaves a further connect without an answer.
class FullListener {
public:
    explicit FullListener(std::uint16_t port = 0) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address_.sin_port = htons(port);
        socklen_t size = sizeof address_;
        if (::bind(listener_, address(), size) != 0 || ::listen(listener_, 0) != 0 ||
            ::getsockname(listener_, address(), &size) != 0)
            throw std::runtime_error("cannot listen");
        for (auto& caller : callers_) {
            caller = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            ::connect(caller, address(), size);
        }
    }
    ~FullListener() {
        for (const int caller : callers_) ::close(caller);
        ::close(listener_);
    }
    FullListener(const FullListener&) = delete;
    FullListener& operator=(const FullListener&) = delete;
    [[nodiscard]] std::uint16_t port() const { return ntohs(address_.sin_port); }

private:
    sockaddr* address() { return reinterpret_cast<sockaddr*>(&address_); }

    int listener_;
    sockaddr_in address_{};
    std::array<int, 4> callers_{};
};

class WsDial : public test::WsFixture {};
INSTANTIATE_TEST_SUITE_P(Over, WsDial, testing::Values(false), test::transport_name);

TEST_P(WsDial, EndsAtItsDeadline) {
    const FullListener full;
    WsClient late(loop.io,
                  {.url = {Scheme::Ws, "127.0.0.1", full.port(), "/"}, .connect_timeout = milliseconds(50)},
                  notes);
    late.open();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Connect);
    EXPECT_EQ(notes.closed->cause, Cause::Timeout);
}

TEST_P(WsDial, LeavesTimeForTheSecondAddress) {
    auto options = server_options();
    options.host = "::1";
    try {
        server =
            std::make_unique<HttpServer>(loop.io, options, [](const HttpRequest&) { return HttpResponse{}; });
    } catch (const std::runtime_error&) {
        GTEST_SKIP() << "no IPv6 here";
    }
    const FullListener full(server->port());
    auto localhost = client_options();
    localhost.url.host = "localhost";
    localhost.connect_timeout = milliseconds(400);
    WsClient second(loop.io, localhost, notes);
    second.open();
    ASSERT_TRUE(client_closes());
    EXPECT_EQ(notes.closed->stage, Stage::Upgrade)
        << notes.closed->text;  // reached: the server has no upgrades
    EXPECT_EQ(notes.closed->http_status, 200);
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
