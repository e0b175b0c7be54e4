#include "replay/sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "unit/client/fake_link.h"
#include "unit/replay/recorded.h"

namespace qb::replay {
namespace {

using namespace std::chrono_literals;
using client::FakeLink;
using test::text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::chrono::milliseconds kShort{20};
constexpr std::chrono::milliseconds kLong{10'000};

class SenderTest : public testing::Test {
protected:
    std::optional<std::string> run(FakeLink& link, const Recording& log) {
        renaming_.emplace("p", std::map<std::string, std::string, std::less<>>{}, log);
        sender_.emplace(link, log, *renaming_, options_, [this](const SenderState& state) {
            steps_.push_back(std::to_string(state.sent) + '/' + std::to_string(state.came));
        });
        return sender_->run();
    }
    [[nodiscard]] std::vector<std::string> answers(const std::string& conversation) const {
        std::vector<std::string> out;
        const auto found = sender_->answers().find(conversation);
        if (found == sender_->answers().end()) return out;
        for (const auto& message : found->second) out.push_back(text(message));
        return out;
    }

    SenderOptions options_{
        .speed = std::nullopt, .logon_wait = kLong, .answer_wait = kLong, .linger = 0ms, .interruption = -1};
    std::optional<Renaming> renaming_;
    std::optional<Sender> sender_;
    std::vector<std::string> steps_;
};

Recording an_order_and_its_cancel() {
    return test::recording({{'>', "35=D|11=a|60=1|"},
                            {'<', "35=8|11=a|37=v1|150=0|"},
                            {'>', "35=F|11=b|41=a|37=v1|"},
                            {'<', "35=8|11=b|41=a|37=v1|150=4|"}});
}

TEST_F(SenderTest, SendsARecordingAndKeepsWhatCameBack) {
    FakeLink link;
    link.answers = {{"35=8|11=p-1|37=t1|150=0|"}, {"35=8|11=p-2|41=p-1|37=t1|150=4|", "35=B|148=news|"}};
    options_.linger = kShort;
    EXPECT_EQ(run(link, an_order_and_its_cancel()), std::nullopt);
    ASSERT_THAT(link.sent, SizeIs(2));
    EXPECT_THAT(link.sent[0], HasSubstr("35=D|11=p-1|60=20"));
    EXPECT_EQ(link.sent[1], "35=F|11=p-2|41=p-1|37=t1|");
    EXPECT_THAT(answers("a"), ElementsAre("35=8|11=a|37=t1|150=0|", "35=8|11=b|41=a|37=t1|150=4|"));
    EXPECT_EQ(sender_->unasked(), 1U);
    EXPECT_THAT(steps_, ElementsAre("1/0", "1/1", "2/1", "2/2"));
    EXPECT_EQ(link.logout_reason, "the log was sent");
}

/// Gives its first answer only when told to.
class SlowLink final : public FakeLink {
public:
    std::optional<std::string> send(const client::Fields& fields) override {
        auto failure = FakeLink::send(fields);
        if (sent.size() == 1) first_sent.set_value();
        if (sent.size() == 2) answered_before_the_second = answered.load();
        return failure;
    }
    std::promise<void> first_sent;
    std::atomic<bool> answered{false};
    bool answered_before_the_second = false;
};

TEST_F(SenderTest, AtFullSpeedARequestWaitsForTheAnswersThatTheLogHasBeforeIt) {
    SlowLink link;
    link.answers = {{}, {"35=8|11=p-2|41=p-1|37=t1|150=4|"}};
    std::thread venue([&] {
        link.first_sent.get_future().wait();
        link.answered = true;
        link.receive("35=8|11=p-1|37=t1|150=0|");
    });
    EXPECT_EQ(run(link, an_order_and_its_cancel()), std::nullopt);
    venue.join();
    EXPECT_TRUE(link.answered_before_the_second);
    EXPECT_THAT(answers("a"), SizeIs(2));
}

TEST_F(SenderTest, WhatIsNotAnsweredIsWaitedForOnce) {
    FakeLink link;
    options_.answer_wait = 200ms;
    const auto log = test::recording({{'>', "35=D|11=a|"},
                                      {'<', "35=8|11=a|150=0|"},
                                      {'>', "35=G|11=b|41=a|"},
                                      {'<', "35=8|11=b|150=5|"},
                                      {'>', "35=G|11=c|41=b|"},
                                      {'<', "35=8|11=c|150=5|"},
                                      {'>', "35=G|11=d|41=c|"},
                                      {'<', "35=8|11=d|150=5|"}});
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(run(link, log), std::nullopt);
    const auto took = std::chrono::steady_clock::now() - before;
    EXPECT_THAT(link.sent, SizeIs(4));
    EXPECT_THAT(answers("a"), IsEmpty());
    EXPECT_GE(took, 200ms);
    EXPECT_LT(took, 800ms) << "each of four waits was waited out";
}

TEST_F(SenderTest, InTheLogsTimeARequestKeepsItsDistance) {
    FakeLink link;
    options_.speed = 20;  // the two are 2 s apart
    options_.answer_wait = 0ms;
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(run(link, an_order_and_its_cancel()), std::nullopt);
    EXPECT_GE(std::chrono::steady_clock::now() - before, 100ms);
    EXPECT_THAT(link.sent, SizeIs(2));
}

TEST(SenderTimes, AreTheLogsDividedByTheSpeed) {
    const WallTime first{1'000'000us};
    EXPECT_EQ(due_after(first, first + 3s, 1), 3s);
    EXPECT_EQ(due_after(first, first + 3s, 10), 300ms);
    EXPECT_EQ(due_after(first, first + 3s, 0.5), 6s);
    EXPECT_EQ(due_after(first, first - 3s, 1), 0s);
}

/// Numbers what it sends, as a session does.
class NumberedLink final : public FakeLink {
public:
    std::optional<std::string> send(const client::Fields& fields) override {
        auto numbered = fields;
        numbered.push_back({34, std::to_string(next++)});
        return FakeLink::send(numbered);
    }
    int next = 7;
};

TEST_F(SenderTest, ARejectFindsItsRequestByTodaysNumber) {
    NumberedLink link;
    link.answers = {{"35=3|45=7|58=no|"}, {"35=j|45=8|379=p-2|58=no p-2|"}};
    const auto log = test::recording({{'>', "35=D|11=a|"},
                                      {'<', "35=3|45=1|58=no|"},
                                      {'>', "35=AB|11=b|"},
                                      {'<', "35=j|45=2|379=b|58=no b|"}});
    EXPECT_EQ(run(link, log), std::nullopt);
    EXPECT_THAT(answers("a"), ElementsAre("35=3|45=7|58=no|"));
    EXPECT_THAT(answers("b"), ElementsAre("35=j|45=8|379=b|58=no b|"));
}

class SilentLink final : public FakeLink {
public:
    void logon() override { push(client::Event::Kind::Note, "Connection refused"); }
};

TEST_F(SenderTest, WithoutALogonNothingIsSent) {
    SilentLink link;
    options_.logon_wait = kShort;
    EXPECT_EQ(run(link, an_order_and_its_cancel()), "no logon within 20 ms: Connection refused");
    EXPECT_THAT(link.sent, IsEmpty());
}

TEST_F(SenderTest, ARequestThatCannotBeSentEndsIt) {
    FakeLink link;
    link.refusal = "not logged on";
    EXPECT_EQ(run(link, an_order_and_its_cancel()), "request 1 of 2: not logged on");
    EXPECT_EQ(link.logout_reason, "the log was sent");
}

TEST_F(SenderTest, ASignalEndsItsWaits) {
    FakeLink link;
    const int signal = ::eventfd(1, EFD_CLOEXEC);
    options_.interruption = signal;
    EXPECT_EQ(run(link, an_order_and_its_cancel()), "interrupted");
    ::close(signal);
    EXPECT_NE(link.logout_reason, "not logged out");
}

TEST_F(SenderTest, ALogoutThatIsNotAnsweredHoldsNothingUp) {
    FakeLink link;
    link.answers_logout = false;
    options_.logon_wait = kShort;
    options_.answer_wait = kShort;
    EXPECT_EQ(run(link, an_order_and_its_cancel()), std::nullopt);
}

}  // namespace
}  // namespace qb::replay
