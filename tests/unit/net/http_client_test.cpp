#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <stdexcept>

#include "net/http.h"
#include "support/certs.h"
#include "unit/net/raw_peer.h"
#include "unit/net/tls_ear.h"

namespace qb::net {
namespace {

using std::chrono::milliseconds;
using test::Loop;
using test::RawPeer;

const test::Certs& certs() {
    static const test::Certs made;
    return made;
}

std::shared_ptr<const TlsTrust> trust() {
    const auto loaded = TlsTrust::load(certs().ca_file());
    return loaded ? *loaded : throw std::runtime_error(loaded.error());
}

class Client : public testing::Test {
protected:
    HttpClient::Callback keep() {
        return [this](HttpResult r) {
            EXPECT_FALSE(result.has_value()) << "called twice";
            result = std::move(r);
        };
    }
    HttpReply reply() {
        EXPECT_TRUE(loop.until([&] { return result.has_value(); }));
        if (!result) throw std::runtime_error("no result");
        auto got = *std::exchange(result, {});
        if (auto* good = got.operator->()) return std::move(*good);
        throw std::runtime_error(got.error().text);
    }
    Failure failure() {
        EXPECT_TRUE(loop.until([&] { return result.has_value(); }));
        if (!result || !result->has_error()) throw std::runtime_error("no failure");
        return std::exchange(result, {})->error();
    }

    Loop loop;
    HttpClient client{loop.io, trust()};
    std::optional<HttpResult> result;
};

TEST_F(Client, GetsAndPostsOverTls) {
    std::vector<HttpRequest> seen;
    HttpServer server(loop.io, {.tls = certs().good()}, [&](const HttpRequest& request) {
        seen.push_back(request);
        return HttpResponse{
            .status = 201, .body = std::string(100'000, 'x') + request.body, .headers = {{"X-Out", "1"}}};
    });
    const Url url{Scheme::Https, "localhost", server.port(), "/refdata?symbol=AAPL-USD"};
    client.get({.url = url, .headers = {{"User-Agent", "qb-test/1"}}}, keep());
    const auto got = reply();
    EXPECT_EQ(got.status, 201);
    EXPECT_EQ(got.body.size(), 100'000U);
    EXPECT_EQ(header_value(got.headers, "x-out"), "1");
    client.post({.url = url, .body = "payload"}, keep());
    EXPECT_TRUE(reply().body.ends_with("xpayload"));
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].method, "GET");
    EXPECT_EQ(seen[0].target, url.target);
    EXPECT_EQ(seen[0].header("user-agent"), "qb-test/1");
    EXPECT_EQ(seen[1].method, "POST");
    EXPECT_EQ(seen[1].body, "payload");
    EXPECT_TRUE(loop.until([&] { return server.connections() == 0; }));
}

TEST_F(Client, RunsManyRequestsAtOnce) {
    HttpServer server(loop.io, {},
                      [](const HttpRequest& request) { return HttpResponse{.body = request.target}; });
    int done = 0;
    for (int i = 0; i < 20; ++i) {
        const auto target = "/" + std::to_string(i);
        client.get({.url = {Scheme::Http, "127.0.0.1", server.port(), target}},
                   [&done, target](const HttpResult& r) {
                       EXPECT_TRUE(r.has_value() && r->body == target);
                       ++done;
                   });
    }
    EXPECT_TRUE(loop.until([&] { return done == 20; }));
}

TEST_F(Client, FollowsNoRedirect) {
    HttpServer server(loop.io, {}, [](const HttpRequest&) {
        return HttpResponse{.status = 302, .headers = {{"Location", "https://elsewhere.test/"}}};
    });
    client.get({.url = {Scheme::Http, "127.0.0.1", server.port(), "/"}}, keep());
    EXPECT_EQ(reply().status, 302);
}

TEST_F(Client, DropsItsRequestsSilently) {
    std::vector<HttpServer::Responder> waiting;
    const HttpServer server(loop.io, {}, [&](const HttpRequest&, HttpServer::Responder respond) {
        waiting.push_back(std::move(respond));
    });
    auto other = std::make_unique<HttpClient>(loop.io, nullptr);
    other->get({.url = {Scheme::Http, "127.0.0.1", server.port(), "/"}}, keep());
    ASSERT_TRUE(loop.until([&] { return waiting.size() == 1; }));
    other->get({.url = {Scheme::Http, "127.0.0.1", server.port(), "/"}}, keep());  // not even dialed
    other.reset();
    waiting[0]({});
    loop.settle();
    EXPECT_FALSE(result.has_value());
}

TEST_F(Client, MayBeDestroyedInItsCallback) {
    HttpServer server(loop.io, {}, [](const HttpRequest&) { return HttpResponse{}; });
    auto other = std::make_unique<HttpClient>(loop.io, nullptr);
    for (int i = 0; i < 2; ++i)
        other->get({.url = {Scheme::Http, "127.0.0.1", server.port(), "/"}},
                   [&](const HttpResult&) { other.reset(); });
    EXPECT_TRUE(loop.until([&] { return other == nullptr; }));
    loop.settle();
}

TEST_F(Client, NamesARefusedConnection) {
    std::uint16_t port = 0;
    {
        const HttpServer gone(loop.io, {}, [](const HttpRequest&) { return HttpResponse{}; });
        port = gone.port();
    }
    client.get({.url = {Scheme::Http, "127.0.0.1", port, "/?k=SECRET"}}, keep());
    const auto refused = failure();
    EXPECT_EQ(refused.stage, Stage::Connect);
    EXPECT_EQ(refused.cause, Cause::ConnectFailed);
    EXPECT_EQ(refused.text.find("SECRET"), std::string::npos);
}

TEST_F(Client, SendsNoForbiddenHeader) {
    client.get({.url = {Scheme::Http, "127.0.0.1", 1, "/"}, .headers = {{"X", "a\nB: c"}}}, keep());
    EXPECT_EQ(failure().cause, Cause::BadOptions);
}

struct Answer {
    std::string name, bytes;
    std::optional<Cause> cause;  ///< absent: a good answer with the body "body"
};
void PrintTo(const Answer& row, std::ostream* out) { *out << row.name; }

class AnswerFrom : public Client, public testing::WithParamInterface<Answer> {
protected:
    void expect_as_told() {
        if (!GetParam().cause) {
            EXPECT_EQ(reply().body, "body");
            return;
        }
        const auto why = failure();
        EXPECT_EQ(why.cause, *GetParam().cause) << why.text;
        EXPECT_EQ(why.stage, Stage::Upgrade);
        EXPECT_EQ(why.text.find("SECRET"), std::string::npos);
    }
};

TEST_P(AnswerFrom, PlainPeerIsRead) {
    const auto raw = RawPeer::listen(loop);
    client.get({.url = {Scheme::Http, "127.0.0.1", raw->port(), "/?k=SECRET"}, .max_body_bytes = 1000},
               keep());
    ASSERT_TRUE(loop.until([&] { return raw->hears("\r\n\r\n"); }));
    raw->say(GetParam().bytes);
    raw->hang_up();
    expect_as_told();
}

INSTANTIATE_TEST_SUITE_P(
    Rules, AnswerFrom,
    testing::Values(
        Answer{"Length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", {}},
        Answer{"Chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", {}},
        Answer{"UntilTheEnd", "HTTP/1.1 200 OK\r\n\r\nbody", {}},
        Answer{"AfterInterim",
               "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
               "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
               {}},
        Answer{"InterimOnly", "HTTP/1.1 103 Early Hints\r\n\r\n", Cause::ConnectionLost},
        Answer{"Nothing", "", Cause::ConnectionLost},
        Answer{"HalfHeader", "HTTP/1.1 200 O", Cause::ConnectionLost},
        Answer{"HalfBody", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nbody", Cause::ConnectionLost},
        Answer{"HalfChunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n",
               Cause::ConnectionLost},
        Answer{"NotHttp", "220 mail ready SECRET\r\n\r\n", Cause::BadHttp},
        Answer{"LongBody", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", Cause::TooLarge},
        Answer{"LongBodyUntilTheEnd", "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'), Cause::TooLarge},
        Answer{"LongHeader", "HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x'), Cause::TooLarge}),
    [](const auto& row) { return row.param.name; });

struct Refusal {
    std::string name, bytes, body;
    int status;
};
void PrintTo(const Refusal& row, std::ostream* out) { *out << row.name; }

/// The status is the answer; only a 200 is worth nothing without its whole body.
class RefusalFrom : public Client, public testing::WithParamInterface<Refusal> {
protected:
    void expect_as_told() {
        const auto got = reply();
        EXPECT_EQ(got.status, GetParam().status);
        EXPECT_EQ(got.body, GetParam().body);
        EXPECT_EQ(header_value(got.headers, "Retry-After"), "17");
    }
};

TEST_P(RefusalFrom, CountsWhereThePeerHangsUp) {
    const auto raw = RawPeer::listen(loop);
    client.get({.url = {Scheme::Http, "127.0.0.1", raw->port(), "/"}, .max_body_bytes = 1000}, keep());
    ASSERT_TRUE(loop.until([&] { return raw->hears("\r\n\r\n"); }));
    raw->say(GetParam().bytes);
    raw->hang_up();
    expect_as_told();
}

TEST_P(RefusalFrom, CountsAtTheDeadline) {
    const auto raw = RawPeer::listen(loop);
    client.get({.url = {Scheme::Http, "127.0.0.1", raw->port(), "/"},
                .deadline = milliseconds(50),
                .max_body_bytes = 1000},
               keep());
    ASSERT_TRUE(loop.until([&] { return raw->hears("\r\n\r\n"); }));
    raw->say(GetParam().bytes);
    expect_as_told();
}

TEST_P(RefusalFrom, CountsWhereTlsIsCut) {
    const test::TlsEar ear(certs().good(), {.answer = GetParam().bytes, .close_notify = false});
    client.get({.url = {Scheme::Https, "127.0.0.1", ear.port(), "/"}, .max_body_bytes = 1000}, keep());
    expect_as_told();
}

INSTANTIATE_TEST_SUITE_P(
    Rules, RefusalFrom,
    testing::Values(
        Refusal{"NoLength", "HTTP/1.1 401 Unauthorized\r\nRetry-After: 17\r\n\r\nno", "no", 401},
        Refusal{"HalfBody", "HTTP/1.1 403 No\r\nRetry-After: 17\r\nContent-Length: 9\r\n\r\nno", "no", 403},
        Refusal{"HalfChunk",
                "HTTP/1.1 429 No\r\nRetry-After: 17\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n", "no",
                429},
        Refusal{"LongBody", "HTTP/1.1 502 No\r\nRetry-After: 17\r\nContent-Length: 1001\r\n\r\n", "", 502}),
    [](const auto& row) { return row.param.name; });

TEST_F(Client, EndsAtItsDeadline) {
    const auto raw = RawPeer::listen(loop);
    for (const auto scheme : {Scheme::Http, Scheme::Https}) {
        client.get({.url = {scheme, "127.0.0.1", raw->port(), "/"}, .deadline = milliseconds(50)}, keep());
        const auto late = failure();
        EXPECT_EQ(late.cause, Cause::Timeout);
        EXPECT_EQ(late.stage, scheme == Scheme::Http ? Stage::Upgrade : Stage::Tls);
    }
}

/// Anybody on the road can cut a TCP stream; only the peer can end a TLS one.
TEST_F(Client, BelievesNoBodyThatWasCutInsideTls) {
    for (const bool close_notify : {true, false}) {
        test::TlsEar ear(certs().good(),
                         {.answer = "HTTP/1.1 200 OK\r\n\r\nbody", .close_notify = close_notify});
        client.get({.url = {Scheme::Https, "127.0.0.1", ear.port(), "/"}}, keep());
        if (close_notify)
            EXPECT_EQ(reply().body, "body");
        else
            EXPECT_EQ(failure().cause, Cause::ConnectionLost);
    }
}

}  // namespace
}  // namespace qb::net
