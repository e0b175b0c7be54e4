#include "replay/timeline.h"

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <regex>

#include "unit/replay/record_rig.h"

namespace qb::replay::test {
namespace {

using Lines = std::vector<std::string>;

/// One journal for all: they only read.
class Timeline : public testing::Test {
protected:
    static void SetUpTestSuite() {
        rig = new RecordRig;  // NOLINT(cppcoreguidelines-owning-memory): gtest's own way
        rig->play_day();
        data_dir = rig->data_dir();
    }
    static void TearDownTestSuite() { delete rig; }  // NOLINT(cppcoreguidelines-owning-memory)

    static Said told(const std::string& order, TimelineOptions::Format format = TimelineOptions::Format::Csv,
                     const std::string& session = {}) {
        return said([&](Console& console) {
            return timeline({.order = order, .data_dirs = {data_dir}, .session = session, .format = format},
                            console);
        });
    }
    static Lines life(const std::string& order, const std::vector<std::string>& columns) {
        const auto out = told(order);
        EXPECT_EQ(out.code, kExitGood) << out.err;
        return shown(rows_of(out.out), columns);
    }

    static inline RecordRig* rig = nullptr;
    static inline std::string data_dir;
};

TEST_F(Timeline, OfAStopThatFiresAndFillsInTwoParts) {
    const auto lines = life("P1", {"where", "gap_us", "text"});
    EXPECT_EQ(as_text(lines), golden("timeline-stop.txt", as_text(lines)));
}

TEST_F(Timeline, OfAnOrderThatIsReplacedAndFillsWhileItsSessionIsAway) {
    const auto lines = life("r4", {"where", "gap_us", "text"});
    EXPECT_EQ(as_text(lines), golden("timeline-replaced.txt", as_text(lines)));
}

TEST_F(Timeline, OfAnOrderWhoseAnswerIsLostWithTheLink) {
    const auto lines = life("P5", {"where", "gap_us", "text"});
    EXPECT_EQ(as_text(lines), golden("timeline-lost.txt", as_text(lines)));
}

struct Name {
    std::string name, id, first_cl_ord_id;
};
class OrderCalled : public Timeline, public testing::WithParamInterface<Name> {};

TEST_P(OrderCalled, IsFoundByEachOfItsNames) {
    const auto found = rows_of(told(GetParam().id).out);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().at("cl_ord_id"), GetParam().first_cl_ord_id);
}

INSTANTIATE_TEST_SUITE_P(Ids, OrderCalled,
                         testing::Values(Name{"ClOrdId", "a3", "a3"}, Name{"OfItsCancel", "c3", "a3"},
                                         Name{"OfItsReplace", "r4", "a4"},
                                         Name{"BeforeItsReplace", "a4", "a4"}, Name{"OrderId", "O4", "a4"},
                                         Name{"OfARefusedOrder", "a6", "a6"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Timeline, FindsAnOrderByItsClientOrderId) {
    auto id = rig->client_order_id(3);
    ASSERT_EQ(id.size(), 32U);
    id.front() = static_cast<char>(std::toupper(id.front()));
    const auto found = rows_of(told(id).out);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().at("cl_ord_id"), "a3");
}

TEST_F(Timeline, TellsOrdersOfOneNameApart) {
    Lines sessions;
    for (const auto& row : rows_of(told("a1").out))
        if (sessions.empty() || sessions.back() != row.at("session")) sessions.push_back(row.at("session"));
    EXPECT_EQ(sessions, (Lines{"FIX.4.4:BRIDGE->OMS", "FIX.4.4:BRIDGE->OMS2"}));
    for (const auto& row : rows_of(told("a1", TimelineOptions::Format::Csv, "FIX.4.4:BRIDGE->OMS2").out))
        EXPECT_EQ(row.at("session"), "FIX.4.4:BRIDGE->OMS2");
}

TEST_F(Timeline, IsTextForPeople) {
    auto out = told("a2", TimelineOptions::Format::Text).out;
    // Without what depends on the numbers of rows.
    out = std::regex_replace(out, std::regex("[0-9a-f]{32}"), "$$1");
    out = std::regex_replace(out, std::regex(" +[0-9]+  (?=FIX|JSON|fact)"), " #  ");
    out = std::regex_replace(out, std::regex("by row [0-9]+|17=E[0-9]+-[^|]*"), "...");
    EXPECT_EQ(out, golden("timeline.txt", out));
}

TEST_F(Timeline, IsJsonForPrograms) {
    const auto out = told("c3", TimelineOptions::Format::Jsonl).out;
    const auto first = out.substr(0, out.find('\n'));
    EXPECT_TRUE(first.starts_with("{\"data_dir\":\"" + data_dir +
                                  R"(","session":"FIX.4.4:BRIDGE->OMS","account":"main","order_key":)"))
        << first;
    EXPECT_TRUE(first.ends_with(
        R"("where":"FIX in","text":"35=D|11=a3|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=20250611-12:00:00"})"))
        << first;
}

TEST_F(Timeline, OfNoOrder) {
    const auto out = told("a9");
    EXPECT_EQ(out.code, kExitFound);
    EXPECT_EQ(out.err, "no order is called a9\n");
    EXPECT_EQ(told("a1", TimelineOptions::Format::Csv, "FIX.4.4:BRIDGE->NOBODY").code, kExitFound);
}

TEST_F(Timeline, OfAFolderThatIsNotThere) {
    const auto out =
        said([](Console& console) { return timeline({.order = "a1", .data_dirs = {"/nowhere"}}, console); });
    EXPECT_EQ(out.code, kExitUsage);
}

TEST(TimelineOfALaterSegment, SaysThatTheBeginningIsGone) {
    RecordRig later;
    later.play_day();
    later.rig.second(std::chrono::hours(12));
    later.venue("fill_response order_id=P5 trade_id=T9 price=189 quantity=5 order_type=STOP_LOSS");
    const auto folder = later.data_dir();
    std::filesystem::remove(folder + "/journal-00000000000000000001.qj");
    const auto out =
        said([&](Console& console) { return timeline({.order = "P5", .data_dirs = {folder}}, console); });
    EXPECT_EQ(out.code, kExitGood) << out.err;
    EXPECT_NE(out.out.find("it was taken in before the first row"), std::string::npos);
    EXPECT_NE(out.out.find("FILL venue_id=P5"), std::string::npos);
}

}  // namespace
}  // namespace qb::replay::test
