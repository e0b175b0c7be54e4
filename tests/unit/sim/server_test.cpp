// The venue on real sockets: TLS, WebSocket and HTTP on loopback.
#include "sim/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "net/http.h"
#include "net/ws.h"
#include "sim/auth.h"
#include "sim/json.h"
#include "support/certs.h"

namespace qb::sim {
namespace {

using testing::HasSubstr;

const qb::test::Certs& certs() {
    static const qb::test::Certs all;
    return all;
}

Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

std::int64_t unix_now() {
    using namespace std::chrono;
    return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

/// A client of the trade socket that keeps what it is sent.
class Client final : public net::WsClient::Handler {
public:
    Client(boost::asio::io_context& io, std::uint16_t port) : ws_(io, options(port), *this) { ws_.open(); }

    void on_open() override { open = true; }
    void on_text(std::string_view frame, bool) override { frames.emplace_back(frame); }
    void on_alive() override { ++pings; }
    void on_closed(const net::CloseInfo& info) override { closed = info; }

    void send(std::string frame) { EXPECT_TRUE(ws_.send(std::move(frame))); }
    void ping() { ws_.ping(); }
    void auth(std::string_view nonce, std::int64_t offset = 0, std::string_view secret = "qfex_secret_a") {
        const auto ts = unix_now() + offset;
        send(R"({"type":"auth","params":{"hmac":{"public_key":"qfex_pub_a","nonce":")" + std::string(nonce) +
             R"(","unix_ts":)" + std::to_string(ts) + R"(,"signature":")" + signature_of(secret, nonce, ts) +
             R"("}}})");
    }

    bool open = false;
    int pings = 0;
    std::vector<std::string> frames;
    std::optional<net::CloseInfo> closed;

private:
    static net::WsClientOptions options(std::uint16_t port) {
        net::WsClientOptions options;
        options.url = *net::parse_url("wss://127.0.0.1:" + std::to_string(port) + "/?api_key=qfex_pub_a");
        options.trust = *net::TlsTrust::load(certs().ca_file());
        return options;
    }
    net::WsClient ws_;
};

class SimServer : public testing::Test {
protected:
    SimServer() : server_(io_, options()), http_(io_, *net::TlsTrust::load(certs().ca_file())) {}

    static Options options() {
        Options options;
        options.tls = certs().good();
        options.accounts = {{.public_key = "qfex_pub_a", .secret = "qfex_secret_a"}};
        options.auth_deadline = std::chrono::milliseconds(60'000);
        options.switches["Q2"] = "50";
        return options;
    }

    template <class Condition>
    bool until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < end) {
            if (io_.stopped()) io_.restart();
            io_.run_one_until(end);
        }
        return condition();
    }

    std::unique_ptr<Client> connected() {
        auto client = std::make_unique<Client>(io_, server_.port());
        EXPECT_TRUE(until([&] { return client->open || client->closed; }));
        return client;
    }
    std::unique_ptr<Client> trader(std::string_view nonce) {
        auto client = connected();
        client->auth(nonce);
        for (const char* channel : {"order_responses", "fills"})
            client->send(R"({"type":"subscribe","params":{"channels":[")" + std::string(channel) + R"("]}})");
        EXPECT_TRUE(until([&] { return client->frames.size() == 3; }));
        client->frames.clear();
        return client;
    }
    net::HttpReply get(std::string target, net::Headers headers = {{"User-Agent", "test"}}) {
        return call("https://127.0.0.1:" + std::to_string(server_.port()) + target, std::move(headers), {});
    }
    net::HttpReply control(std::string path, std::string body) {
        return call("http://127.0.0.1:" + std::to_string(server_.control_port()) + path, {}, std::move(body));
    }
    net::HttpReply call(const std::string& url, net::Headers headers, std::string body) {
        std::optional<net::HttpResult> result;
        net::HttpCall call{.url = *net::parse_url(url), .headers = std::move(headers), .body = body};
        const auto done = [&](net::HttpResult r) { result = std::move(r); };
        if (body.empty())
            http_.get(std::move(call), done);
        else
            http_.post(std::move(call), done);
        EXPECT_TRUE(until([&] { return result.has_value(); }));
        if (!result || !*result) return {};
        return std::move(**result);
    }

    boost::asio::io_context io_;
    Server server_;
    net::HttpClient http_;
};

constexpr const char* kStop =
    R"({"type":"add_order","params":{"symbol":"AAPL-USD","side":"SELL","order_type":"STOP_LOSS","order_time_in_force":"GTC","quantity":1.500,"price":190.10,"client_order_id":"A"}})";

TEST_F(SimServer, AStopIsSentFiresAndFills) {
    auto client = trader("01");
    client->send(kStop);
    ASSERT_TRUE(until([&] { return client->frames.size() == 1; }));
    EXPECT_THAT(client->frames[0], HasSubstr(R"("status":"ACK")"));
    EXPECT_EQ(server_.open_orders().at(0).quantity_text, "1.500");
    EXPECT_EQ(server_.open_orders().at(0).price_text, "190.10");
    ASSERT_TRUE(
        server_.set_book("AAPL-USD", {{number("190"), number("1")}, {number("189.9"), number("5")}}, {}));
    ASSERT_TRUE(server_.set_mark("AAPL-USD", number("190.10")));
    ASSERT_TRUE(until([&] { return client->frames.size() == 5; }));
    EXPECT_THAT(client->frames[1], HasSubstr("fill_response"));
    EXPECT_THAT(client->frames[4], HasSubstr(R"("quantity_remaining":0.0)"));
    EXPECT_EQ(server_.trades().size(), 2U);
    EXPECT_EQ(server_.count("add_order"), 1U);
}

TEST_F(SimServer, RefusesWrongSignaturesUsedNoncesAndWrongClocks) {
    auto client = connected();
    client->auth("aa", 0, "qfex_secret_b");
    client->auth("ab", 40);
    client->auth("ac", -40);
    client->auth("ad");
    ASSERT_TRUE(until([&] { return client->frames.size() == 4; }));
    auto second = connected();
    second->auth("ad");
    ASSERT_TRUE(until([&] { return second->frames.size() == 1; }));
    EXPECT_EQ(client->frames,
              (std::vector<std::string>{R"({"authenticated":false})", R"({"authenticated":false})",
                                        R"({"authenticated":false})", R"({"authenticated":true})"}));
    EXPECT_EQ(second->frames[0], R"({"authenticated":false})");
}

TEST_F(SimServer, PingsAndAnswersPings) {
    auto client = trader("02");
    EXPECT_TRUE(until([&] { return client->pings >= 2; }));
}

TEST_F(SimServer, TheControlPortDrivesIt) {
    auto client = trader("03");
    client->send(kStop);
    ASSERT_TRUE(until([&] { return client->frames.size() == 1; }));
    EXPECT_EQ(control("/switch", R"({"Q8":"v2"})").status, 200);
    EXPECT_EQ(control("/switch", R"({"Q8":"v7"})").status, 400);
    EXPECT_EQ(control("/mark", R"({"symbol":"AAPL-USD","price":"190"})").status, 200);
    ASSERT_TRUE(until([&] { return client->frames.size() == 4; }));
    EXPECT_THAT(client->frames[1], HasSubstr(R"("type":"STOP_MARKET")"));
    const auto state = call("http://127.0.0.1:" + std::to_string(server_.control_port()) + "/state", {}, {});
    EXPECT_EQ(state.status, 200);
    EXPECT_THAT(state.body, HasSubstr(R"("quantity":"1.500","price":"190.10")"));
}

TEST_F(SimServer, AnswersRestOnTheTradePort) {
    EXPECT_THAT(get("/refdata").body, HasSubstr("AAPL-USD"));
    EXPECT_EQ(get("/user/trade").status, 401);
    const auto ts = unix_now();
    EXPECT_EQ(get("/user/trade", {{"User-Agent", "test"},
                                  {"x-qfex-public-key", "qfex_pub_a"},
                                  {"x-qfex-nonce", "0f"},
                                  {"x-qfex-timestamp", std::to_string(ts)},
                                  {"x-qfex-hmac-signature", signature_of("qfex_secret_a", "0f", ts)}})
                  .status,
              200);
}

TEST_F(SimServer, DropsBeforeTheReplyAndKeepsTheOrder) {
    auto client = trader("04");
    server_.inject({.kind = FaultKind::DropBeforeReply, .command = "add_order"});
    client->send(kStop);
    ASSERT_TRUE(until([&] { return client->closed.has_value(); }));
    EXPECT_TRUE(client->frames.empty());
    EXPECT_EQ(server_.open_orders().size(), 1U);
    EXPECT_TRUE(server_.connections().empty());
}

TEST_F(SimServer, RefusesUpgradesWithAStatus) {
    server_.inject({.kind = FaultKind::RefuseUpgrade, .status = 503});
    Client client(io_, server_.port());
    ASSERT_TRUE(until([&] { return client.closed.has_value(); }));
    EXPECT_EQ(client.closed->cause, net::Cause::UpgradeRefused);
    EXPECT_EQ(client.closed->http_status, 503);
}

TEST_F(SimServer, RefusesConnectionsWhileOpenOnesGoOn) {
    auto client = trader("05");
    server_.inject({.kind = FaultKind::RefuseConnections});
    Client refused(io_, server_.port());
    ASSERT_TRUE(until([&] { return refused.closed.has_value(); }));
    EXPECT_EQ(refused.closed->cause, net::Cause::ConnectFailed);
    client->send(kStop);
    ASSERT_TRUE(until([&] { return client->frames.size() == 1; }));
    server_.clear_faults();
    EXPECT_TRUE(connected()->open);
}

TEST_F(SimServer, RestartDropsConnectionsAndComesBackOnItsPort) {
    auto client = trader("06");
    client->send(kStop);
    ASSERT_TRUE(until([&] { return client->frames.size() == 1; }));
    EXPECT_EQ(control("/restart", R"({"down_ms":200})").status, 200);
    ASSERT_TRUE(until([&] { return client->closed.has_value(); }));
    Client refused(io_, server_.port());
    ASSERT_TRUE(until([&] { return refused.closed.has_value(); }));
    EXPECT_EQ(refused.closed->cause, net::Cause::ConnectFailed);
    std::unique_ptr<Client> again;
    ASSERT_TRUE(until([&] {
        if (!again || again->closed) again = std::make_unique<Client>(io_, server_.port());
        return again->open;
    }));
    EXPECT_EQ(server_.open_orders().size(), 1U);
}

TEST_F(SimServer, SilenceSwallowsPingsUntilItEnds) {
    auto client = trader("07");
    server_.inject({.kind = FaultKind::Silent});
    client->ping();
    client->send(kStop);
    auto other = connected();  // something that takes a while on the same loop
    EXPECT_TRUE(client->frames.empty());
    EXPECT_EQ(server_.count("add_order"), 0U);
    server_.clear_faults();
    EXPECT_TRUE(until([&] { return client->frames.size() == 1; }));
}

TEST_F(SimServer, SendsOversizedFrames) {
    auto client = trader("08");
    server_.inject({.kind = FaultKind::Oversized, .bytes = 2U << 20U});
    ASSERT_TRUE(until([&] { return client->closed.has_value(); }));
    EXPECT_EQ(client->closed->cause, net::Cause::TooLarge);
}

TEST_F(SimServer, ClosesWhoDoesNotAuthenticate) {
    auto quick = options();
    quick.auth_deadline = std::chrono::milliseconds(20);
    Server server(io_, quick);
    Client client(io_, server.port());
    ASSERT_TRUE(until([&] { return client.closed.has_value(); }));
    EXPECT_EQ(client.closed->cause, net::Cause::PeerClosed);
    EXPECT_TRUE(server.connections().empty());
}

TEST(SimServerOptions, ThatWouldExposeItAreRefused) {
    boost::asio::io_context io;
    Options options;
    options.accounts = {{.public_key = "qfex_pub_a", .secret = "s"}};
    options.host = "0.0.0.0";
    EXPECT_THROW(Server(io, options), std::runtime_error) << "plaintext for everybody";
    options.host = "127.0.0.1";
    options.control.host = "0.0.0.0";
    EXPECT_THROW(Server(io, options), std::runtime_error) << "a control port for everybody";
}

TEST(SimServerMemory, AStrangerWhoDoesNotReadIsReset) {
    boost::asio::io_context io;
    Options options;
    options.accounts = {{.public_key = "qfex_pub_a", .secret = "s"}};
    Server server(io, options);
    boost::asio::ip::tcp::socket socket(io);
    socket.open(boost::asio::ip::tcp::v4());
    socket.set_option(boost::asio::socket_base::receive_buffer_size(4096));
    socket.connect({boost::asio::ip::address_v4::loopback(), server.port()});
    const std::string upgrade =
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    boost::asio::write(socket, boost::asio::buffer(upgrade));
    while (server.connections().empty()) io.run_one();
    constexpr std::size_t kFrames = 200'000;
    std::string frames;
    for (std::size_t i = 0; i < kFrames; ++i) frames += std::string("\x81\x82\0\0\0\0{}", 8);
    boost::asio::async_write(socket, boost::asio::buffer(frames), [](auto, auto) {});
    while (!server.connections().empty()) io.run_one();
    EXPECT_LT(server.count(""), kFrames) << "every one of them was answered, and the answers kept";
}

TEST(SimServerEnd, GoesWithConnectionsAndTimersPending) {
    boost::asio::io_context io;
    auto server = std::make_unique<Server>(io, [] {
        Options options;
        options.tls = certs().good();
        options.accounts = {{.public_key = "qfex_pub_a", .secret = "s"}};
        options.auth_deadline = std::chrono::milliseconds(10);
        return options;
    }());
    Client client(io, server->port());
    while (!client.open && !client.closed) io.run_one();
    server.reset();
    while (!client.closed && io.run_one() != 0) {
    }
    EXPECT_TRUE(client.closed.has_value());
}

}  // namespace
}  // namespace qb::sim
