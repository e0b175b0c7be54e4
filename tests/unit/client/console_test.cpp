#include "client/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sstream>

#include "fake_link.h"

namespace qb::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class ConsoleTest : public testing::Test {
protected:
    int script(std::string_view text) { return run_script(runner, "x.script", text, out); }

    /// The same lines through a pipe.
    int lines(const std::string& text, bool for_a_person) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
        ::close(ends[1]);
        const int status = run_lines(runner, link.inbox(), ends[0], for_a_person, out);
        ::close(ends[0]);
        return status;
    }

    FakeLink link;
    Words words;
    std::ostringstream out;
    Runner runner{link, words, out, {.order_prefix = "run"}};
};

TEST_F(ConsoleTest, AnInterruptionEndsThePrompt) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);  // says nothing and stays open
    const int signal = ::eventfd(1, 0);
    Runner stopped{link, words, out, {.order_prefix = "run", .interruption = signal}};
    EXPECT_EQ(run_lines(stopped, link.inbox(), ends[0], true, out), kExitOk);
    for (const int descriptor : {ends[0], ends[1], signal}) ::close(descriptor);
}

TEST_F(ConsoleTest, AScriptRunsToItsEnd) {
    EXPECT_EQ(script("# two orders\nlogon\nmarket buy 1 A\n\nmarket sell 1 A"), kExitOk);
    EXPECT_THAT(link.sent, SizeIs(2));
}

TEST_F(ConsoleTest, AScriptStopsAtTheFirstFailureAndNamesTheLine) {
    EXPECT_EQ(script("timeout 0\nmarket buy 1 A\nexpect 150=0\nmarket sell 1 A\n"), kExitFailed);
    EXPECT_THAT(out.str(), HasSubstr("x.script:3: expected 150=0\n  nothing like it came"));
    EXPECT_THAT(link.sent, SizeIs(1));
}

TEST_F(ConsoleTest, AScriptThatCannotBeReadSendsNothingAndNamesEveryLine) {
    EXPECT_EQ(script("market buy 1 A\nstopp\nmarket buy 1 A\nexpect New\n"), kExitUsage);
    EXPECT_THAT(out.str(), HasSubstr("x.script:2: \"stopp\""));
    EXPECT_THAT(out.str(), HasSubstr("x.script:4: \"New\""));
    EXPECT_THAT(link.sent, IsEmpty());
}

TEST_F(ConsoleTest, QuitEndsAScript) {
    EXPECT_EQ(script("market buy 1 A\nquit\nmarket buy 1 A\n"), kExitOk);
    EXPECT_THAT(link.sent, SizeIs(1));
}

TEST_F(ConsoleTest, APipeIsLikeAScript) {
    EXPECT_EQ(lines("market buy 1 A\nmarket sell 1 A", false), kExitOk) << "the last line may lack its end";
    EXPECT_THAT(link.sent, SizeIs(2));
    EXPECT_THAT(out.str(), Not(HasSubstr("fix> ")));
}

TEST_F(ConsoleTest, APipeStopsAtTheFirstFailure) {
    EXPECT_EQ(lines("timeout 0\nexpect 150=0\nmarket buy 1 A\n", false), kExitFailed);
    EXPECT_THAT(out.str(), HasSubstr("line 2: expected 150=0"));
    EXPECT_THAT(link.sent, IsEmpty());
}

TEST_F(ConsoleTest, APipeStopsAtALineThatCannotBeRead) {
    EXPECT_EQ(lines("stopp\nmarket buy 1 A\n", false), kExitUsage);
    EXPECT_THAT(link.sent, IsEmpty());
}

TEST_F(ConsoleTest, APersonGetsAPromptAndGoesOnAfterMistakes) {
    EXPECT_EQ(lines("stopp\nmarket buy 1 A\nquit\nmarket buy 1 A\n", true), kExitOk);
    EXPECT_THAT(out.str(), HasSubstr("fix> error: \"stopp\" is no command"));
    EXPECT_THAT(link.sent, SizeIs(1));
}

TEST_F(ConsoleTest, APersonsFailedExpectationShowsInTheEnd) {
    EXPECT_EQ(lines("timeout 0\nexpect 150=0\nmarket buy 1 A\n", true), kExitFailed);
    EXPECT_THAT(link.sent, SizeIs(1));
}

}  // namespace
}  // namespace qb::client
