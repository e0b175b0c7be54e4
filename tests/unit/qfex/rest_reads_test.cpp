#include "qfex/rest_reads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "net/http.h"
#include "qfex/auth.h"
#include "unit/qfex/accounts.h"
#include "unit/qfex/loop.h"

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class RestReadsTest : public testing::Test {
protected:
    boost::asio::io_context io;
    AccountSettings account = test::key_account();
    net::HttpResponse answer{.status = 200, .body = R"({"data":[],"count":0})"};
    std::vector<net::HttpRequest> requests;
    std::unique_ptr<net::HttpServer> server;
    std::unique_ptr<RestReads> reads;
    std::optional<RestResult> result;

    ~RestReadsTest() override {
        const bool refused = result && !*result;
        EXPECT_FALSE(refused && test::shows_credentials(result->error().text));
    }

    void serve(net::TlsFiles files) {
        net::HttpServerOptions options;
        options.tls = std::move(files);
        server = std::make_unique<net::HttpServer>(io, options, [this](const net::HttpRequest& request) {
            requests.push_back(request);
            return answer;
        });
        account.rest_url = "https://localhost:" + std::to_string(server->port());
        reads = std::make_unique<RestReads>(io, account, test::trust_in(test::certs().ca_file()));
    }
    RestReads::Callback keep() {
        return [this](RestResult got) { result = std::move(got); };
    }
    [[nodiscard]] bool answered() {
        return test::run_until(io, [&] { return result.has_value(); });
    }
};

TEST_F(RestReadsTest, AsksForEndedOrdersSigned) {
    serve(test::certs().good());
    reads->historic_orders({.symbol = "AAPL-USD", .client_order_id = "6f1c", .limit = 100, .offset = 200},
                           keep());
    ASSERT_TRUE(answered());
    ASSERT_TRUE(result->has_value());
    EXPECT_EQ(**result, R"({"data":[],"count":0})");

    ASSERT_EQ(requests.size(), 1U);
    const auto& request = requests[0];
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target,
              "/user/historic-orders?symbol=AAPL-USD&client_order_id=6f1c&limit=100&offset=200");
    EXPECT_EQ(request.header("x-qfex-public-key"), test::kPublicKey);
    const std::string nonce(request.header("x-qfex-nonce"));
    const auto unix_ts = std::stoll(std::string(request.header("x-qfex-timestamp")));
    EXPECT_EQ(request.header("x-qfex-hmac-signature"), hmac_signature(account.secret_key, nonce, unix_ts));
    EXPECT_EQ(request.header("Accept"), "application/json");
    EXPECT_EQ(request.header("User-Agent"), user_agent());
}

TEST_F(RestReadsTest, AsksForTradesOfOneOrderAndEncodesWhatItIsGiven) {
    serve(test::certs().good());
    reads->user_trades({.exchange_order_id = "a&b=c", .symbol = "", .limit = 5000}, keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(requests.at(0).target, "/user/trade?exchange_order_id=a%26b%3Dc&limit=1000&offset=0");
}

TEST_F(RestReadsTest, AsksForReferenceDataWithoutCredentials) {
    serve(test::certs().good());
    reads->refdata(keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(requests.at(0).target, "/refdata");
    for (const auto& [name, value] : requests[0].headers)
        EXPECT_FALSE(test::shows_credentials(value)) << name;
    EXPECT_EQ(requests[0].header("x-qfex-nonce"), "");
}

TEST_F(RestReadsTest, UsesAFreshNonceEachTime) {
    serve(test::certs().good());
    int done = 0;
    for (int i = 0; i < 3; ++i)
        reads->historic_orders({}, [&](const RestResult& got) { done += got ? 1 : 0; });
    ASSERT_TRUE(test::run_until(io, [&] { return done == 3; }));
    std::set<std::string> nonces;
    for (const auto& request : requests) nonces.emplace(request.header("x-qfex-nonce"));
    EXPECT_EQ(nonces.size(), 3U);
}

struct Answer {
    std::string name;
    net::HttpResponse response;
    RestFault fault;
    std::string word;
    friend void PrintTo(const Answer& row, std::ostream* out) { *out << row.name; }
};
class RestRefusal : public RestReadsTest, public testing::WithParamInterface<Answer> {};
TEST_P(RestRefusal, IsNamed) {
    serve(test::certs().good());
    answer = GetParam().response;
    reads->historic_orders({}, keep());
    ASSERT_TRUE(answered());
    ASSERT_TRUE(result->has_error());
    EXPECT_EQ(result->error().fault, GetParam().fault);
    EXPECT_EQ(result->error().status, GetParam().response.status);
    EXPECT_THAT(result->error().text, HasSubstr("GET /user/historic-orders: "));
    EXPECT_THAT(result->error().text, HasSubstr(GetParam().word));
}
net::HttpResponse problem(int status, std::string body) {
    return {.status = status, .body = std::move(body), .content_type = "application/problem+json"};
}
INSTANTIATE_TEST_SUITE_P(
    Table, RestRefusal,
    testing::Values(
        Answer{"Http401",
               problem(401, R"({"title":"Unauthorized","status":401,"detail":"bad qfex_pub_3c1f/+=&"})"),
               RestFault::KeyRefused, "key_refused, HTTP 401: Unauthorized: bad ***"},
        Answer{"Http403", problem(403, "error 1010"), RestFault::KeyRefused, "key_refused, HTTP 403"},
        Answer{"Http429", problem(429, R"({"title":"Too Many"})"), RestFault::RateLimited, "Too Many"},
        Answer{"Http400", problem(400, R"({"title":7})"), RestFault::BadRequest, "bad_request, HTTP 400"},
        Answer{"Http500", problem(500, R"({"title":"Oops\n\u001b[31m"})"), RestFault::VenueFailed,
               "Oops??[31m"},
        Answer{"Redirect", problem(302, "{}"), RestFault::NotJson, "HTTP 302"},
        Answer{"Html", {.status = 200, .body = "<html>"}, RestFault::NotJson, "no JSON"},
        Answer{"Nothing", {.status = 200, .body = ""}, RestFault::NotJson, "no JSON"}),
    [](const auto& row) { return row.param.name; });

TEST_F(RestReadsTest, ReportsHowLongTheVenueAsksToWait) {
    serve(test::certs().good());
    answer = {.status = 429, .body = "{}", .headers = {{"Retry-After", "7"}}};
    reads->refdata(keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(result->error().retry_after, 7s);
    answer.headers = {{"Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"}};
    result.reset();
    reads->refdata(keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(result->error().retry_after, std::nullopt);
}

TEST_F(RestReadsTest, SendsNothingToAnUnverifiedServer) {
    serve(test::certs().self_signed());
    reads->historic_orders({}, keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(result->error().fault, RestFault::NoAnswer);
    EXPECT_EQ(result->error().status, 0);
    EXPECT_THAT(result->error().text, HasSubstr("certificate"));
    EXPECT_TRUE(requests.empty());
}

TEST_F(RestReadsTest, GivesUpOnATooLongAnswer) {
    account.link.max_rest_body_bytes = 1000;
    serve(test::certs().good());
    answer.body = "{" + std::string(2000, ' ') + "}";
    reads->refdata(keep());
    ASSERT_TRUE(answered());
    EXPECT_EQ(result->error().fault, RestFault::NoAnswer);
}

TEST_F(RestReadsTest, DropsReadsUnderWayWhenItGoes) {
    serve(test::certs().good());
    reads->refdata(keep());
    reads.reset();
    io.restart();
    io.poll();
    EXPECT_FALSE(result.has_value());
}

}  // namespace
}  // namespace qb::qfex
