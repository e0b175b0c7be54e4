#include "ops/fix_log.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <thread>

#include "ops/fix_log_file.h"
#include "unit/ops/folder.h"

namespace qb::ops {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono;

constexpr sys_days kMonday = 2026y / 11 / 23;
constexpr std::uint64_t kLarge = std::uint64_t{1} << 30;

/// Every file of the folder, by name.
std::map<std::string, std::string> files_in(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files[entry.path().filename().string()] = qb::test::text_of(entry.path());
    return files;
}
using Files = std::map<std::string, std::string>;

TEST(FixLogLine, HasTheTimeADirectionAndTheMessage) {
    const WallTime at = kMonday + 10h + 123456us;
    struct Row {
        FixDirection direction;
        std::string message, expected;
    };
    for (const auto& [direction, message, expected] :
         {Row{FixDirection::In,
              "8=FIX.4.4\x01"
              "10=0\x01",
              "<- 8=FIX.4.4\x01"
              "10=0\x01"},
          Row{FixDirection::Out, "8=FIX.4.4\x01", "-> 8=FIX.4.4\x01"},
          Row{FixDirection::In, "58=a\n20261123-10:00:00.000000 : -> 8=FIX\x01",
              "<- 58=a 20261123-10:00:00.000000 : -> 8=FIX\x01"},
          Row{FixDirection::In, "58=a\r\nb\x01", "<- 58=a  b\x01"}}) {
        EXPECT_EQ(fix_log_line(at, direction, message), "20261123-10:00:00.123456 : " + expected + "\n");
    }
}

TEST(FixLogName, NamesOneSessionAndStaysInTheFolder) {
    struct Row {
        std::string sender, target, expected;
    };
    for (const auto& [sender, target, expected] : {Row{"QFEX", "DESK-1_a.b", "FIX.4.4~QFEX~DESK-1_a.b"},
                                                   {"A~B", "C", "FIX.4.4~A%7EB~C"},
                                                   {"A", "B~C", "FIX.4.4~A~B%7EC"},
                                                   {"../../x", "/", "FIX.4.4~..%2F..%2Fx~%2F"},
                                                   {"%7E", "\xff", "FIX.4.4~%257E~%FF"}}) {
        EXPECT_EQ(fix_log_name("FIX.4.4", sender, target), expected);
    }
}

TEST(FixLogFiles, ADayHasItsOwnAndALongOneHasParts) {
    const test::Folder folder;
    const auto logs = folder / "fixlog";
    FixLogFile file(logs, "S", 10);
    for (const auto& [day, lines] :
         {std::pair(kMonday, "aaaa\n"), std::pair(kMonday, "bbbb\n"), std::pair(kMonday, "c\n"),
          std::pair(kMonday + days(1), "d\n"), std::pair(kMonday + days(1), "longer than a part may be\n"),
          std::pair(kMonday + days(1), "e\n"), std::pair(kMonday, "late\n")}) {
        EXPECT_FALSE(file.append(day, lines));
    }
    EXPECT_EQ(files_in(logs), (Files{{"S.20261123.001.log", "aaaa\nbbbb\n"},
                                     {"S.20261123.002.log", "c\nlate\n"},
                                     {"S.20261124.001.log", "d\n"},
                                     {"S.20261124.002.log", "longer than a part may be\n"},
                                     {"S.20261124.003.log", "e\n"}}));
}

TEST(FixLogFiles, AreClosedToOthers) {
    const test::Folder folder;
    const auto logs = folder / "fixlog";
    const auto before = ::umask(0);
    FixLogFile file(logs, "S", kLarge);
    EXPECT_FALSE(file.append(kMonday, "a\n"));
    ::umask(before);
    EXPECT_EQ(fs::status(logs).permissions(), fs::perms(0700));
    EXPECT_EQ(fs::status(logs + "/S.20261123.001.log").permissions(), fs::perms(0600));
}

TEST(FixLogFiles, ARestartGoesOnInTheLastPartAndEndsAHalfLine) {
    const test::Folder folder;
    folder.write("S.20261123.001.log", "full, to the last\n");
    folder.write("S.20261123.002.log", "half a l");
    FixLogFile file(folder / "", "S", 16);
    EXPECT_FALSE(file.append(kMonday, "next\n"));
    EXPECT_FALSE(file.append(kMonday, "b\n"));
    EXPECT_EQ(files_in(folder / ""), (Files{{"S.20261123.001.log", "full, to the last\n"},
                                            {"S.20261123.002.log", "half a l\nnext\nb\n"}}));
}

/// No file of this process may grow over so many bytes.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(FixLogFiles, WhatDoesNotFitIsNotThereAtAll) {
    const test::Folder folder;
    FixLogFile file(folder / "", "S", kLarge);
    std::error_code second, third;
    {
        const FileSizeLimit limit(10);
        ASSERT_FALSE(file.append(kMonday, "one\n"));
        second = file.append(kMonday, "too long for the disk\n");
        third = file.append(kMonday, "three\n");
    }
    EXPECT_EQ(second, std::errc::file_too_large);
    EXPECT_FALSE(third);
    EXPECT_EQ(files_in(folder / ""), (Files{{"S.20261123.001.log", "one\nthree\n"}}));
}

TEST(FixLogFiles, APlaceThatTakesNoFileIsAnErrorAndMayGetBetter) {
    const test::Folder folder;
    folder.write("fixlog", "a file where the folder should be");
    FixLogFile file(folder / "fixlog", "S", kLarge);
    EXPECT_EQ(file.append(kMonday, "a\n"), std::errc::not_a_directory);
    fs::remove(folder / "fixlog");
    EXPECT_FALSE(file.append(kMonday, "b\n"));
    EXPECT_EQ(files_in(folder / "fixlog"), (Files{{"S.20261123.001.log", "b\n"}}));
}

TEST(FixLogFiles, APipeOfThatNameIsRefusedWithoutWaiting) {
    const test::Folder folder;
    ASSERT_EQ(::mkfifo((folder / "S.20261123.001.log").c_str(), 0600), 0);
    FixLogFile file(folder / "", "S", kLarge);
    EXPECT_EQ(file.append(kMonday, "a\n"), std::errc::not_supported);
}

std::vector<std::optional<FixLogSession>> two_sessions() {
    return {FixLogSession{.name = "S", .max_bytes = kLarge}, std::nullopt};
}

TEST(FixLogs, HoldWhatWasCommittedOfTheSessionsThatWantIt) {
    const test::Folder folder;
    {
        FixLogs logs(folder / "fixlog", two_sessions());
        logs.line(0, kMonday + 23h, FixDirection::In, "a");
        logs.line(1, kMonday + 23h, FixDirection::In, "of a session without");
        logs.line(0, kMonday + 24h, FixDirection::Out, "b");
        logs.commit();
        logs.line(0, kMonday + 24h, FixDirection::Out, "of a turn that failed");
    }
    EXPECT_EQ(files_in(folder / "fixlog"),
              (Files{{"S.20261123.001.log", "20261123-23:00:00.000000 : <- a\n"},
                     {"S.20261124.001.log", "20261124-00:00:00.000000 : -> b\n"}}));
}

TEST(FixLogs, ManyLinesComeOutWholeAndInOrder) {
    const test::Folder folder;
    constexpr int kLines = 3000;
    const std::string message(100, 'x');
    std::string expected;
    {
        FixLogs logs(folder / "fixlog", two_sessions());
        for (int i = 0; i < kLines; ++i) {
            const auto text = std::to_string(i) + message;
            logs.line(0, kMonday, FixDirection::In, text);
            logs.commit();
            expected += fix_log_line(kMonday, FixDirection::In, text);
        }
        EXPECT_EQ(logs.lost(), 0U);
    }
    EXPECT_EQ(files_in(folder / "fixlog"), (Files{{"S.20261123.001.log", expected}}));
}

/// One line, handed to the writer at once.
void one_turn(FixLogs& logs) {
    logs.line(0, kMonday, FixDirection::In, std::string(40'000, 'x'));
    logs.commit();
}

TEST(FixLogs, WhatTheQueueHasNoRoomForIsCountedAndToldOnceAMinute) {
    const test::Folder folder;
    FixLogs logs(folder / "fixlog", two_sessions(), 1000);
    const MonoTime start{};
    EXPECT_FALSE(logs.new_loss(start));
    one_turn(logs);
    one_turn(logs);
    EXPECT_EQ(logs.lost(), 2U);
    const auto first = logs.new_loss(start);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->lines, 2U);
    EXPECT_EQ(first->why, "the disk did not keep up with the messages");
    one_turn(logs);
    EXPECT_FALSE(logs.new_loss(start + 59s));
    const auto second = logs.new_loss(start + 60s);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->lines, 1U);
    EXPECT_FALSE(logs.new_loss(start + 200s));
    EXPECT_EQ(logs.lost(), 3U);
}

TEST(FixLogs, WhatTheDiskDoesNotTakeIsCounted) {
    const test::Folder folder;
    folder.write("fixlog", "a file where the folder should be");
    FixLogs logs(folder / "fixlog", two_sessions());
    one_turn(logs);
    const auto deadline = steady_clock::now() + 10s;
    while (logs.lost() == 0 && steady_clock::now() < deadline) std::this_thread::yield();
    const auto loss = logs.new_loss(MonoTime{});
    ASSERT_TRUE(loss);
    EXPECT_EQ(loss->lines, 1U);
    EXPECT_EQ(loss->why, "the file cannot be written: Not a directory");
}

TEST(FixLogs, AskToBeHandedOverWhileLinesWait) {
    const test::Folder folder;
    FixLogs logs(folder / "fixlog", two_sessions());
    EXPECT_FALSE(logs.hand_over_due());
    logs.line(0, kMonday, FixDirection::In, "a");
    EXPECT_FALSE(logs.hand_over_due());
    logs.commit();
    const auto deadline = steady_clock::now() + 10s;
    bool waited = false;
    while (logs.hand_over_due() && steady_clock::now() < deadline) waited = true;
    EXPECT_TRUE(waited);
    const auto file = folder / "fixlog/S.20261123.001.log";
    while (test::text_of(file).empty() && steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(test::text_of(file), "20261123-00:00:00.000000 : <- a\n");
}

}  // namespace
}  // namespace qb::ops
