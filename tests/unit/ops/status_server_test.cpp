#include "ops/status_server.h"

#include <gtest/gtest.h>

#include "unit/net/loop.h"

namespace qb::ops {
namespace {

class Source final : public StatusSource {
public:
    std::vector<std::string> reasons;
    std::vector<std::string> not_ready_because() const override { return reasons; }
    std::vector<Metric> metrics() const override {
        return {{"qfex_bridge_x", "X.", Metric::Type::Gauge, {}, 5}};
    }
    std::string status_json() const override { return R"({"a":1})"; }
};

class StatusServerTest : public testing::Test {
protected:
    net::HttpReply ask(const std::string& target, bool post = false) {
        net::HttpCall call;
        call.url = *net::parse_url("http://127.0.0.1:" + std::to_string(server_.port()) + target);
        std::optional<net::HttpReply> reply;
        bool failed = false;
        const auto done = [&](net::HttpResult result) {
            if (result) {
                reply = *result;
            } else {
                failed = true;
            }
        };
        post ? client_.post(call, done) : client_.get(call, done);
        EXPECT_TRUE(loop_.until([&] { return reply.has_value() || failed; }));
        EXPECT_FALSE(failed) << target;
        return reply.value_or(net::HttpReply{});
    }

    test::Loop loop_;
    Source source_;
    StatusServer server_{loop_.io, "127.0.0.1", 0, source_};
    net::HttpClient client_{loop_.io, nullptr};
};

TEST_F(StatusServerTest, AnswersItsPaths) {
    EXPECT_EQ(ask("/healthz").status, 200);
    EXPECT_EQ(ask("/status.json").body, R"({"a":1})");
    EXPECT_EQ(ask("/metrics").body, metrics_text(source_.metrics()));
    EXPECT_NE(ask("/").body.find("<h1>qfex-bridge</h1>"), std::string::npos);
    EXPECT_EQ(ask("/healthz?x=1").status, 200);
    EXPECT_EQ(ask("/nothing").status, 404);
    EXPECT_EQ(ask("/status.jsonx").status, 404);
}

TEST_F(StatusServerTest, IsReadyOnlyWithoutAReason) {
    EXPECT_EQ(ask("/readyz").status, 200);
    source_.reasons = {"account a: link down", "journal: no space"};
    const auto reply = ask("/readyz");
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.body, "not ready\naccount a: link down\njournal: no space\n");
    EXPECT_EQ(ask("/healthz").status, 200);
}

TEST_F(StatusServerTest, ChangesNothing) {
    for (const char* path : {"/", "/healthz", "/readyz", "/metrics", "/status.json"}) {
        EXPECT_EQ(ask(path, true).status, 405) << path;
    }
}

TEST_F(StatusServerTest, APortThatIsTakenIsRefused) {
    EXPECT_THROW(StatusServer(loop_.io, "127.0.0.1", server_.port(), source_), std::runtime_error);
}

}  // namespace
}  // namespace qb::ops
