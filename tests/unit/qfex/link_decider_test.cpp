#include "qfex/link_decider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "unit/qfex/accounts.h"

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Steps = std::vector<std::string>;

constexpr std::string_view kAuthOk = R"({"authenticated":true})";
constexpr std::string_view kOrderEvent = R"({"order_response":{"order_id":"o1","status":"CANCELLED"}})";
constexpr std::uint32_t kLongestJitter = 0xFFFFFFFF;

std::string subscribe(std::string_view channel) {
    return R"(send {"type":"subscribe","params":{"channels":[")" + std::string(channel) + R"("]}})";
}
std::string subscribed(std::string_view channel) {
    return R"({"subscribed":")" + std::string(channel) + R"("})";
}

net::CloseInfo ended(net::Cause cause, std::string text = "gone") {
    net::CloseInfo info;
    info.stage = net::Stage::Open;
    info.cause = cause;
    info.text = std::move(text);
    return info;
}

net::CloseInfo upgrade_refused(int status) {
    net::CloseInfo info = ended(net::Cause::UpgradeRefused, "refused");
    info.http_status = status;
    return info;
}

class LinkDeciderTest : public testing::Test {
protected:
    AccountSettings account = test::key_account();
    LinkDecider link{account};
    MonoTime now{1h};
    std::uint32_t random = kLongestJitter;
    Steps logged;

    ~LinkDeciderTest() override {
        steps();
        for (const auto& line : logged) EXPECT_FALSE(test::shows_credentials(line)) << line;
        EXPECT_FALSE(test::shows_credentials(link.status_text()));
    }

    /// What the decider wants done, in words; log lines go to `logged`.
    Steps steps() {
        Steps out;
        while (const auto action = link.next_action()) {
            if (const auto* send = std::get_if<link_action::Send>(&*action)) {
                const bool auth = send->text.find(R"("type":"auth")") != std::string::npos;
                out.push_back(auth ? "send auth" : "send " + send->text);
            } else if (const auto* down = std::get_if<link_action::Down>(&*action)) {
                out.push_back("down: " + down->reason);
            } else if (const auto* log = std::get_if<link_action::Log>(&*action)) {
                logged.push_back(log->text);
            } else {
                out.emplace_back(plain_name(*action));
            }
        }
        return out;
    }

    static std::string plain_name(const LinkAction& action) {
        if (std::holds_alternative<link_action::Connect>(action)) return "connect";
        if (std::holds_alternative<link_action::Ping>(action)) return "ping";
        if (std::holds_alternative<link_action::Close>(action)) return "close";
        if (std::holds_alternative<link_action::Drop>(action)) return "drop";
        if (std::holds_alternative<link_action::Serving>(action)) return "serving";
        return std::holds_alternative<link_action::Stopped>(action) ? "stopped" : "?";
    }

    void tick() { link.timer(now, random); }
    void after(std::chrono::milliseconds time) {
        now += time;
        tick();
    }
    bool frame(std::string_view text) { return link.frame(text, now); }
    void open() { link.opened("00112233445566778899aabbccddeeff", 1'760'545'414, now); }

    void start() {
        link.start(now, random);
        ASSERT_THAT(steps(), ElementsAre("connect"));
    }
    void reach_authenticating() {
        if (link.state() == LinkState::Idle) start();
        open();
        ASSERT_THAT(steps(), ElementsAre("send auth"));
    }
    void reach_subscribing() {
        reach_authenticating();
        EXPECT_FALSE(frame(kAuthOk));
        ASSERT_THAT(steps(), ElementsAre(subscribe("order_responses")));
    }
    void reach_serving() {
        reach_subscribing();
        for (const std::string_view channel : {"order_responses", "fills", "stop_orders"}) {
            EXPECT_FALSE(frame(subscribed(channel)));
        }
        ASSERT_EQ(steps().back(), "serving");
    }
    /// Waits for the next attempt and says how long that took.
    std::chrono::milliseconds reconnect() {
        const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(*link.next_attempt() - now);
        after(pause - 1ms);
        EXPECT_THAT(steps(), IsEmpty());
        after(1ms);
        EXPECT_THAT(steps(), ElementsAre("connect"));
        return pause;
    }
};

TEST_F(LinkDeciderTest, SetsTheLinkUpOneConfirmedStepAtATime) {
    EXPECT_EQ(link.next_deadline(), std::nullopt);
    start();
    EXPECT_EQ(link.state(), LinkState::Connecting);
    open();
    EXPECT_THAT(steps(), ElementsAre("send auth"));
    EXPECT_FALSE(frame(kAuthOk));
    EXPECT_THAT(steps(), ElementsAre(subscribe("order_responses")));
    EXPECT_FALSE(frame(subscribed("order_responses")));
    EXPECT_THAT(steps(), ElementsAre(subscribe("fills")));
    EXPECT_FALSE(frame(subscribed("fills")));
    EXPECT_THAT(steps(), ElementsAre(subscribe("stop_orders")));
    EXPECT_FALSE(link.serving());
    EXPECT_FALSE(frame(subscribed("stop_orders")));
    EXPECT_THAT(steps(), ElementsAre("serving"));
    EXPECT_TRUE(link.serving());
    EXPECT_EQ(link.status_text(), "serving");
    EXPECT_THAT(logged, ElementsAre("venue link serving"));
}

TEST_F(LinkDeciderTest, SignsWithTheNonceAndTimeOfThisConnection) {
    start();
    link.opened("aabb", 17, now);
    const auto action = link.next_action();
    const auto& text = std::get<link_action::Send>(*action).text;
    EXPECT_THAT(text, HasSubstr(R"("nonce":"aabb")"));
    EXPECT_THAT(text, HasSubstr(R"("unix_ts":17)"));
}

TEST_F(LinkDeciderTest, PassesEveryFrameOnWhileServingUnread) {
    reach_serving();
    for (const std::string_view text : {kOrderEvent, kAuthOk, std::string_view("not json"),
                                        std::string_view(R"({"err":{"error_code":"RateLimited"}})")}) {
        EXPECT_TRUE(frame(text));
    }
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_TRUE(link.serving());
}

// --- replies to auth -----------------------------------------------------------------------------------

class AuthSuccess : public LinkDeciderTest, public testing::WithParamInterface<std::string> {};
TEST_P(AuthSuccess, LeadsToTheFirstSubscription) {
    reach_authenticating();
    EXPECT_FALSE(frame(GetParam()));
    EXPECT_THAT(steps(), ElementsAre(subscribe("order_responses")));
}
INSTANTIATE_TEST_SUITE_P(Shapes, AuthSuccess,
                         testing::Values(R"({"authenticated":true})", R"({"type":"auth","result":"success"})",
                                         R"({"type":"authenticated"})", R"({"authenticated":{}})",
                                         R"({"authenticated":{"success":true}})"));

struct Refusal {
    std::string frame, word;
    friend void PrintTo(const Refusal& row, std::ostream* out) { *out << row.frame; }
};
class AuthRefusal : public LinkDeciderTest, public testing::WithParamInterface<Refusal> {};
TEST_P(AuthRefusal, StopsRetryingFastAndSaysSo) {
    reach_authenticating();
    EXPECT_FALSE(frame(GetParam().frame));
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::Refused);
    EXPECT_THAT(link.status_text(), HasSubstr("refused"));
    EXPECT_THAT(link.status_text(), HasSubstr("300 s"));
    EXPECT_THAT(link.status_text(), HasSubstr(GetParam().word));
    EXPECT_THAT(logged.back(), HasSubstr("next try in 300 s"));
    EXPECT_EQ(link.counters().refusals, 1U);
    EXPECT_EQ(reconnect(), 5min);
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, AuthRefusal,
    testing::Values(Refusal{R"({"authenticated":false})", "no reason given"},
                    Refusal{R"({"type":"auth","result":"failed"})", "failed"},
                    Refusal{R"({"type":"authenticated","success":false})", "no reason given"},
                    Refusal{R"({"authenticated":{"error":"unknown key qfex_pub_3c1f/+=&"}})",
                            "unknown key ***"},
                    Refusal{R"({"err":{"error_code":"PermissionDenied","message":"no such key"}})",
                            "PermissionDenied: no such key"},
                    Refusal{R"({"type":"error","error_code":"InvalidParameter"})", "InvalidParameter"},
                    Refusal{R"({"type":"Err","error_code":"KycRequired","message":null})", "KycRequired"}));

class AuthTransient : public LinkDeciderTest, public testing::WithParamInterface<std::string> {};
TEST_P(AuthTransient, IsTriedAgainSoon) {
    reach_authenticating();
    EXPECT_FALSE(frame(GetParam()));
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::BackingOff);
    EXPECT_EQ(reconnect(), 1s);
}
INSTANTIATE_TEST_SUITE_P(Shapes, AuthTransient,
                         testing::Values(R"({"err":{"error_code":"ServerError","message":"x"}})",
                                         R"({"err":{"error_code":"RateLimited"}})"));

TEST_F(LinkDeciderTest, IgnoresAndCountsWhatIsNoReplyToAuth) {
    reach_authenticating();
    for (const std::string_view text :
         {kOrderEvent, std::string_view("garbage"), std::string_view(R"({"subscribed":"order_responses"})"),
          std::string_view(R"({"err":{"error_code":"AlreadyAuthenticated"}})")}) {
        EXPECT_FALSE(frame(text));
    }
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.state(), LinkState::Authenticating);
    EXPECT_EQ(link.counters().ignored_frames, 4U);
}

TEST_F(LinkDeciderTest, GivesUpOnAVenueThatDoesNotAnswerAuth) {
    reach_authenticating();
    after(9'999ms);
    frame("{}");  // noise is no answer
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_THAT(link.status_text(), HasSubstr("no reply to auth in 10 s"));
    EXPECT_EQ(reconnect(), 1s);
}

TEST_F(LinkDeciderTest, SaysThatASilentCloseDuringAuthMayBeTheKey) {
    reach_authenticating();
    link.closed(ended(net::Cause::PeerClosed), now);
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.state(), LinkState::BackingOff);
    EXPECT_THAT(link.status_text(), HasSubstr("the key may be refused"));
}

// --- subscriptions -------------------------------------------------------------------------------------

TEST_F(LinkDeciderTest, DoesNotServeWithoutOrderResponses) {
    reach_subscribing();
    after(5s - 1ms);
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_THAT(link.status_text(), HasSubstr("order_responses"));
    EXPECT_EQ(reconnect(), 1s);
}

TEST_F(LinkDeciderTest, DoesNotServeWithoutFills) {
    reach_subscribing();
    after(4s);
    frame(subscribed("order_responses"));
    EXPECT_THAT(steps(), ElementsAre(subscribe("fills")));
    after(5s - 1ms);  // each channel has its own five seconds
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_THAT(link.status_text(), HasSubstr("fills"));
}

TEST_F(LinkDeciderTest, DropsTheLinkWhenARequiredChannelIsRefused) {
    reach_subscribing();
    EXPECT_FALSE(frame(R"({"err":{"error_code":"InvalidParameter","message":"no such channel"}})"));
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::BackingOff);
}

TEST_F(LinkDeciderTest, TreatsAMissingPermissionForAChannelAsARefusedKey) {
    reach_subscribing();
    EXPECT_FALSE(frame(R"({"err":{"error_code":"PermissionDenied"}})"));
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::Refused);
}

TEST_F(LinkDeciderTest, GoesOnWhenStopOrdersIsRefused) {
    reach_subscribing();
    frame(subscribed("order_responses"));
    frame(subscribed("fills"));
    steps();
    EXPECT_FALSE(frame(R"({"err":{"error_code":"InvalidParameter","message":"unknown channel"}})"));
    EXPECT_THAT(steps(), ElementsAre("serving"));
    EXPECT_THAT(link.status_text(),
                HasSubstr("stop_orders not subscribed: InvalidParameter: unknown channel"));
}

TEST_F(LinkDeciderTest, GoesOnWhenStopOrdersStaysSilent) {
    reach_subscribing();
    frame(subscribed("order_responses"));
    frame(subscribed("fills"));
    steps();
    after(2s - 1ms);
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("serving"));
    EXPECT_TRUE(frame(subscribed("stop_orders")));  // late: the host's to ignore
    EXPECT_TRUE(link.serving());
}

TEST_F(LinkDeciderTest, TakesTheOtherShapesOfAConfirmation) {
    reach_subscribing();
    frame(R"({"type":"subscribed","channel":"order_responses"})");
    EXPECT_THAT(steps(), ElementsAre(subscribe("fills")));
    frame(R"({"subscribed":["order_responses","fills"]})");
    EXPECT_THAT(steps(), ElementsAre(subscribe("stop_orders")));
}

TEST_F(LinkDeciderTest, WaitsForTheChannelItAskedFor) {
    reach_subscribing();
    EXPECT_FALSE(frame(subscribed("fills")));
    EXPECT_FALSE(frame(subscribed("positions")));
    EXPECT_FALSE(frame(kAuthOk));
    EXPECT_FALSE(frame(R"({"err":{"error_code":"AlreadyAuthenticated"}})"));
    EXPECT_THAT(steps(), IsEmpty());
}

// --- the venue's cancel-on-disconnect ------------------------------------------------------------------

class LinkArming : public LinkDeciderTest {
protected:
    LinkArming() { account.venue_cancel_on_disconnect = true; }
    void reach_arming() {
        reach_subscribing();
        for (const std::string_view channel : {"order_responses", "fills", "stop_orders"}) {
            frame(subscribed(channel));
        }
        ASSERT_EQ(steps().back(),
                  R"(send {"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})");
        EXPECT_FALSE(link.serving());
        EXPECT_THAT(link.status_text(), testing::StartsWith("arming"));
    }
};

TEST_F(LinkArming, ServesOnceItIsConfirmed) {
    for (const std::string_view ack :
         {R"({"ack":{"incoming_message":{"type":"cancel_on_disconnect","params":{}}}})", R"({"ack":{}})",
          R"({"ack":null})", R"({"ack_response":true})"}) {
        reach_arming();
        EXPECT_FALSE(frame(ack));
        EXPECT_THAT(steps(), ElementsAre("serving"));
        link.closed(ended(net::Cause::PeerClosed), now);
        EXPECT_THAT(steps(), ElementsAre("down: gone"));
        reconnect();  // each connection is armed anew
    }
}

TEST_F(LinkArming, DoesNotServeWhenItIsRefused) {
    reach_arming();
    EXPECT_FALSE(frame(R"({"err":{"error_code":"InvalidParameter","message":"not for you"}})"));
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_THAT(link.status_text(), HasSubstr("cancel_on_disconnect refused: InvalidParameter: not for you"));
    EXPECT_EQ(link.state(), LinkState::BackingOff);
    reconnect();
    reach_arming();
    EXPECT_FALSE(frame(R"({"err":{"error_code":"PermissionDenied"}})"));
    EXPECT_EQ(link.state(), LinkState::Refused);
}

TEST_F(LinkArming, DoesNotServeWhenItStaysSilent) {
    reach_arming();
    after(5s - 1ms);
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_THAT(link.status_text(), HasSubstr("cancel_on_disconnect not confirmed in time"));
    EXPECT_EQ(link.state(), LinkState::Refused) << "each attempt may cost the account its open orders";
}

TEST_F(LinkArming, TakesNoOtherAnswerForItsOwn) {
    reach_arming();
    EXPECT_FALSE(
        frame(R"({"err":{"error_code":"InvalidParameter","incoming_message":{"type":"subscribe"}}})"));
    EXPECT_FALSE(frame(R"({"ack":{"incoming_message":{"type":"subscribe"}}})"));
    EXPECT_FALSE(frame(subscribed("stop_orders")));
    EXPECT_TRUE(frame(kOrderEvent));  // and loses no order event
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.state(), LinkState::Arming);
}

/// stop_orders was given up, and its answer may still come.
class LinkArmingAfterSilence : public LinkArming {
protected:
    void SetUp() override {
        reach_subscribing();
        frame(subscribed("order_responses"));
        frame(subscribed("fills"));
        steps();
        after(2s);
        ASSERT_THAT(steps(), ElementsAre(kArm));
    }
    static constexpr const char* kArm =
        R"(send {"type":"cancel_on_disconnect","params":{"cancel_on_disconnect":true}})";
};

TEST_F(LinkArmingAfterSilence, ABareAckMayBeTheLateOneAndIsAskedForAgain) {
    EXPECT_FALSE(frame(R"({"ack":{}})"));
    EXPECT_THAT(steps(), ElementsAre(kArm));
    EXPECT_EQ(link.state(), LinkState::Arming);
    EXPECT_FALSE(frame(R"({"ack":{}})"));  // whichever was the late one: this makes it certain
    EXPECT_THAT(steps(), ElementsAre("serving"));
}

TEST_F(LinkArmingAfterSilence, ABareAckThatStaysAloneIsNoConfirmation) {
    frame(R"({"ack":{}})");
    steps();
    after(5s);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::Refused);
}

TEST_F(LinkArmingAfterSilence, AnAckThatSaysWhatItAnswersIsEnough) {
    frame(R"({"ack":{"incoming_message":{"type":"subscribe"}}})");
    EXPECT_THAT(steps(), IsEmpty());
    frame(R"({"ack":{"incoming_message":{"type":"cancel_on_disconnect"}}})");
    EXPECT_THAT(steps(), ElementsAre("serving"));
}

TEST_F(LinkArmingAfterSilence, TheNextConnectionBeginsAnew) {
    link.closed(ended(net::Cause::PeerClosed), now);
    steps();
    reconnect();
    reach_arming();
    EXPECT_FALSE(frame(R"({"ack":{}})"));
    EXPECT_THAT(steps(), ElementsAre("serving"));
}

TEST_F(LinkArming, AnAckThatSaysNoIsNoConfirmation) {
    reach_arming();
    frame(R"({"ack_response":false})");
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.state(), LinkState::Arming);
}

TEST_F(LinkArming, AClosedConnectionIsTriedAgainAndAStopSaysGoodbye) {
    reach_arming();
    link.closed(ended(net::Cause::PeerClosed), now);
    EXPECT_THAT(steps(), IsEmpty());  // it did not serve yet
    reconnect();
    reach_arming();
    link.stop(now);
    EXPECT_THAT(steps(), ElementsAre("close"));
}

TEST_F(LinkDeciderTest, LosesNoOrderEventWhileSubscribing) {
    reach_subscribing();
    EXPECT_TRUE(frame(kOrderEvent));
    frame(subscribed("order_responses"));
    EXPECT_TRUE(frame(R"({"fill_response":{"trade_id":"t"}})"));
    EXPECT_TRUE(frame("not json"));  // counted where frames are read
    EXPECT_EQ(link.counters().ignored_frames, 0U);
}

TEST_F(LinkDeciderTest, StopsWhenTheKeyIsWithdrawnWhileSubscribing) {
    reach_subscribing();
    frame(R"({"authenticated":false})");
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(link.state(), LinkState::Refused);
}

/// What is passed on is written down, and an echo of auth holds what must not be.
class CredentialsInAFrame : public LinkDeciderTest, public testing::WithParamInterface<std::string> {};
TEST_P(CredentialsInAFrame, AreNotPassedOnWhileSubscribing) {
    reach_subscribing();
    EXPECT_FALSE(frame(GetParam()));
    EXPECT_EQ(link.counters().ignored_frames, 1U);
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.state(), LinkState::Subscribing);
}
TEST_P(CredentialsInAFrame, AreNotPassedOnWhileStopping) {
    reach_serving();
    link.stop(now);
    EXPECT_FALSE(frame(GetParam()));
    EXPECT_EQ(link.counters().ignored_frames, 1U);
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, CredentialsInAFrame,
    testing::Values(
        R"({"ack":{"incoming_message":{"type":"auth","params":{"hmac":{"public_key":"qfex_pub_3c1f/+=&"}}}}})",
        R"({"ack":{"incoming_message":{"params":{"hmac":{"public_key":"qfex_pub_3c1f\/+=\u0026"}}}}})",
        R"({"ack":["qfex_pub_3c1f/+=&"]})", R"({"qfex_secret_example":1})", "garbage qfex_secret_example",
        "GET /?api_key=qfex_pub_3c1f%2F%2B%3D%26"));

TEST(LinkDeciderOfAToken, DoesNotPassTheTokenOn) {
    const auto account = test::token_account();
    LinkDecider link(account);
    const MonoTime now{1h};
    link.start(now, 0);
    link.opened("00", 1, now);
    EXPECT_FALSE(link.frame(kAuthOk, now));
    EXPECT_FALSE(link.frame(R"({"ack":{"jwt":"eyJhbGciOi.token.text"}})", now));
    EXPECT_TRUE(link.frame(kOrderEvent, now));
    EXPECT_EQ(link.counters().ignored_frames, 1U);
}

TEST_F(LinkDeciderTest, PassesNothingOnWhenStoppedBeforeAuthSucceeds) {
    reach_serving();  // on an earlier connection
    link.closed(ended(net::Cause::ConnectionLost), now);
    steps();
    reconnect();
    reach_authenticating();
    link.stop(now);
    for (const std::string_view text : {kAuthOk, kOrderEvent}) EXPECT_FALSE(frame(text));
    EXPECT_EQ(link.counters().ignored_frames, 2U);
}

// --- liveness ------------------------------------------------------------------------------------------

TEST_F(LinkDeciderTest, PingsInItsOwnRhythmAndDropsASilentLink) {
    reach_serving();
    for (const auto step : {15s, 15s}) {
        ASSERT_EQ(link.next_deadline(), now + step);
        after(step);
        EXPECT_THAT(steps(), ElementsAre("ping"));
    }
    after(15s - 1ms);
    EXPECT_THAT(steps(), IsEmpty());
    after(1ms);
    EXPECT_THAT(steps(), ElementsAre("drop", "down: nothing heard for 45 s"));
    EXPECT_EQ(link.counters().silence_drops, 1U);
    EXPECT_EQ(reconnect(), 1s);
}

TEST_F(LinkDeciderTest, StaysWhilePongsOrFramesComeIn) {
    reach_serving();
    for (int i = 0; i < 20; ++i) {
        after(15s);
        EXPECT_THAT(steps(), ElementsAre("ping"));
        if (i % 2 == 0)
            link.alive(now);
        else
            EXPECT_TRUE(frame(kOrderEvent));
    }
    EXPECT_TRUE(link.serving());
}

// --- the conversation broken at each of its steps ------------------------------------------------------

struct BreakPoint {
    std::string name;
    int step;  // 0 before the upgrade ... 5 serving
    bool down;
    friend void PrintTo(const BreakPoint& row, std::ostream* out) { *out << row.name; }
};
class BrokenAt : public LinkDeciderTest, public testing::WithParamInterface<BreakPoint> {
protected:
    void reach(int step) {
        if (link.state() == LinkState::Idle) start();
        if (step >= 1) open();
        if (step >= 2) frame(kAuthOk);
        if (step >= 3) frame(subscribed("order_responses"));
        if (step >= 4) frame(subscribed("fills"));
        if (step >= 5) frame(subscribed("stop_orders"));
        steps();
    }
};
TEST_P(BrokenAt, ComesBackWithAWholeNewSetUp) {
    reach(GetParam().step);
    link.closed(ended(net::Cause::ConnectionLost, "reset"), now);
    EXPECT_THAT(steps(), GetParam().down ? Steps{"down: reset"} : Steps{});
    EXPECT_EQ(link.state(), LinkState::BackingOff);
    EXPECT_FALSE(frame(kOrderEvent));  // nothing is heard between two connections
    EXPECT_EQ(reconnect(), 1s);
    reach_serving();
}
TEST_P(BrokenAt, IsNotWaitedForAfterItsDeadlineEither) {
    reach(GetParam().step);
    for (int i = 0; i < 10 && link.next_attempt() == std::nullopt; ++i) {
        now = *link.next_deadline();
        tick();
    }
    ASSERT_NE(link.next_attempt(), std::nullopt);
    steps();
    reconnect();
    reach_serving();
}
TEST_P(BrokenAt, CanBeStopped) {
    reach(GetParam().step);
    link.stop(now);
    if (GetParam().step == 0) {
        EXPECT_THAT(steps(), ElementsAre("drop", "stopped"));
    } else {
        EXPECT_THAT(steps(), ElementsAre("close"));
        const bool authenticated = GetParam().step >= 2;
        EXPECT_EQ(frame(kOrderEvent), authenticated);  // on its way when we said goodbye
        link.closed(ended(net::Cause::ClosedHere), now);
        EXPECT_THAT(steps(), ElementsAre("stopped"));
    }
    EXPECT_EQ(link.state(), LinkState::Idle);
    EXPECT_EQ(link.next_deadline(), std::nullopt);
    start();
}
INSTANTIATE_TEST_SUITE_P(Step, BrokenAt,
                         testing::Values(BreakPoint{"Connecting", 0, false},
                                         BreakPoint{"Authenticating", 1, false},
                                         BreakPoint{"OrderResponses", 2, false},
                                         BreakPoint{"Fills", 3, false}, BreakPoint{"StopOrders", 4, false},
                                         BreakPoint{"Serving", 5, true}),
                         [](const auto& row) { return row.param.name; });

// --- backing off ---------------------------------------------------------------------------------------

TEST_F(LinkDeciderTest, DoublesItsPausesUpToHalfAMinute) {
    start();
    for (const auto expected : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        link.closed(ended(net::Cause::ConnectFailed), now);
        EXPECT_EQ(reconnect(), expected);
    }
}

TEST_F(LinkDeciderTest, ShortensAPauseByHalfAtMost) {
    random = 0;
    start();
    for (const auto expected : {500ms, 1000ms, 2000ms}) {
        link.closed(ended(net::Cause::ConnectFailed), now);
        EXPECT_EQ(reconnect(), expected);
    }
    random = 0x80000000;
    link.closed(ended(net::Cause::ConnectFailed), now);
    reconnect();
    link.closed(ended(net::Cause::ConnectFailed), now);
    const auto pause = reconnect();
    EXPECT_GT(pause, 8s);
    EXPECT_LT(pause, 16s);
}

TEST_F(LinkDeciderTest, BeginsAtTheFirstPauseAgainAfterAGoodTime) {
    start();
    for (int i = 0; i < 4; ++i) {
        link.closed(ended(net::Cause::ConnectFailed), now);
        reconnect();
    }
    reach_serving();
    link.closed(ended(net::Cause::ConnectionLost), now + 29s);  // accepted and thrown out: still failing
    steps();
    now += 29s;
    EXPECT_EQ(reconnect(), 16s);
    reach_serving();
    now += 30s;
    link.closed(ended(net::Cause::ConnectionLost), now);
    steps();
    EXPECT_EQ(reconnect(), 1s);
}

TEST_F(LinkDeciderTest, ObeysRetryAfterWithinLimits) {
    start();
    auto info = upgrade_refused(429);
    info.retry_after = 20s;
    link.closed(info, now);
    EXPECT_EQ(link.state(), LinkState::BackingOff);
    EXPECT_EQ(reconnect(), 20s);
    info.retry_after = 1h;
    link.closed(info, now);
    EXPECT_EQ(reconnect(), 5min);
}

struct EndRow {
    std::string name;
    net::CloseInfo info;
    LinkState state;
    std::string word;
    friend void PrintTo(const EndRow& row, std::ostream* out) { *out << row.name; }
};
class ConnectionEnd : public LinkDeciderTest, public testing::WithParamInterface<EndRow> {};
TEST_P(ConnectionEnd, IsRetriedAsItsCauseDeserves) {
    start();
    link.closed(GetParam().info, now);
    EXPECT_EQ(link.state(), GetParam().state);
    EXPECT_THAT(link.status_text(), HasSubstr(GetParam().word));
    EXPECT_EQ(reconnect(), GetParam().state == LinkState::Refused ? 5min : 1s);
}
INSTANTIATE_TEST_SUITE_P(
    Causes, ConnectionEnd,
    testing::Values(EndRow{"Http401", upgrade_refused(401), LinkState::Refused, "refused the key: HTTP 401"},
                    EndRow{"Http403", upgrade_refused(403), LinkState::Refused, "refused the key: HTTP 403"},
                    EndRow{"Http429", upgrade_refused(429), LinkState::BackingOff, "HTTP 429"},
                    EndRow{"Http503", upgrade_refused(503), LinkState::BackingOff, "HTTP 503"},
                    EndRow{"Certificate", ended(net::Cause::CertificateRefused, "self-signed"),
                           LinkState::Refused, "certificate refused: self-signed"},
                    EndRow{"HostName", ended(net::Cause::HostNameMismatch, "other.example"),
                           LinkState::Refused, "certificate refused: other.example"},
                    EndRow{"Options", ended(net::Cause::BadOptions), LinkState::Refused, "settings refused"},
                    EndRow{"NoName", ended(net::Cause::NameNotResolved), LinkState::BackingOff, "gone"},
                    EndRow{"NoText", ended(net::Cause::TlsFailed, ""), LinkState::BackingOff, "tls_failed"},
                    EndRow{"KeyRepeated", ended(net::Cause::BadHttp, "got /?api_k=qfex_pub_3c1f/+=&"),
                           LinkState::BackingOff, "***"}),
    [](const auto& row) { return row.param.name; });

TEST_F(LinkDeciderTest, ShowsTheCloseCode) {
    reach_serving();
    auto info = ended(net::Cause::PeerClosed, "closed by the peer");
    info.ws_code = 1012;
    link.closed(info, now);
    EXPECT_THAT(steps(), ElementsAre("down: closed by the peer (close code 1012)"));
}

// --- odd moments ---------------------------------------------------------------------------------------

TEST_F(LinkDeciderTest, GivesUpOnATransportThatNeverReports) {
    start();
    after(11s);
    EXPECT_THAT(steps(), ElementsAre("drop"));
    EXPECT_EQ(reconnect(), 1s);
}

TEST_F(LinkDeciderTest, GivesUpOnAGoodbyeThatIsNotAnswered) {
    reach_serving();
    link.stop(now);
    steps();
    after(3s);
    EXPECT_THAT(steps(), ElementsAre("drop", "stopped"));
}

TEST_F(LinkDeciderTest, StopsAtOnceWhereNothingIsOpen) {
    start();
    link.closed(ended(net::Cause::ConnectFailed), now);
    link.stop(now);
    EXPECT_THAT(steps(), ElementsAre("stopped"));
    EXPECT_EQ(link.next_attempt(), std::nullopt);
}

TEST_F(LinkDeciderTest, StartsOnlyOnce) {
    start();
    link.start(now, random);
    EXPECT_THAT(steps(), IsEmpty());
    EXPECT_EQ(link.counters().connects, 1U);
}

TEST_F(LinkDeciderTest, DoesNothingWhenTheTimerComesEarly) {
    reach_serving();
    tick();
    after(14s);
    EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(LinkDeciderTest, CountsWhatHappened) {
    reach_serving();
    link.closed(ended(net::Cause::ConnectionLost), now);
    steps();
    reconnect();
    link.closed(ended(net::Cause::ConnectFailed), now);
    const LinkCounters& counters = link.counters();
    EXPECT_EQ(counters.connects, 2U);
    EXPECT_EQ(counters.served, 1U);
    EXPECT_EQ(counters.drops, 1U);
    EXPECT_EQ(counters.failures, 1U);
    EXPECT_EQ(counters.refusals, 0U);
    EXPECT_EQ(counters.frames, 4U);
}

}  // namespace
}  // namespace qb::qfex
