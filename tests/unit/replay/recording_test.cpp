#include "replay/recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/replay/recorded.h"

namespace qb::replay {
namespace {

using test::fields;
using test::recording;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

struct Row {
    std::string name;
    std::vector<std::string> requests;
    std::string answer, conversation;
};

class ConversationOf : public testing::TestWithParam<Row> {};

TEST_P(ConversationOf, Answers) {
    Conversations conversations;
    for (const auto& request : GetParam().requests) conversations.of_request(fields(request));
    EXPECT_EQ(conversations.of_answer(fields(GetParam().answer)).value_or("none"), GetParam().conversation);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ConversationOf,
    testing::Values(
        Row{"Order", {"35=D|11=a|", "35=D|11=b|"}, "35=8|11=b|", "b"},
        Row{"Cancel", {"35=D|11=a|", "35=F|11=c|41=a|"}, "35=8|11=c|41=a|", "a"},
        Row{"ChainOfReplaces", {"35=D|11=a|", "35=G|11=b|41=a|", "35=G|11=c|41=b|"}, "35=8|11=c|41=b|", "a"},
        Row{"CancelReject", {"35=D|11=a|", "35=F|11=c|41=a|"}, "35=9|11=c|41=a|", "a"},
        Row{"CancelOfNothingKnown", {"35=F|11=c|41=x|"}, "35=9|11=c|41=x|", "c"},
        Row{"IdTakenTwice", {"35=D|11=a|", "35=D|11=a|"}, "35=8|11=a|", "a"},
        Row{"IdOfAChangeTakenAgain", {"35=D|11=a|", "35=G|11=b|41=a|", "35=D|11=b|"}, "35=8|11=b|", "a"},
        Row{"StatusOfAnOrder", {"35=D|11=a|", "35=H|11=a|790=q|"}, "35=8|11=a|790=q|", "a"},
        Row{"StatusOfAllOrders", {"35=D|11=a|", "35=AF|584=m|"}, "35=8|11=a|584=m|", "m"},
        Row{"MassCancel", {"35=q|11=m|"}, "35=r|11=m|", "m"},
        Row{"RejectByNumber", {"35=D|11=a|34=5|", "35=D|11=b|34=6|"}, "35=3|45=6|", "b"},
        Row{"BusinessRejectByNumber", {"35=AB|11=a|34=5|"}, "35=j|45=5|379=a|", "a"},
        Row{"NumberTakenAgainAfterAReset", {"35=D|11=a|34=5|", "35=D|11=b|34=5|"}, "35=3|45=5|", "b"},
        Row{"RequestWithoutId", {"35=D|11=a|34=5|", "35=V|34=6|"}, "35=3|45=6|", "request 2"},
        Row{"Unasked", {"35=D|11=a|34=5|"}, "35=8|11=z|", "none"},
        Row{"News", {"35=D|11=a|34=5|"}, "35=B|148=hello|", "none"},
        Row{"RejectOfASessionMessage", {"35=D|11=a|34=5|"}, "35=3|45=4|", "none"}),
    [](const auto& row) { return row.param.name; });

TEST(Recorder, KeepsTheClientsRequestsAndWhatAnswersThem) {
    const auto log = recording({{'>', "35=A|98=0|108=30|"},
                                {'<', "35=A|98=0|108=30|"},
                                {'>', "35=D|11=a|55=X|60=20261123-10:00:00|43=N|1=desk|"},
                                {'<', "35=8|11=a|150=0|"},
                                {'<', "35=0|"},
                                {'<', "35=8|11=other|150=0|"},
                                {'>', "35=F|11=b|41=a|"},
                                {'<', "35=8|11=b|41=a|150=4|"}});
    ASSERT_THAT(log.requests, SizeIs(2));
    EXPECT_EQ(test::text(log.requests[0].fields), "35=D|11=a|55=X|60=20261123-10:00:00|1=desk|");
    EXPECT_EQ(log.requests[0].answers_before, 0U);
    EXPECT_EQ(log.requests[1].conversation, "a");
    EXPECT_EQ(log.requests[1].answers_before, 1U);
    EXPECT_EQ(log.requests[1].at - log.requests[0].at, std::chrono::seconds(4));
    EXPECT_THAT(log.answer_order, ElementsAre("a", "a"));
    EXPECT_THAT(log.answers.at("a"), SizeIs(2));
    EXPECT_EQ(log.unasked, 1U);
    EXPECT_THAT(log.senders, ElementsAre("DESK", "QFEX"));
}

TEST(Recorder, TakesAMessageOnce) {
    Recorder recorder("DESK");
    const std::string order = "8=FIX.4.4|35=D|49=DESK|56=QFEX|34=2|11=a|52=20261123-10:00:00|";
    const std::string again =
        "8=FIX.4.4|35=D|49=DESK|56=QFEX|34=2|43=Y|122=20261123-10:00:00|11=a|52=20261123-10:00:09|";
    const std::string lost =
        "8=FIX.4.4|35=8|49=QFEX|56=DESK|34=7|43=Y|122=20261123-10:00:01|11=a|52=20261123-10:00:09|";
    const std::string after_a_reset = "8=FIX.4.4|35=D|49=DESK|56=QFEX|34=2|11=b|52=20261124-10:00:00|";
    for (const auto& message : {order, order, again, lost, lost, after_a_reset})
        recorder.add(fields(message));
    EXPECT_THAT(recorder.recording().requests, SizeIs(2));
    EXPECT_THAT(recorder.recording().answer_order, ElementsAre("a"));
}

TEST(Recorder, PassesOthersOver) {
    Recorder recorder("DESK");
    recorder.add(fields("35=D|49=DESK2|56=QFEX|34=2|11=a|52=20261123-10:00:00|"));
    recorder.add(fields("35=8|49=QFEX|56=DESK2|34=2|11=a|52=20261123-10:00:00|"));
    EXPECT_THAT(recorder.recording().requests, IsEmpty());
    EXPECT_THAT(recorder.recording().answer_order, IsEmpty());
    EXPECT_EQ(recorder.recording().unasked, 0U);
}

}  // namespace
}  // namespace qb::replay
