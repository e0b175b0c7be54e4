#include "replay/log_merge.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "records/rows.h"
#include "replay/journal_log.h"
#include "unit/journal/sample.h"
#include "unit/replay/log_text.h"

namespace qb::replay::test {
namespace {

std::string at(int number, std::string_view time, std::string_view more = {}) {
    return message("35=0|34=" + std::to_string(number) + "|49=A|56=B|52=" + std::string(time) + "|" +
                   std::string(more)) +
           "\n";
}

class LogsInAFolder : public testing::Test {
protected:
    LogsInAFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "fix-replay-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder = pattern;
    }
    ~LogsInAFolder() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    std::string put(const std::string& name, const std::string& text) {
        std::ofstream(folder + "/" + name, std::ios::binary) << text;
        return folder + "/" + name;
    }
    /// "name:line number" of each message in the order given out.
    std::string merged(const std::vector<std::string>& paths, const FilterOptions& filter = {}) {
        std::istringstream in(input);
        std::ostringstream out;
        Console console{in, out, err};
        LogMerge logs(paths, console);
        const LogFilter wanted(filter);
        std::string order;
        while (const auto* entry = logs.next()) {
            if (!wanted.takes(*entry)) continue;
            order += std::filesystem::path(logs.log_name()).filename().string() + ':' +
                     std::to_string(entry->line) + '=' + std::string(entry->message.value(34)) + ' ';
        }
        code = logs.finish();
        return order;
    }

    std::string folder, input;
    std::ostringstream err;
    int code = -1;
};

TEST_F(LogsInAFolder, ComeByTimeAndKeepTheirOwnOrder) {
    const auto a = put("a", at(1, "20260105-10:00:00") + at(2, "20260105-10:00:02") +
                                at(3, "20260105-10:00:01") + at(4, "20260105-10:00:04"));
    const auto b = put("b", at(5, "20260105-10:00:00") + message("35=0|34=6|49=A|56=B|") + "\n" +
                                at(7, "20260105-10:00:03"));
    input = at(8, "20260105-10:00:02.5");
    EXPECT_EQ(merged({a, b, "-"}), "a:1=1 b:1=5 b:2=6 a:2=2 a:3=3 -:1=8 b:3=7 a:4=4 ");
    EXPECT_EQ(code, kExitGood);
}

TEST_F(LogsInAFolder, MayBePackedAndBadInPlaces) {
    const auto a =
        put("a.gz", gzipped(at(1, "20260105-10:00:00") + "8=FIX.4.4|35\n" + at(2, "20260105-10:00:02")));
    const auto b = put("b", at(3, "20260105-10:00:01"));
    EXPECT_EQ(merged({a, b}), "a.gz:1=1 b:1=3 a.gz:3=2 ");
    EXPECT_EQ(err.str(), a + ":2: CUT_OFF: the line ends inside of the message, in field 2\nbad lines: 1\n");
    EXPECT_EQ(code, kExitFound);
}

TEST_F(LogsInAFolder, ThatAreNotThereAreNamed) {
    try {
        merged({folder + "/none"});
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "cannot open " + folder + "/none: No such file or directory");
    }
}

TEST_F(LogsInAFolder, OfABridgeAreReadFromItsJournal) {
    std::filesystem::create_directory(folder + "/data");
    {
        const auto disk =
            journal::PosixDisk::open_directory(folder + "/data", journal::PosixDisk::Missing::Fail);
        auto journal = qb::test::open_journal(**disk);
        journal::Turn turn;
        journal.begin(turn);
        const auto add = [&](journal::RowKind kind, const std::string& text) {
            std::string payload;
            records::write_fix(payload, {.session = 0, .epoch = 1, .number = 1, .text = text});
            turn.append(kind, records::kRowVersion, payload);
        };
        turn.set_times({1'767'607'201'000'000, 5});  // 2026-01-05T10:00:01Z
        add(journal::RowKind::FixIn, at(1, "20260105-09:00:00"));
        turn.append(journal::RowKind::Note, 1, "no message");
        add(journal::RowKind::FixOut, at(2, "20260105-09:00:00"));
        ASSERT_EQ(journal.commit(turn), journal::CommitStatus::Ok);
    }
    const auto a = put("a", at(3, "20260105-10:00:00") + at(4, "20260105-10:00:02"));
    EXPECT_EQ(merged({a, folder + "/data"}), "a:1=3 data:3=1 data:5=2 a:2=4 ");

    JournalLog log(folder + "/data");
    ASSERT_EQ(log.next(), Log::Step::Message);
    EXPECT_EQ(log.entry().direction, Direction::In);
    ASSERT_EQ(log.next(), Log::Step::Message);
    EXPECT_EQ(log.entry().direction, Direction::Out);
    EXPECT_EQ(log.next(), Log::Step::End);
}

TEST_F(LogsInAFolder, ADataDirWithoutAJournalIsABadLine) {
    merged({folder});
    EXPECT_NE(err.str().find(": JOURNAL_DAMAGED: "), std::string::npos) << err.str();
    EXPECT_EQ(code, kExitFound);
}

struct Filtered {
    std::string name;
    FilterOptions options;
    std::string expected;
};
const Filtered kFilters[] = {
    {"Nothing", {}, "1 2 3 4 "},
    {"Session", {.sessions = {"A->B"}}, "1 2 3 "},
    {"SessionOtherWay", {.sessions = {"B->A"}}, "1 2 3 "},
    {"SessionWithVersion", {.sessions = {"FIX.4.4:A->B"}}, "1 2 3 "},
    {"SessionOfOtherVersion", {.sessions = {"FIX.4.2:A->B"}}, ""},
    {"TwoSessions", {.sessions = {"A->B", "C->D"}}, "1 2 3 4 "},
    {"From", {.from = "20260105-10:00:01"}, "2 3 4 "},
    {"To", {.to = "2026-01-05T10:00:01Z"}, "1 "},
    {"Day", {.from = "20260105", .to = "2026-01-06"}, "1 2 3 4 "},
    {"Symbol", {.symbols = {"AAPL-USD"}}, "1 "},
    {"ClOrdId", {.cl_ord_ids = {"a1"}}, "1 2 "},
    {"OrderId", {.order_ids = {"v1"}}, "3 4 "},
    {"MsgType", {.msg_types = {"8", "F"}}, "2 3 "},
    {"All", {.sessions = {"A->B"}, .from = "20260105", .cl_ord_ids = {"a1"}, .msg_types = {"F"}}, "2 "},
};
class Filter : public testing::TestWithParam<Filtered> {};
TEST_P(Filter, TakesWhatFitsAllOptions) {
    const auto line = [](std::string_view body, int second) {
        return message(std::string(body) + "52=20260105-10:00:0" + std::to_string(second) + "|") + "\n";
    };
    std::istringstream in(
        line("35=D|34=1|49=A|56=B|11=a1|55=AAPL-USD|", 0) + line("35=F|34=2|49=A|56=B|11=a2|41=a1|", 1) +
        line("35=8|34=3|49=B|56=A|37=v1|", 2) + line("35=9|34=4|49=D|56=C|37=v9|198=v1|", 3));
    std::ostringstream out;
    Console console{in, out, out};
    LogMerge logs({"-"}, console);
    const LogFilter filter(GetParam().options);
    std::string taken;
    while (const auto* entry = logs.next())
        if (filter.takes(*entry)) taken += std::string(entry->message.value(34)) + ' ';
    EXPECT_EQ(taken, GetParam().expected);
}
INSTANTIATE_TEST_SUITE_P(Logs, Filter, testing::ValuesIn(kFilters),
                         [](const auto& row) { return row.param.name; });

TEST(FilterOption, ThatCannotBeReadIsNamed) {
    const auto refused = [](const FilterOptions& options) -> std::string {
        try {
            const LogFilter filter(options);
            return {};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
    };
    EXPECT_EQ(refused({.sessions = {"A"}}), "--session: 'A' is no session; write SENDER->TARGET");
    EXPECT_EQ(refused({.from = "yesterday"}),
              "--from: 'yesterday' is no time; write 20260105-10:00:00 or 2026-01-05T10:00:00Z");
    EXPECT_EQ(refused({.to = "20261301"}),
              "--to: '20261301' is no time; write 20260105-10:00:00 or 2026-01-05T10:00:00Z");
}

}  // namespace
}  // namespace qb::replay::test
