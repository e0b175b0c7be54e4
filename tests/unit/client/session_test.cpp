#include "client/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "client/console.h"
#include "client/dictionary.h"
#include "fix_acceptor.h"

namespace qb::client {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kDictionary = QB_SOURCE_DIR "/fix_spec/client/FIX44.xml";

std::string report(const Fields& order, const std::string& rest) {
    return "35=8|37=5b30|17=x|55=AAPL-USD|54=2|11=" + std::string(value_of(order, 11).value_or("")) + '|' +
           rest;
}

/// Accepts every order and fills it.
std::vector<std::string> venue(const Fields& message) {
    const auto type = value_of(message, 35);
    if (type == "1") return {"35=0|112=" + std::string(value_of(message, 112).value_or("")) + '|'};
    if (type != "D") return {};
    if (value_of(message, 40) == "4") return {"35=3|45=2|371=40|372=D|373=5|58=no|"};
    return {report(message, "150=0|39=0|151=1|14=0|6=0|"),
            report(message, "150=F|39=2|151=0|14=1|6=190|31=190.10|32=1|")};
}

/// A whole client against a FIX peer on loopback.
class SessionTest : public testing::Test {
protected:
    [[nodiscard]] ClientSettings settings() const {
        return {.host = "127.0.0.1",
                .port = acceptor.port(),
                .sender_comp_id = "DESK",
                .target_comp_id = "QFEX",
                .username = "desk",
                .password = "hunter2",
                .dictionary = kDictionary};
    }

    int run(const std::string& script, const ClientSettings& with) {
        Session session(with);
        Runner runner(session, words, out, {.order_prefix = "run"});
        session.logon();
        return run_script(runner, "x", script, out);
    }

    FixAcceptor acceptor{venue};
    Dictionary words{kDictionary};
    std::ostringstream out;
};

TEST_F(SessionTest, RunsAConversation) {
    EXPECT_EQ(run("wait\n"
                  "stop sell 0.00012300 AAPL-USD 100000.10 453=2 448=A 447=D 448=B 447=D\n"
                  "expect 150=0 39=0 11=$last 37=5b30\n"
                  "expect 150=F 31=190.10 11=run-1\n"
                  "stop sell 1 AAPL-USD 190 40=4\n"
                  "expect 35=3 373=5\n"
                  "raw 35=1|112=hello\n"
                  "expect 35=0 112=hello\n"
                  "logout bye\n",
                  settings()),
              kExitOk)
        << out.str();
    const auto logons = acceptor.received("A");
    ASSERT_THAT(logons, SizeIs(1));
    EXPECT_THAT(logons[0], AllOf(HasSubstr("|34=1|"), HasSubstr("|49=DESK|"), HasSubstr("|56=QFEX|"),
                                 HasSubstr("|108=30|"), HasSubstr("|553=desk|"), HasSubstr("|554=hunter2|")));
    const auto orders = acceptor.received("D");
    ASSERT_THAT(orders, SizeIs(2));
    EXPECT_THAT(orders[0], AllOf(HasSubstr("|11=run-1|"), HasSubstr("|38=0.00012300|"),
                                 HasSubstr("|99=100000.10|"), HasSubstr("|453=2|448=A|447=D|448=B|447=D|")));
    EXPECT_THAT(acceptor.received("5"), ElementsAre(HasSubstr("|58=bye|")));
    EXPECT_THAT(out.str(),
                AllOf(HasSubstr("-> NewOrderSingle  ClOrdID=run-1  Stop Sell 0.00012300"),
                      HasSubstr("<- ExecutionReport Trade OrdStatus=Filled  ClOrdID=run-1"),
                      HasSubstr("<- Reject "), Not(HasSubstr("hunter2")), HasSubstr("-- logged out")));
}

struct OtherVersion {
    std::string begin_string, dictionary, transport_dictionary, logon, report;
};
class OtherVersions : public testing::TestWithParam<OtherVersion> {};

TEST_P(OtherVersions, AreSpokenWithTheirOwnDictionaries) {
    const auto& [begin_string, dictionary, transport, logon, more] = GetParam();
    const std::string folder = QB_SOURCE_DIR "/fix_spec/client/";
    FixAcceptor acceptor([&](const Fields& message) -> std::vector<std::string> {
        const auto type = value_of(message, 35);
        if (type == "A") return {"35=A|98=0|108=30|" + logon};
        if (type == "1") return {"35=0|112=" + std::string(value_of(message, 112).value_or("")) + '|'};
        if (type != "D") return {};
        return {report(message, "150=0|39=0|151=1|14=0|6=0|" + more)};
    });
    const ClientSettings settings{.host = "127.0.0.1",
                                  .port = acceptor.port(),
                                  .sender_comp_id = "DESK",
                                  .target_comp_id = "QFEX",
                                  .username = "desk",
                                  .password = "hunter2",
                                  .begin_string = begin_string,
                                  .dictionary = folder + dictionary,
                                  .transport_dictionary = transport.empty() ? "" : folder + transport};
    const Dictionary words(settings.dictionary, settings.transport_dictionary);
    std::ostringstream out;
    Session session(settings);
    Runner runner(session, words, out, {.order_prefix = "run"});
    session.logon();
    EXPECT_EQ(run_script(runner, "x",
                         "wait\nstop sell 1 AAPL-USD 190\nexpect 150=0 11=$last\n"
                         "raw 35=1|112=hello\nexpect 35=0 112=hello\nlogout\n",
                         out),
              kExitOk)
        << out.str();
    const auto logons = acceptor.received("A");
    ASSERT_THAT(logons, SizeIs(1));
    EXPECT_THAT(logons[0], AllOf(HasSubstr("8=" + begin_string + "|"), HasSubstr("|553=desk|"),
                                 HasSubstr(logon.empty() ? "|108=30|" : "|" + logon)));
    EXPECT_THAT(acceptor.received("D"), ElementsAre(HasSubstr("8=" + begin_string + "|")));
    EXPECT_THAT(out.str(), AllOf(HasSubstr("-> NewOrderSingle  ClOrdID=run-1  Stop Sell 1"),
                                 HasSubstr("<- ExecutionReport New"), HasSubstr("-> TestRequest"),
                                 HasSubstr("TestReqID=hello")));
}
INSTANTIATE_TEST_SUITE_P(Rows, OtherVersions,
                         testing::Values(OtherVersion{"FIX.4.2", "FIX42.xml", "", "", "20=0|"},
                                         OtherVersion{"FIXT.1.1", "FIX50SP2.xml", "FIXT11.xml", "1137=9|",
                                                      "880=t1|"}),
                         [](const auto& row) { return row.index == 0 ? "Fix42" : "Fix50Sp2"; });

TEST_F(SessionTest, FailsWhereAReportIsNotAsExpected) {
    EXPECT_EQ(run("wait\nstop sell 1 AAPL-USD 190\nexpect 150=8\n", settings()), kExitFailed);
    EXPECT_THAT(out.str(), HasSubstr("x:3: expected 150=8\n  came ExecutionReport New  ClOrdID=run-1"));
}

TEST_F(SessionTest, SendsNothingWhileLoggedOff) {
    EXPECT_EQ(run("wait\nlogout\nmarket buy 1 AAPL-USD\n", settings()), kExitFailed);
    EXPECT_THAT(out.str(), HasSubstr("x:3: not logged on"));
    EXPECT_THAT(acceptor.received("D"), IsEmpty());
}

TEST_F(SessionTest, LogsOnAgain) {
    EXPECT_EQ(
        run("wait\nlogout\nlogon\nwait\nmarket buy 1 AAPL-USD\nexpect 150=0\nexpect 150=F\n", settings()),
        kExitOk)
        << out.str();
    EXPECT_THAT(acceptor.received("A"), ElementsAre(HasSubstr("|34=1|"), HasSubstr("|34=3|")));
}

TEST_F(SessionTest, CountsOnWhereTheLastRunEnded) {
    auto folder = testing::TempDir() + "/client_session_XXXXXX";
    auto with = settings();
    with.store_path = ::mkdtemp(folder.data());
    EXPECT_EQ(run("wait\nlogout\n", with), kExitOk) << out.str();
    EXPECT_EQ(run("wait\nlogout\n", with), kExitOk) << out.str();
    EXPECT_THAT(acceptor.received("A"), ElementsAre(HasSubstr("|34=1|"), HasSubstr("|34=3|")));
    std::filesystem::remove_all(with.store_path);
}

TEST(SessionAlone, SaysWhatItHeardLast) {
    std::uint16_t nobody = 0;
    {
        nobody = FixAcceptor([](const Fields&) { return std::vector<std::string>{}; }).port();
    }
    const Dictionary words(kDictionary);
    std::ostringstream out;
    Session session({.host = "127.0.0.1",
                     .port = nobody,
                     .sender_comp_id = "DESK",
                     .target_comp_id = "QFEX",
                     .dictionary = kDictionary});
    Runner runner(session, words, out, {.order_prefix = "run"});
    session.logon();
    EXPECT_EQ(run_script(runner, "x", "timeout 3\nwait\n", out), kExitFailed);
    EXPECT_THAT(out.str(), AllOf(HasSubstr("x:2: not logged on within 3 s\n"),
                                 HasSubstr("  heard: Connecting to 127.0.0.1")));
}

TEST(SessionAlone, SaysWhyItCannotBeMade) {
    try {
        const Session session({.host = "127.0.0.1",
                               .port = 1,
                               .sender_comp_id = "DESK",
                               .target_comp_id = "QFEX",
                               .dictionary = "/nowhere/FIX44.xml"});
        FAIL() << "was made";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("/nowhere/FIX44.xml"));
    }
}

}  // namespace
}  // namespace qb::client
