#include "client/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sstream>

#include "client/dictionary.h"
#include "fake_link.h"

namespace qb::client {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RunnerTest : public testing::Test {
protected:
    RunnerTest() {
        EXPECT_EQ(run("timeout 0"), "");  // what is not there yet does not come
        link.push(Event::Kind::LoggedOn);
    }

    /// The failure of a line; empty when it went well.
    std::string run(const std::string& line) {
        const auto command = parse_command(line);
        if (!command) return "unreadable: " + command.error();
        return runner.run(*command).value_or("");
    }

    std::string printed() {
        auto text = out.str();
        out.str("");
        return text;
    }

    static RunnerOptions options(RunnerTest& test) {
        return {.order_prefix = "run",
                .clock = [&test] { return test.link.time; },
                .venue = [&test](const Venue& request) { return test.answer_of_venue(request); }};
    }

    boost::system::result<std::string, std::string> answer_of_venue(const Venue& request) {
        using Result = boost::system::result<std::string, std::string>;
        venue_requests.push_back(request.method + ' ' + request.path + ' ' + request.body);
        if (venue_refuses) return Result(boost::system::in_place_error, "HTTP 400 unknown symbol");
        return Result(boost::system::in_place_value, R"({"ok":true})");
    }

    FakeLink link;
    Dictionary words{QB_SOURCE_DIR "/fix_spec/client/FIX44.xml"};
    std::ostringstream out;
    std::vector<std::string> venue_requests;
    bool venue_refuses = false;
    Runner runner{link, words, out, options(*this)};
};

// ---------------------------------------------------------------- sending

TEST_F(RunnerTest, GivesEachOrderAnIdAndATime) {
    EXPECT_EQ(run("stop sell 1 AAPL-USD 190"), "");
    EXPECT_EQ(run("market buy 1 AAPL-USD 11=mine 60=then"), "");
    EXPECT_EQ(run("mit sell 1 AAPL-USD 210"), "");
    EXPECT_THAT(
        link.sent,
        ElementsAre("35=D|11=run-1|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|60=20260105-10:00:05.007|",
                    "35=D|55=AAPL-USD|54=1|38=1|40=1|11=mine|60=then|",
                    "35=D|11=run-2|55=AAPL-USD|54=2|38=1|40=J|99=210|59=1|60=20260105-10:00:05.007|"));
}

TEST_F(RunnerTest, GivesAnOrderAndAReplaceHandlInstWhereTheVersionRequiresIt) {
    const Dictionary words42{QB_SOURCE_DIR "/fix_spec/client/FIX42.xml"};
    Runner runner42{link, words42, out, options(*this)};
    for (const char* line :
         {"market buy 1 A", "market buy 1 A 21=3", "replace $1 2 152 21=2", "replace $1 2 152"}) {
        const auto command = parse_command(line);
        ASSERT_TRUE(command) << line;
        EXPECT_EQ(runner42.run(*command).value_or(""), "") << line;
    }
    ASSERT_EQ(link.sent.size(), 4U);
    const std::vector<std::string> wanted{"|21=1|", "|21=3|", "|21=2|", "|21=1|"};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        EXPECT_THAT(link.sent[i], HasSubstr(wanted[i]));
        EXPECT_EQ(link.sent[i].find("|21="), link.sent[i].rfind("|21=")) << link.sent[i];
    }
}

/// A descriptor that says at once that the user wants the end.
class Interrupted : public RunnerTest, public testing::WithParamInterface<const char*> {
protected:
    Interrupted() : signal(::eventfd(1, 0)) {}
    ~Interrupted() override { ::close(signal); }
    int signal;
};
TEST_P(Interrupted, EndsEveryWait) {
    RunnerOptions with_signal = options(*this);
    with_signal.interruption = signal;
    Runner stopped{link, words, out, with_signal};
    const auto begun = std::chrono::steady_clock::now();
    const auto run = [&](const char* line) { return stopped.run(*parse_command(line)).value_or(""); };
    EXPECT_EQ(run("timeout 60"), "");
    EXPECT_EQ(run(GetParam()), "interrupted");
    EXPECT_TRUE(stopped.done());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(30));
}
INSTANTIATE_TEST_SUITE_P(Waits, Interrupted,
                         testing::Values("expect 150=0", "expect nothing 60", "wait quiet 50",
                                         "wait logout"));

TEST_F(RunnerTest, SendsRawFieldsAsTheyAreWithNamesResolved) {
    EXPECT_EQ(run("raw 35=D|11=$new|60=$now|58=x"), "");
    EXPECT_EQ(run("raw 35=F|11=$new|41=$last"), "");
    EXPECT_EQ(run("raw 35=1|112=hello"), "");
    EXPECT_EQ(run("market buy 1 A 41=$1"), "");
    EXPECT_THAT(link.sent,
                ElementsAre("35=D|11=run-1|60=20260105-10:00:05.007|58=x|", "35=F|11=run-2|41=run-1|",
                            "35=1|112=hello|", testing::HasSubstr("|11=run-3|")));
    EXPECT_THAT(link.sent.back(), HasSubstr("|41=run-1|"));
}

TEST_F(RunnerTest, ARequestTakesWhatTheOrderHad) {
    EXPECT_EQ(run("stop sell 1 AAPL-USD 190 1=acc"), "");
    EXPECT_EQ(run("replace $1 2 185"), "");
    EXPECT_EQ(run("replace run-2 3"), "");
    EXPECT_EQ(run("cancel run-3 54=1"), "");
    EXPECT_EQ(run("status $1 790=q1"), "");
    EXPECT_EQ(run("cancel nobody"), "this run sent no order nobody; use raw");
    EXPECT_THAT(
        link.sent,
        ElementsAre(
            HasSubstr("35=D|11=run-1|"),
            "35=G|11=run-2|41=run-1|1=acc|55=AAPL-USD|54=2|38=2|40=3|59=1|99=185|60=20260105-10:00:05.007|",
            "35=G|11=run-3|41=run-2|1=acc|55=AAPL-USD|54=2|38=3|40=3|59=1|99=185|60=20260105-10:00:05.007|",
            "35=F|11=run-4|41=run-3|1=acc|55=AAPL-USD|54=1|60=20260105-10:00:05.007|",
            "35=H|11=run-1|1=acc|55=AAPL-USD|54=2|790=q1|"));
}

TEST_F(RunnerTest, SaysWhyNothingWasSent) {
    link.refusal = "not logged on";
    EXPECT_EQ(run("market buy 1 A"), "not logged on");
    EXPECT_EQ(run("expect 11=$last"), "$last stands for nothing so far");
    link.refusal.clear();
    EXPECT_EQ(run("market buy 1 A 41=$oid"), "$oid stands for nothing so far");
    EXPECT_EQ(run("market buy 1 A"), "");
    EXPECT_THAT(link.sent, ElementsAre(HasSubstr("|11=run-1|"))) << "an id that was not sent is free";
}

// ---------------------------------------------------------------- expecting

TEST_F(RunnerTest, ReadsMessagesInOrder) {
    link.answers = {{"35=8|11=run-1|150=0|39=0|37=5b30|", "35=8|11=run-1|150=F|39=2|"}};
    EXPECT_EQ(run("stop sell 1 A 190"), "");
    EXPECT_EQ(run("expect 150=0 11=$last"), "");
    EXPECT_EQ(run("save 37 as oid"), "");
    EXPECT_EQ(run("expect 150=F 11=$1"), "");
    link.receive("35=8|150=L|37=5b30|");
    EXPECT_EQ(run("expect 37=$oid"), "");
    EXPECT_EQ(run("expect nothing 0"), "");
}

TEST_F(RunnerTest, TellsWhatWasExpectedAndWhatCame) {
    link.receive("35=8|11=a|37=NONE|150=8|39=8|103=3|");
    EXPECT_EQ(run("expect 150=0 39=0 11=a"),
              "expected 150=0 39=0 11=a\n"
              "  came ExecutionReport Rejected  ClOrdID=a OrderID=NONE  OrdRejReason=ExceedsLimit(3)\n"
              "  150 ExecType is Rejected(8), not New(0)\n"
              "  39 OrdStatus is Rejected(8), not New(0)");
}

TEST_F(RunnerTest, TellsThatNothingCame) {
    EXPECT_EQ(run("expect 150=0"), "expected 150=0\n  nothing like it came within 0 s");
    link.receive("35=8|150=8|");
    link.receive("35=8|150=4|");
    EXPECT_EQ(run("expect any 150=0"),
              "expected 150=0\n  nothing like it came within 0 s; skipped 2 that do not match");
    link.push(Event::Kind::LoggedOut);
    EXPECT_THAT(run("expect 150=0"), HasSubstr("; the session is not logged on"));
}

TEST_F(RunnerTest, AnySkipsUntilOneMatches) {
    link.receive("35=8|150=0|");
    link.receive("35=8|150=L|");
    link.receive("35=8|150=F|");
    EXPECT_EQ(run("expect any 150=L"), "");
    EXPECT_EQ(run("expect 150=F"), "");
}

TEST_F(RunnerTest, SessionRejectsStandInLineWithReports) {
    link.receive("35=3|372=D|373=1|371=38|");
    EXPECT_EQ(run("expect 35=3 373=1"), "");
}

TEST_F(RunnerTest, OtherSessionMessagesAreReadByTheirTypeAlone) {
    link.receive("35=0|");
    link.receive("35=8|150=0|");
    link.receive("35=0|112=hello|");
    EXPECT_EQ(run("expect 35=0 112=hello"), "");
    EXPECT_EQ(run("expect 150=0"), "") << "reports are left alone";
    EXPECT_EQ(run("expect nothing 0"), "") << "heartbeats do not count";
}

TEST_F(RunnerTest, AMessageThatTheSessionHeldBackIsNotExpected) {
    link.push(Event::Kind::Received, "35=8|150=0|");
    EXPECT_THAT(run("expect 150=0"), HasSubstr("nothing like it came"));
}

TEST_F(RunnerTest, NothingMeansNothingUnread) {
    link.receive("35=8|150=0|39=0|");
    EXPECT_EQ(run("expect nothing 0"), "expected nothing for 0 s\n  came ExecutionReport New");
    EXPECT_EQ(run("clear"), "");
    EXPECT_EQ(run("expect nothing 0"), "");
}

TEST_F(RunnerTest, SavesOnlyWhatIsThere) {
    EXPECT_THAT(run("save 37 as oid"), HasSubstr("no expectation has been met"));
    link.receive("35=8|150=0|39=0|");
    EXPECT_EQ(run("expect 150=0"), "");
    EXPECT_EQ(run("save 37 as oid"), "37 OrderID is not in ExecutionReport New");
}

TEST_F(RunnerTest, QuietIsNothingNewForAWhile) {
    link.receive("35=8|150=0|");
    EXPECT_EQ(run("wait quiet 0"), "");
    EXPECT_EQ(run("expect 150=0"), "") << "waiting reads nothing";
    EXPECT_EQ(run("wait quiet 1"), "not quiet within 0 s");
}

// ---------------------------------------------------------------- session

TEST_F(RunnerTest, WaitsForTheSession) {
    EXPECT_EQ(run("wait"), "");
    EXPECT_EQ(run("wait logout"), "still logged on within 0 s");
    EXPECT_EQ(run("logout good night"), "");
    EXPECT_EQ(link.logout_reason, "good night");
    EXPECT_EQ(run("wait logon"), "not logged on within 0 s");
    EXPECT_EQ(run("logon"), "");
    EXPECT_EQ(run("wait logon"), "");
    link.answers_logout = false;
    EXPECT_EQ(run("logout"), "still logged on within 0 s");
}

TEST_F(RunnerTest, SaysWhyTheSessionDidNotComeUp) {
    EXPECT_EQ(run("logout"), "");
    link.push(Event::Kind::Note, "Connecting to 127.0.0.1");
    link.push(Event::Kind::Received, "35=5|58=authentication failed|");
    link.push(Event::Kind::Note, "Connecting to 127.0.0.1");
    EXPECT_EQ(run("wait"),
              "not logged on within 0 s\n"
              "  heard: Logout: authentication failed\n"
              "  heard: Connecting to 127.0.0.1");
    EXPECT_EQ(run("logon"), "");
    EXPECT_EQ(run("logout"), "");
    EXPECT_EQ(run("wait"), "not logged on within 0 s") << "an old reason is none";
}

// ---------------------------------------------------------------- printing

TEST_F(RunnerTest, PrintsBothDirectionsWithTheirTime) {
    link.answers = {{"35=8|11=run-1|37=5b30|150=0|39=0|55=A|54=2|38=1|40=3|99=190|"}};
    EXPECT_EQ(run("stop sell 1 A 190"), "");
    EXPECT_EQ(printed(),
              "10:00:05.007 -- logged on\n"
              "10:00:05.007 -> NewOrderSingle  ClOrdID=run-1  Stop Sell 1 A @190 GoodTillCancel\n"
              "10:00:05.007 <- ExecutionReport New  ClOrdID=run-1 OrderID=5b30  Stop Sell 1 A @190\n");
}

TEST_F(RunnerTest, HidesHeartbeatsUnlessAsked) {
    link.receive("35=0|");
    link.push(Event::Kind::Note, "Initiated logon request");
    runner.pump();
    EXPECT_THAT(printed(), AllOf(Not(HasSubstr("Heartbeat")), Not(HasSubstr("Initiated"))));
    EXPECT_EQ(run("verbose"), "");
    link.receive("35=0|");
    link.push(Event::Kind::Note, "Initiated logon request");
    runner.pump();
    EXPECT_EQ(printed(), "10:00:05.007 <- Heartbeat\n10:00:05.007 -- Initiated logon request\n");
}

TEST_F(RunnerTest, PrintsTextAndHelp) {
    EXPECT_EQ(run("print 1. A stop"), "");
    EXPECT_EQ(run("help"), "");
    EXPECT_THAT(printed(), AllOf(HasSubstr("1. A stop\n"), HasSubstr("stop buy|sell|short")));
    EXPECT_FALSE(runner.done());
    EXPECT_EQ(run("quit"), "");
    EXPECT_TRUE(runner.done());
}

// ---------------------------------------------------------------- the venue

TEST_F(RunnerTest, MovesTheSimulatedMarket) {
    EXPECT_EQ(run("mark AAPL-USD 189.50"), "");
    EXPECT_EQ(run("venue POST /end {\"order_id\":\"$new\"}"), "");
    EXPECT_THAT(venue_requests, ElementsAre(R"(POST /mark {"symbol":"AAPL-USD","price":189.50})",
                                            R"(POST /end {"order_id":"run-1"})"));
    EXPECT_THAT(printed(), HasSubstr(R"(** POST /mark {"symbol":"AAPL-USD","price":189.50})"));
    EXPECT_EQ(run("venue GET /state"), "");
    EXPECT_THAT(printed(), HasSubstr("{\"ok\":true}\n"));
    venue_refuses = true;
    EXPECT_EQ(run("mark X 1"), "the simulated venue refused: HTTP 400 unknown symbol");
}

TEST_F(RunnerTest, NeedsAControlPortForThat) {
    Runner bare(link, words, out, {.order_prefix = "run"});
    EXPECT_THAT(bare.run(*parse_command("mark A 1")).value_or(""), StartsWith("there is no SimControl"));
}

}  // namespace
}  // namespace qb::client
