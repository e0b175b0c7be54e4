#include "qfex/link_driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <functional>
#include <stdexcept>

#include "qfex/auth.h"
#include "unit/qfex/link_rig.h"

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(LinkDriverTest, ServesAfterAWholeSetUp) {
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    EXPECT_THAT(host.news, ElementsAre("serving"));
    EXPECT_EQ(link->status().text, "serving");

    ASSERT_EQ(venue->upgrades.size(), 1U);
    EXPECT_EQ(venue->upgrades[0].target, "/?api_key=qfex_pub_3c1f%2F%2B%3D%26");
    EXPECT_THAT(std::string(venue->upgrades[0].header("User-Agent")), testing::StartsWith("qfex-bridge/"));
    EXPECT_EQ(venue->upgrades[0].header("x-qfex-client"), "desk-7");
    EXPECT_EQ(venue->received.size(), 4U);  // auth and three subscriptions

    const auto auth = boost::json::parse(venue->auth_messages.at(0)).at("params").at("hmac");
    const std::string nonce(auth.at("nonce").as_string());
    EXPECT_EQ(nonce.size(), 32U);
    EXPECT_EQ(auth.at("signature").as_string(),
              hmac_signature(account.secret_key, nonce, auth.at("unix_ts").as_int64()));
    const auto age = std::chrono::system_clock::now().time_since_epoch() -
                     std::chrono::seconds(auth.at("unix_ts").as_int64());
    EXPECT_LT(age, 30s);
    EXPECT_GE(age, 0s);
}

TEST_F(LinkDriverTest, CarriesFramesBothWaysAndSaysGoodbye) {
    venue_with(test::certs().good());
    start();
    EXPECT_FALSE(link->send("too early"));
    ASSERT_TRUE(until_serving());
    EXPECT_TRUE(link->send(R"({"type":"add_order"})"));
    EXPECT_TRUE(link->send(R"({"type":"cancel_order"})"));
    ASSERT_TRUE(until([&] { return venue->received.size() == 6; }));
    EXPECT_EQ(venue->received[4], R"({"type":"add_order"})");
    EXPECT_EQ(venue->received[5], R"({"type":"cancel_order"})");

    ASSERT_TRUE(venue->peer->send(R"({"order_response":{}})"));
    ASSERT_TRUE(until([&] { return !host.frames.empty(); }));
    EXPECT_THAT(host.frames, ElementsAre(R"({"order_response":{}})"));

    link->stop();
    EXPECT_FALSE(link->send("too late"));
    ASSERT_TRUE(until([&] { return host.count("stopped") == 1 && venue->ends.size() == 1; }));
    EXPECT_EQ(venue->ends[0], net::Cause::PeerClosed);
    EXPECT_EQ(link->status().text, "stopped");
}

TEST_F(LinkDriverTest, SendsTheTokenInTheMessageAloneAndNoKeyInTheQuery) {
    venue_with(test::certs().good());
    const auto token = test::token_account();
    account.public_key = token.public_key;
    account.secret_key = token.secret_key;
    account.jwt = token.jwt;
    start();
    ASSERT_TRUE(until_serving());
    EXPECT_EQ(venue->upgrades.at(0).target, "/");
    EXPECT_EQ(boost::json::parse(venue->auth_messages.at(0)).at("params").at("jwt").as_string(),
              std::string(test::kToken));
}

// --- refusals ------------------------------------------------------------------------------------------

TEST_F(LinkDriverTest, StopsKnockingWhenTheUpgradeIsForbidden) {
    venue_with(test::certs().good());
    venue->refuse_with = 403;
    start();
    ASSERT_TRUE(until_refused());
    EXPECT_THAT(link->status().text, HasSubstr("refused the key: HTTP 403"));
    EXPECT_EQ(venue->upgrades.size(), 1U);
}

TEST_F(LinkDriverTest, StopsKnockingWhenTheKeyIsRefusedAndTriesAgainLater) {
    account.link.refused_retry = 20ms;
    venue_with(test::certs().good());
    venue->plans.push_back({.auth_reply = R"({"err":{"error_code":"PermissionDenied",)"
                                          R"("message":"key qfex_pub_3c1f/+=& may not trade"}})"});
    start();
    ASSERT_TRUE(until_refused());
    EXPECT_THAT(link->status().text, HasSubstr("PermissionDenied: key *** may not trade"));
    EXPECT_THAT(venue->received, testing::SizeIs(1));  // nothing follows a refused auth
    ASSERT_TRUE(until_serving());
}

// --- broken at each step -------------------------------------------------------------------------------

struct StepRow {
    std::string name;
    ScriptedVenue::Plan plan;
    friend void PrintTo(const StepRow& row, std::ostream* out) { *out << row.name; }
};
class BrokenConversation : public LinkDriverTest, public testing::WithParamInterface<StepRow> {};
TEST_P(BrokenConversation, IsTakenUpAgainFromTheStart) {
    account.link.auth_timeout = account.link.subscribe_timeout = 500ms;
    venue_with(test::certs().good());
    venue->plans.push_back(GetParam().plan);
    start();
    ASSERT_TRUE(until([&] { return link->serving() && venue->upgrades.size() == 2; }));
    EXPECT_EQ(link->status().counters.connects, 2U);
    EXPECT_EQ(host.count("serving"), 1);
    EXPECT_EQ(host.count("down"), 0);  // it never served before
    for (std::size_t i = 0; i + 1 < venue->auth_messages.size(); ++i) {
        const auto nonce = [&](std::size_t n) {
            return boost::json::parse(venue->auth_messages[n]).at("params").at("hmac").at("nonce");
        };
        EXPECT_NE(nonce(i), nonce(i + 1));
    }
}
std::vector<StepRow> every_step() {
    std::vector<StepRow> rows;
    const std::vector<std::string> steps{"Open", "Auth", "OrderResponses", "Fills"};
    for (int step = 0; step < 4; ++step) {
        const int at = step - 1;
        const std::string name = steps[static_cast<std::size_t>(step)];
        rows.push_back({"Abort" + name, {.at = at, .how = ScriptedVenue::Break::Abort}});
        rows.push_back({"Close" + name, {.at = at, .how = ScriptedVenue::Break::Close}});
        if (step > 0) rows.push_back({"Silence" + name, {.at = at, .how = ScriptedVenue::Break::Silence}});
    }
    return rows;
}
INSTANTIATE_TEST_SUITE_P(Steps, BrokenConversation, testing::ValuesIn(every_step()),
                         [](const auto& row) { return row.param.name; });

TEST_F(LinkDriverTest, ServesWithoutAnAnswerForStopOrders) {
    account.link.optional_subscribe_timeout = 20ms;
    venue_with(test::certs().good());
    venue->plans.push_back({.at = 3, .how = ScriptedVenue::Break::Never});
    start();
    ASSERT_TRUE(until_serving());
    EXPECT_THAT(link->status().text, HasSubstr("stop_orders not subscribed: no reply in time"));
}

TEST_F(LinkDriverTest, ReportsALostLinkAndComesBack) {
    venue_with(test::certs().good());
    start();
    for (int round = 1; round <= 3; ++round) {
        ASSERT_TRUE(until([&] { return host.count("serving") == round; }));
        venue->peer->abort();
        ASSERT_TRUE(until([&] { return host.count("down") == round; }));
        EXPECT_FALSE(link->send("into the void"));
    }
    ASSERT_TRUE(until_serving());
    EXPECT_EQ(link->status().counters.drops, 3U);
}

TEST_F(LinkDriverTest, DropsASilentVenue) {
    account.link.ping_interval = 150ms;
    account.link.silence_limit = 500ms;
    account.link.backoff_first = account.link.backoff_max = 1h;
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    venue->peer->pause_reading(true);
    ASSERT_TRUE(until([&] { return host.count("down: nothing heard") == 1; }));
    EXPECT_EQ(link->status().counters.silence_drops, 1U);
}

TEST_F(LinkDriverTest, KeepsAQuietLinkAliveWithItsPings) {
    account.link.ping_interval = 100ms;
    account.link.silence_limit = 1s;
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    ASSERT_TRUE(until([&] { return venue->pings == 12; }));  // longer than the limit, pongs alone were heard
    EXPECT_THAT(host.news, ElementsAre("serving"));
}

TEST_F(LinkDriverTest, EndsALinkThatSendsAFrameOverTheLimit) {
    account.link.max_frame_bytes = 4096;
    account.link.backoff_first = account.link.backoff_max = 1h;
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    ASSERT_TRUE(venue->peer->send(std::string(4096, 'x')));
    ASSERT_TRUE(venue->peer->send(std::string(4097, 'y')));
    ASSERT_TRUE(until([&] { return host.count("down") == 1; }));
    EXPECT_THAT(host.frames, ElementsAre(std::string(4096, 'x')));
}

TEST_F(LinkDriverTest, RefusesToQueueWithoutEnd) {
    account.link.max_queue_bytes = 100'000;
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    venue->peer->pause_reading(true);
    const std::string command(10'000, ' ');
    bool taken = true;
    for (int i = 0; i < 2000 && taken; ++i) taken = link->send(command);
    EXPECT_FALSE(taken);
    EXPECT_LE(link->status().queued_bytes, 100'000U);
    EXPECT_TRUE(link->serving());
}

// --- calls from inside callbacks, and the end ----------------------------------------------------------

TEST_F(LinkDriverTest, MayBeUsedFromItsOwnCallbacks) {
    venue_with(test::certs().good());
    host.when = [&](LinkNews news) {
        if (news == LinkNews::Serving) {
            EXPECT_TRUE(link->send(R"({"type":"get_user_orders"})"));
        }
    };
    host.when_frame = [&](std::string_view /*frame*/) { link->stop(); };
    start();
    ASSERT_TRUE(until([&] { return venue->received.size() == 5; }));
    ASSERT_TRUE(venue->peer->send("{}"));
    ASSERT_TRUE(until([&] { return host.count("stopped") == 1; }));
    host.when_frame = nullptr;
    link->start();
    ASSERT_TRUE(until_serving());
}

TEST_F(LinkDriverTest, StopsAtOnceWhileItWaitsForTheNextTry) {
    account.link.backoff_first = account.link.backoff_max = 1h;
    venue_with(test::certs().good());
    venue->refuse_with = 503;
    start();
    ASSERT_TRUE(until([&] { return link->status().state == LinkState::BackingOff; }));
    link->stop();
    EXPECT_THAT(host.news, ElementsAre("stopped"));
}

TEST_F(LinkDriverTest, LeavesQuietlyAtAnyMoment) {
    venue_with(test::certs().good());
    start();
    ASSERT_TRUE(until_serving());
    link.reset();
    ASSERT_TRUE(until([&] { return venue->ends.size() == 1; }));
    EXPECT_THAT(host.news, ElementsAre("serving"));
    start();
    link.reset();  // with a connection on its way
    io.restart();
    io.poll();
    EXPECT_THAT(host.news, ElementsAre("serving"));
}

TEST_F(LinkDriverTest, IsNotMadeFromSettingsThatCannotWork) {
    account.url = "https://localhost";
    EXPECT_THROW(LinkDriver(io, account, test::trust_in(test::certs().ca_file()), host),
                 std::invalid_argument);
    account.url = "wss://localhost";
    EXPECT_THROW(LinkDriver(io, account, nullptr, host), std::invalid_argument);
}

}  // namespace
}  // namespace qb::qfex
