#include <gtest/gtest.h>

#include <stdexcept>

#include "net/http.h"
#include "unit/net/raw_peer.h"

namespace qb::net {
namespace {

using std::chrono::milliseconds;
using test::Loop;
using test::RawPeer;

std::size_t count(std::string_view text, std::string_view word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++n;
    return n;
}

/// A server that answers with method, target and body; some paths misbehave.
class Http : public testing::Test {
protected:
    void start() {
        server = std::make_unique<HttpServer>(loop.io, options, [this](const HttpRequest& request) {
            seen.push_back(request);
            if (request.target == "/throw") throw std::runtime_error("SECRET");
            if (request.target == "/smuggle") return HttpResponse{.headers = {{"X", "a\r\nEvil: 1"}}};
            if (request.target == "/empty") return HttpResponse{.status = 204};
            return HttpResponse{.body = request.method + " " + request.target + " " + request.body + ";"};
        });
    }
    void start_late() {
        server = std::make_unique<HttpServer>(loop.io, options,
                                              [this](const HttpRequest&, HttpServer::Responder respond) {
                                                  waiting.push_back(std::move(respond));
                                              });
    }
    std::unique_ptr<RawPeer> peer() { return RawPeer::connect(loop, server->port()); }
    [[nodiscard]] bool hears(const std::unique_ptr<RawPeer>& peer, std::string_view text) {
        return loop.until([&] { return peer->hears(text); });
    }
    [[nodiscard]] bool is_over(const std::unique_ptr<RawPeer>& peer) {
        return loop.until([&] { return peer->is_over(); });
    }
    /// Status line of the answer to a request after which the server hangs up.
    std::string answer_to(std::string request) {
        const auto raw = peer();
        raw->say(std::move(request));
        EXPECT_TRUE(is_over(raw));
        return raw->heard().substr(0, raw->heard().find("\r\n"));
    }
    void expect_others_are_served() {
        const auto other = peer();
        other->say("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_TRUE(hears(other, "GET /other ;"));
    }

    Loop loop;
    HttpServerOptions options;
    std::vector<HttpRequest> seen;
    std::vector<HttpServer::Responder> waiting;
    std::unique_ptr<HttpServer> server;
};

TEST_F(Http, AnswersARequest) {
    start();
    const auto raw = peer();
    raw->say("POST /mark?x=1 HTTP/1.1\r\nHost: h\r\nX-Thing: a\r\nContent-Length: 5\r\n\r\nhello");
    ASSERT_TRUE(hears(raw, "POST /mark?x=1 hello;"));
    EXPECT_TRUE(raw->heard().starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(raw->hears("Content-Type: application/json\r\n"));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].header("x-thing"), "a");
    EXPECT_EQ(seen[0].remote, "127.0.0.1");
}

TEST_F(Http, KeepsTheConnectionForMoreRequests) {
    start();
    const auto raw = peer();
    for (int i = 0; i < 3; ++i) {
        raw->say("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        ASSERT_TRUE(hears(raw, "GET /" + std::to_string(i) + " ;"));
    }
    raw->say("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n");  // two in one piece
    ASSERT_TRUE(hears(raw, "GET /b ;"));
    EXPECT_EQ(count(raw->heard(), "Connection: keep-alive"), 5U);
    EXPECT_FALSE(raw->is_over());
    EXPECT_EQ(server->connections(), 1U);
}

TEST_F(Http, HangsUpWhereAsked) {
    start();
    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), "HTTP/1.1 200 OK");
    EXPECT_EQ(answer_to("GET / HTTP/1.0\r\n\r\n"), "HTTP/1.1 200 OK");
}

TEST_F(Http, TakesARequestInPieces) {
    start();
    const auto raw = peer();
    const std::string request =
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (const char c : request) {
        raw->say(std::string(1, c));
        loop.settle();
    }
    EXPECT_TRUE(hears(raw, "POST /p abcde;"));
}

TEST_F(Http, AnswersHeadWithoutABody) {
    start();
    const auto raw = peer();
    raw->say("HEAD /h HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(is_over(raw));
    EXPECT_TRUE(raw->hears("Content-Length: 9\r\n"));
    EXPECT_TRUE(raw->heard().ends_with("\r\n\r\n"));
}

TEST_F(Http, AnswersWithoutABodyWhereThereIsNone) {
    start();
    const auto raw = peer();
    raw->say("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(hears(raw, "\r\n\r\n"));
    EXPECT_TRUE(raw->heard().starts_with("HTTP/1.1 204 "));
    EXPECT_FALSE(raw->hears("Content-Type"));
}

TEST_F(Http, RefusesWhatIsTooLarge) {
    options.max_header_bytes = 1000;
    options.max_body_bytes = 100;
    start();
    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(1000, 'x') + "\r\n\r\n"),
              "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_EQ(answer_to("GET /" + std::string(100'000, 'x')), "HTTP/1.1 431 Request Header Fields Too Large");
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n"),
              "HTTP/1.1 413 Payload Too Large");
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n"),
              "HTTP/1.1 400 Bad Request");
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                        std::string(101, 'x') + "\r\n0\r\n\r\n"),
              "HTTP/1.1 413 Payload Too Large");
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 100\r\n\r\n" +
                        std::string(100, 'x')),
              "HTTP/1.1 200 OK");
}

TEST_F(Http, RefusesWhatIsNotHttp) {
    start();
    for (const auto* text :
         {"\r\n\r\n\x16\x03\x01",
          "8=FIX.4.4\x01"
          "9=5\x01",
          "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n",
          "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"})
        EXPECT_EQ(answer_to(text), "HTTP/1.1 400 Bad Request") << text;
    EXPECT_TRUE(seen.empty());
    expect_others_are_served();
}

TEST_F(Http, CutsASlowRequestAtItsDeadline) {
    options.request_deadline = milliseconds(50);
    start();
    EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nHost:"), "HTTP/1.1 408 Request Timeout");
    EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell"),
              "HTTP/1.1 408 Request Timeout");
    EXPECT_EQ(answer_to(""), "");  // not a word: nobody to answer
    EXPECT_TRUE(seen.empty());
}

TEST_F(Http, CutsAnIdleConnection) {
    options.idle_timeout = milliseconds(50);
    start();
    const auto raw = peer();
    raw->say("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(hears(raw, "GET /a ;"));
    ASSERT_TRUE(is_over(raw));
    EXPECT_EQ(count(raw->heard(), "HTTP/1.1"), 1U);
    EXPECT_EQ(server->connections(), 0U);
}

TEST_F(Http, CutsAPeerThatDoesNotReadItsAnswer) {
    options.request_deadline = milliseconds(50);
    server = std::make_unique<HttpServer>(loop.io, options, [](const HttpRequest&) {
        return HttpResponse{.body = std::string(64U << 20U, 'x')};
    });
    Loop unread;  // never run
    const auto raw = RawPeer::connect(unread, server->port());
    raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return server->connections() == 1; }));
    EXPECT_TRUE(loop.until([&] { return server->connections() == 0; }));
}

TEST_F(Http, SurvivesItsHandlersBugs) {
    start();
    const auto raw = peer();
    raw->say("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(hears(raw, "HTTP/1.1 500 "));
    EXPECT_FALSE(raw->hears("SECRET"));
    raw->say("GET /smuggle HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return count(raw->heard(), "HTTP/1.1 500 ") == 2; }));
    EXPECT_FALSE(raw->hears("Evil"));
    expect_others_are_served();
}

TEST_F(Http, LetsAnAnswerComeLater) {
    start_late();
    const auto raw = peer();
    raw->say("GET /late HTTP/1.1\r\nHost: h\r\n\r\nGET /next HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 1; }));
    const auto first = waiting[0];
    first({.body = "one;"});
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 2; }));
    first({.body = "again;"});  // its request has been answered
    waiting[1]({.body = "two;"});
    ASSERT_TRUE(hears(raw, "two;"));
    EXPECT_EQ(count(raw->heard(), "HTTP/1.1 200"), 2U);
    EXPECT_FALSE(raw->hears("again;"));
}

TEST_F(Http, AnswersForAHandlerThatForgot) {
    start_late();
    const auto raw = peer();
    raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 1; }));
    waiting.clear();
    EXPECT_TRUE(hears(raw, "HTTP/1.1 500 "));
}

TEST_F(Http, AnswersForAHandlerThatIsLate) {
    options.request_deadline = milliseconds(50);
    start_late();
    const auto raw = peer();
    raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(is_over(raw));
    EXPECT_TRUE(raw->hears("HTTP/1.1 503 "));
    waiting.at(0)({.body = "late"});
    loop.settle();
    EXPECT_FALSE(raw->hears("late"));
}

TEST_F(Http, AnswerMayOutliveItsPeerAndItsServer) {
    start_late();
    auto raw = peer();
    raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 1; }));
    raw.reset();
    loop.settle();
    waiting.at(0)({});
    raw = peer();
    raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 2; }));
    server.reset();
    waiting.at(1)({});
    EXPECT_TRUE(is_over(raw));
}

TEST_F(Http, ServerMayBeDestroyedByItsHandler) {
    for (const bool listening : {true, false}) {
        server = std::make_unique<HttpServer>(loop.io, options, [this](const HttpRequest& request) {
            server.reset();
            return HttpResponse{.body = request.target};
        });
        const auto raw = peer();
        ASSERT_TRUE(loop.until([&] { return server->connections() == 1; }));
        if (!listening) server->stop_listening();
        loop.settle();
        raw->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_TRUE(is_over(raw));
        EXPECT_EQ(raw->heard(), "");
    }
}

TEST_F(Http, GivesTheLongestIdlePlaceToANewcomer) {
    options.max_connections = 3;
    start();
    std::vector<std::unique_ptr<RawPeer>> idle;
    for (std::size_t i = 0; i < 3; ++i) {
        idle.push_back(peer());
        ASSERT_TRUE(loop.until([&] { return server->connections() == i + 1; }));
    }
    idle[0]->say("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");  // waits again since now, later than the others
    ASSERT_TRUE(hears(idle[0], "GET /a ;"));
    const auto newcomer = peer();
    newcomer->say("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(hears(newcomer, "GET /b ;"));
    ASSERT_TRUE(is_over(idle[1]));
    EXPECT_FALSE(idle[0]->is_over());
    EXPECT_FALSE(idle[2]->is_over());
    EXPECT_EQ(server->connections(), 3U);
}

TEST_F(Http, NeverCutsAServedRequestForANewcomer) {
    options.max_connections = 2;
    start_late();
    const auto first = peer();
    const auto second = peer();
    for (const auto* raw : {&first, &second}) (*raw)->say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 2; }));
    const auto third = peer();
    EXPECT_TRUE(is_over(third));
    for (const auto& respond : waiting) respond({.body = "served"});
    EXPECT_TRUE(hears(first, "served"));
    EXPECT_TRUE(hears(second, "served"));
}

TEST_F(Http, ServesThroughACrowdOfIdlersAndADripper) {
    start();
    std::vector<std::unique_ptr<RawPeer>> crowd;
    const std::string drip = "GET /drip HTTP/1.1\r\nHost: h\r\n\r\n";
    for (std::size_t i = 0; i < 200; ++i) {
        crowd.push_back(peer());
        crowd.back()->say(drip.substr(0, i % 5));
    }
    expect_others_are_served();
    EXPECT_LE(server->connections(), options.max_connections);
}

TEST_F(Http, ListensWhereToldOrSaysWhyNot) {
    start();
    auto taken = options;
    taken.port = server->port();
    const auto start_with = [&](const HttpServerOptions& o) {
        const HttpServer second(loop.io, o, [](const HttpRequest&) { return HttpResponse{}; });
    };
    try {
        start_with(taken);
        FAIL() << "two servers on one port";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find(std::to_string(taken.port)), std::string::npos);
    }
    EXPECT_THROW(start_with({.host = "no.such.address"}), std::runtime_error);
    EXPECT_THROW(start_with({.host = "192.0.2.1"}), std::runtime_error);  // TEST-NET: not ours
    EXPECT_NO_THROW(start_with({.host = "localhost"}));
}

TEST_F(Http, UpgradeMayBeRefusedLikeAnyRequest) {
    start();
    const std::string request =
        "GET /ws HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    const auto without = peer();
    without->say(request);
    EXPECT_TRUE(hears(without, "GET /ws ;"));
    server->on_upgrade(
        [](const HttpRequest&) { return UpgradeAnswer::refuse({.status = 403, .body = "no"}); });
    EXPECT_EQ(answer_to(request), "HTTP/1.1 403 Forbidden");
    server->on_upgrade([](const HttpRequest&) -> UpgradeAnswer { throw std::runtime_error("bug"); });
    const auto bug = peer();
    bug->say(request);
    EXPECT_TRUE(hears(bug, "HTTP/1.1 500 "));
}

}  // namespace
}  // namespace qb::net
