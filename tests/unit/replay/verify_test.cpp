#include "replay/verify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bridge/recovery.h"
#include "journal/reader.h"
#include "journal/segment.h"
#include "records/rows.h"
#include "replay/continued_disk.h"
#include "support/rewritten_journal.h"
#include "support/verified.h"
#include "unit/bridge/core_rig.h"
#include "unit/bridge/venue_text.h"

namespace qb::replay {
namespace {

using bridge::test::CoreRig;
using fix::test::advance;
using fix::test::now;
using fix::test::stop_order;
using journal::RowKind;
using test::CopiedRow;
using test::expect_identical;
using test::FakeDisk;
using test::rewritten;
using test::Verified;
using test::verified;
using namespace std::chrono;

/// Before the rig's journal begins.
struct Noon {
    Noon() { fix::test::set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h)); }
};

class Verify : public testing::Test, private Noon {
protected:
    ~Verify() override { rig.verifies = false; }

    CoreRig rig;

    void frame(const std::string& words) {
        rig.core().venue_frame(0, bridge::test::venue_frame(words, rig.port.sent), now());
        rig.end_turn();
    }
    /// A limit order that the venue takes and fills in two parts.
    void a_filled_order(fix::test::Client& oms, const std::string& cl_ord_id, const std::string& id) {
        oms.send("35=D|11=" + cl_ord_id + "|55=AAPL-USD|54=1|38=10|40=2|44=150.5|59=1|60=20250611-12:00:00|");
        const auto of = " of=" + std::to_string(rig.port.sent.size());
        frame("order_response status=ACK quantity_remaining=10 order_id=" + id + of);
        frame("fill_response trade_id=T1 price=150.4 quantity=4 order_id=" + id + of);
        frame("fill_response trade_id=T2 price=150.5 quantity=6 order_id=" + id + of);
        advance(milliseconds(300));
    }
    /// What is left of the bridge.
    std::unique_ptr<FakeDisk> journal() {
        rig.kill();
        return rig.disk.copy();
    }
    std::unique_ptr<FakeDisk> journal_of_an_order() {
        rig.serve();
        auto oms = rig.logged_on();
        a_filled_order(oms, "a1", "O1");
        return journal();
    }
};

bool contains(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

/// Changes the text in the first row of the kind that holds it; the length stays.
test::Forgery replaces(RowKind kind, const std::string& was, const std::string& is) {
    return [kind, was, is, done = false](std::vector<CopiedRow>& turn) mutable {
        for (auto& row : turn) {
            const auto at = row.payload.find(was);
            if (done || row.kind != kind || at == std::string::npos) continue;
            row.payload.replace(at, was.size(), is);
            done = true;
        }
    };
}

/// Does something to the first turn that has a row of the kind with the text; `at` is its place there.
test::Forgery meddles(RowKind kind, const std::string& text,
                      const std::function<void(std::vector<CopiedRow>&, std::size_t at)>& how) {
    return [kind, text, how, done = false](std::vector<CopiedRow>& turn) mutable {
        for (std::size_t i = 0; i < turn.size() && !done; ++i) {
            if (turn[i].kind != kind || turn[i].payload.find(text) == std::string::npos) continue;
            how(turn, i);
            done = true;
        }
    };
}

TEST_F(Verify, AJournalIsRunAgainWithTheSameResult) {
    const auto disk = journal_of_an_order();
    const auto result = verified(*disk);
    EXPECT_EQ(result.code, kExitGood) << result.text;
    EXPECT_TRUE(contains(result.text, "result: identical; internally consistent")) << result.text;
    EXPECT_TRUE(contains(result.text, "1 venue commands, 3 FIX messages: 0 differences")) << result.text;
    EXPECT_FALSE(contains(result.text, "unedited"));
}

TEST_F(Verify, ACopyOfARewrittenJournalIsAsGood) {
    const auto disk = journal_of_an_order();
    expect_identical(*rewritten(*disk, [](auto&) {}));
}

TEST_F(Verify, AnotherBuildIsNamed) {
    const auto disk = journal_of_an_order();
    const auto result = verified(*disk, {}, "another build");
    EXPECT_EQ(result.code, kExitGood);
    EXPECT_TRUE(contains(result.text, "written by test, re-run by ANOTHER BUILD: another build"))
        << result.text;
}

// ---- a chain that was written anew around a change

TEST_F(Verify, AChangedReportIsToldTagByTag) {
    const auto disk = journal_of_an_order();
    const auto forged = rewritten(*disk, replaces(RowKind::FixOut,
                                                  "\x01"
                                                  "31=150.4\x01",
                                                  "\x01"
                                                  "31=150.3\x01"));
    const auto result = verified(*forged);
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_TRUE(contains(result.text, "31: recorded 150.3, re-run 150.4\n")) << result.text;
    EXPECT_TRUE(contains(result.text, "session=FIX.4.4:BRIDGE->OMS  MsgType=8  ClOrdID=a1  OrderID=O1"))
        << result.text;
    EXPECT_TRUE(contains(result.text, " 1 differences")) << result.text;  // what follows is compared
}

TEST_F(Verify, AChangedCommandIsToldMemberByMember) {
    const auto disk = journal_of_an_order();
    const auto result = verified(*rewritten(*disk, replaces(RowKind::VenueOut, "150.5", "150.6")));
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_TRUE(contains(result.text, "price: recorded ")) << result.text;
    EXPECT_TRUE(contains(result.text, "venue command differs")) << result.text;
    EXPECT_TRUE(contains(result.text, " 1 differences")) << result.text;
}

TEST_F(Verify, AChangedInputShowsInWhatCameOfIt) {
    const auto disk = journal_of_an_order();
    const auto result = verified(*rewritten(*disk, replaces(RowKind::FixIn,
                                                            "\x01"
                                                            "44=150.5\x01",
                                                            "\x01"
                                                            "44=150.6\x01")));
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_TRUE(contains(result.text, "order fact differs")) << result.text;
    EXPECT_TRUE(contains(result.text, "not re-run: rows ")) << result.text;
}

TEST_F(Verify, AChangedFactPartsTheStates) {
    const auto disk = journal_of_an_order();
    const auto result = verified(*rewritten(*disk, replaces(RowKind::Fact, "T1", "T9")));
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_TRUE(contains(result.text, "fact: recorded Filled, re-run Filled")) << result.text;
    EXPECT_TRUE(contains(result.text, "the states have parted")) << result.text;
}

/// The same inputs under another configuration, as after an upgrade that maps otherwise.
TEST_F(Verify, AnotherMappingShowsWhereItMatters) {
    const auto disk = journal_of_an_order();
    const auto result =
        verified(*rewritten(*disk, replaces(RowKind::Config, "PendingNew=N", "PendingNew=Y")));
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_TRUE(contains(result.text, "another row in its place")) << result.text;
    EXPECT_TRUE(contains(result.text, "row: recorded VenueOut, re-run Parked")) << result.text;
}

TEST_F(Verify, RowsThatWereTakenOutPutInOrSwappedAreNamed) {
    const auto disk = journal_of_an_order();
    std::uint64_t row = 0;
    const auto named = [&](const test::Forgery& forge) {
        const auto result = verified(*rewritten(*disk, forge));
        EXPECT_EQ(result.code, kExitFound) << result.text;
        EXPECT_TRUE(contains(result.text, "row " + std::to_string(row) + " ")) << row << '\n' << result.text;
    };
    named(meddles(RowKind::Fact, "T1", [&](auto& turn, std::size_t at) {
        row = turn[at].number;
        turn.erase(turn.begin() + static_cast<std::ptrdiff_t>(at));
    }));
    named(meddles(RowKind::Fact, "T1", [&](auto& turn, std::size_t at) {
        row = turn[at].number + 1;
        turn.insert(turn.begin() + static_cast<std::ptrdiff_t>(at), turn[at]);
    }));
    named(meddles(RowKind::Fact, "T1", [&](auto& turn, std::size_t at) {
        row = turn[at].number;
        std::swap(turn.at(at), turn.at(at + 1));
    }));
    named(meddles(RowKind::VenueOut, "add_order", [&](auto& turn, std::size_t at) {
        row = turn[at].number;
        turn.erase(turn.begin() + static_cast<std::ptrdiff_t>(at));
    }));
}

TEST_F(Verify, ASessionMessageMustKeepToTheRules) {
    const auto disk = journal_of_an_order();
    const auto broken = [&](const std::string& was, const std::string& is, std::string_view rule) {
        const auto result = verified(*rewritten(*disk, replaces(RowKind::FixOut, was, is)));
        EXPECT_EQ(result.code, kExitFound) << result.text;
        EXPECT_TRUE(contains(result.text, rule)) << result.text;
    };
    broken(
        "\x01"
        "34=2\x01",
        "\x01"
        "34=3\x01",
        "MsgSeqNum(34) is the row's number");
    broken(
        "\x01"
        "108=30\x01",
        "\x01"
        "108=31\x01",
        "BodyLength(9) and CheckSum(10)");
    const auto gone =
        verified(*rewritten(*disk, meddles(RowKind::FixOut,
                                           "\x01"
                                           "35=8\x01",
                                           [](auto& turn, std::size_t at) {
                                               turn.erase(turn.begin() + static_cast<std::ptrdiff_t>(at));
                                           })));
    EXPECT_TRUE(contains(gone.text, "MsgSeqNum(34) follows 1")) << gone.text;
}

TEST_F(Verify, ATestRequestMustBeAnswered) {
    auto oms = rig.logged_on();
    oms.send("35=1|112=one|");
    oms.send("35=1|112=two|");
    const auto disk = journal();
    expect_identical(*disk);
    const auto forged = rewritten(*disk, meddles(RowKind::FixOut, "112=one", [](auto& turn, std::size_t at) {
        turn.erase(turn.begin() + static_cast<std::ptrdiff_t>(at));
    }));
    EXPECT_TRUE(contains(verified(*forged).text, "every TestRequest(1) is answered"));
}

// ---- a chain that is broken

TEST_F(Verify, OneFlippedBitAnywhereIsNamedWithItsRow) {
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));
    const auto disk = journal();
    const auto name = disk->names().front();
    auto& bytes = disk->bytes(name);
    bytes.erase(bytes.find_last_not_of('\0') + 1);  // the space taken ahead
    ASSERT_LT(bytes.size(), 20'000U);
    const auto whole = bytes;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
        const auto result = verified(*disk);
        ASSERT_EQ(result.code, kExitFound) << "byte " << i << '\n' << result.text;
        ASSERT_TRUE(contains(result.text, " row ")) << "byte " << i << '\n' << result.text;
        ASSERT_TRUE(contains(result.text, "the journal is DAMAGED")) << result.text;
        bytes[i] = whole[i];
    }
    expect_identical(*disk);
}

// ---- the anchor

TEST_F(Verify, AnAnchorShowsAnEndThatWasCutOff) {
    rig.serve();
    auto oms = rig.logged_on();
    a_filled_order(oms, "a1", "O1");
    const auto early = rig.core().journal().head();
    a_filled_order(oms, "a2", "O2");
    const auto late = rig.core().journal().head();
    const auto disk = journal();
    const auto anchor = [](const journal::Head& head) {
        return "row=" + std::to_string(head.row) + " hash=" + journal::to_hex(head.hash);
    };
    const auto both = verified(*disk, anchor(early) + "\n" + anchor(late));
    EXPECT_EQ(both.code, kExitGood) << both.text;
    EXPECT_TRUE(contains(both.text, "result: identical; the chain is whole")) << both.text;

    const auto cut = rewritten(*disk, [&](auto& turn) {
        std::erase_if(turn, [&](const auto& row) { return row.number > early.row; });
    });
    EXPECT_EQ(verified(*cut).code, kExitFound) << "sequence numbers without messages";
    const auto shown = verified(*cut, anchor(late));
    EXPECT_EQ(shown.code, kExitFound);
    EXPECT_TRUE(contains(shown.text, "TAIL WAS CUT OFF")) << shown.text;

    const auto forged = rewritten(*disk, replaces(RowKind::VenueIn, "150.4", "150.4"));
    EXPECT_EQ(verified(*forged, anchor(late)).code, kExitGood);
    const auto changed = rewritten(*disk, replaces(RowKind::VenueIn, "T1", "T7"));
    EXPECT_TRUE(contains(verified(*changed, anchor(late)).text, "DOES NOT MATCH"));
}

// ---- segments, processes

TEST_F(Verify, ASegmentThatBeginsInBetweenChangesNothing) {
    rig.serve();
    auto oms = rig.logged_on(1, "98=0|108=300|");
    a_filled_order(oms, "a1", "O1");
    advance(hours(13));  // midnight
    rig.second();
    ASSERT_EQ(rig.disk.names().size(), 2U);
    oms = rig.logged_on(oms.next());
    a_filled_order(oms, "a2", "O2");
    const auto disk = journal();
    expect_identical(*disk);
    const auto other = rewritten(*disk, [](auto&) {});
    expect_identical(*other);
}

TEST_F(Verify, AJournalWithoutItsFirstSegmentIsRunAgainFromTheStateRecord) {
    rig.serve();
    auto oms = rig.logged_on(1, "98=0|108=300|");
    a_filled_order(oms, "a1", "O1");
    oms.send(stop_order("s1"));
    frame("stop_order_response status=ACK order_id=S1 of=" + std::to_string(rig.port.sent.size()));
    for (int i = 0; i < 60; ++i) rig.second();
    advance(hours(13));
    rig.second();
    ASSERT_EQ(rig.disk.names().size(), 2U);
    auto again = rig.logged_on(oms.next());
    a_filled_order(again, "a2", "O2");
    again.send("35=F|11=x1|41=s1|55=AAPL-USD|54=2|60=20250611-12:00:00|");
    const auto whole = journal();
    const auto disk = whole->copy();
    disk->erase(disk->names().front());
    const auto result = verified(*disk, {}, "another build");
    EXPECT_EQ(result.code, kExitGood) << result.text;
    EXPECT_TRUE(contains(result.text, "from row ")) << result.text;
    EXPECT_TRUE(contains(result.text, "written by test")) << result.text;
    const auto forged = rewritten(*whole, replaces(RowKind::FixOut,
                                                   "\x01"
                                                   "11=a2\x01",
                                                   "\x01"
                                                   "11=a3\x01"));
    forged->erase(forged->names().front());
    const auto found = verified(*forged);
    EXPECT_TRUE(contains(found.text, "11: recorded a3, re-run a2")) << found.text;
}

TEST(ContinuedDisk, ShowsTheSegmentsThatWereThereAtTheTurn) {
    FakeDisk recorded, scratch;
    for (const std::uint64_t first_row : {1U, 10U, 20U, 30U})
        recorded.put(journal::segment_name(first_row), "rows");
    scratch.put("left over", "");
    ContinuedDisk disk(recorded, {.segment = 20, .end = 4}, scratch, 10);
    EXPECT_EQ(disk.list().value(), (std::vector{journal::segment_name(10), journal::segment_name(20)}));
    EXPECT_TRUE(scratch.names().empty());
}

// ---- inputs that have rows of their own

/// Words and texts of event rows of the kind, without those that are in the way.
std::vector<std::string> events(journal::Disk& disk, RowKind kind,
                                const std::vector<std::string_view>& words) {
    std::vector<std::string> found;
    auto reader = journal::Reader::open(disk);
    for (auto row = reader->next(); row && *row; row = reader->next()) {
        if ((*row)->kind != kind) continue;
        const auto event = records::read_event((*row)->version, (*row)->payload);
        if (event && std::find(words.begin(), words.end(), event->word) != words.end())
            found.push_back(std::string(event->word) + " " + std::string(event->text));
    }
    return found;
}

TEST_F(Verify, RequestsAreRunAgainWhenTheyWereHandedOver) {
    rig.serve();
    auto oms = rig.logged_on();
    oms.send("35=D|11=x|55=AAPL-USD|");  // the dictionary asks for more
    const int gap = oms.next();
    oms.send_as(gap + 1, stop_order("a2"));
    oms.send_as(gap, stop_order("a1"));
    oms.send_as(gap, stop_order("a1"), "43=Y|122=" + fix::test::utc_text(now().wall) + "|");
    oms.set_next(gap + 2);
    oms.send("35=H|11=a1|55=AAPL-USD|54=2|");
    const auto disk = journal();
    const auto rows = events(*disk, RowKind::FixSession, {bridge::kEventNotTaken, bridge::kEventLate});
    ASSERT_EQ(rows.size(), 4U);
    EXPECT_EQ(rows[0], "NOT_TAKEN " + std::to_string(gap - 1));
    EXPECT_EQ(rows[1], "NOT_TAKEN " + std::to_string(gap + 1));
    EXPECT_TRUE(rows[2].starts_with("LATE 8=FIX.4.4")) << rows[2];
    EXPECT_TRUE(contains(rows[2], "11=a2")) << rows[2];
    EXPECT_EQ(rows[3], "NOT_TAKEN " + std::to_string(gap));
    expect_identical(*disk);
}

TEST_F(Verify, WhatDidNotLeaveIsARow) {
    rig.serve();
    auto oms = rig.logged_on();
    rig.port.takes = false;
    oms.send(stop_order("a1"));
    rig.go_on();
    rig.port.takes = true;
    rig.turn_goes_on = true;
    oms.send(stop_order("a2"));
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    const auto disk = journal();
    const auto rows = events(*disk, RowKind::Link, {bridge::kEventNotSent});
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_TRUE(rows[0].starts_with("NOT_SENT {\"type\":\"add_order\"")) << rows[0];
    expect_identical(*disk);
}

TEST_F(Verify, AnswersToReadsNameTheRead) {
    rig.serve();
    const orders::QueryHistoricOrders query{.symbol = "AAPL-USD", .client_order_id = "ab", .offset = 3};
    rig.core().historic_orders(0, query, "[]", now());
    rig.core().query_failed(0, query, {.fault = qfex::RestFault::NoAnswer, .status = 0, .text = "no"}, now());
    rig.core().query_failed(
        0, query,
        {.fault = qfex::RestFault::RateLimited, .status = 429, .text = "slow", .retry_after = seconds(20)},
        now());
    rig.end_turn();
    auto oms = rig.logged_on();
    oms.send(stop_order("a1"));  // the rate is paused
    const auto disk = journal();
    const std::string read = "historic offset=3 client_order_id=ab symbol=AAPL-USD";
    EXPECT_EQ(
        events(*disk, RowKind::Link,
               {bridge::kEventRead, bridge::kEventReadFailed, bridge::kEventReadRateLimited}),
        (std::vector{"READ " + read, "READ_FAILED " + read, "READ_RATE_LIMITED retry_after=20000 " + read}));
    expect_identical(*disk);
}

class FullDisk : public Verify {
protected:
    /// Text(58) of the answer to one more order.
    std::string answer() {
        oms.send(stop_order("a" + std::to_string(++sent)));
        const auto got = oms.read("8");
        return got.empty() ? std::string() : got.front()[58];
    }
    /// Nothing can be taken ahead for a while; the end of it is known when a turn has ended.
    void space_goes_and_comes_back() {
        rig.disk.script = [](FakeDisk::Op op, const std::string&) {
            return op == FakeDisk::Op::Preallocate ? FakeDisk::Verdict{FakeDisk::error(ENOSPC), {}}
                                                   : FakeDisk::Verdict{};
        };
        while (sent < 1000 && !answer().starts_with("JOURNAL_LOW_SPACE")) continue;
        ASSERT_LT(sent, 1000);
        rig.disk.script = nullptr;
        rig.second();
    }

    fix::test::Client oms = (rig.serve(), rig.logged_on());
    int sent = 0;
};

TEST_F(FullDisk, LowSpaceAndTheStopAreRows) {
    space_goes_and_comes_back();
    rig.second();
    EXPECT_EQ(answer(), "");
    rig.core().stop_taking_orders(now());
    rig.end_turn();
    EXPECT_TRUE(answer().starts_with("BRIDGE_STOPPING"));
    const auto disk = journal();
    EXPECT_EQ(
        events(*disk, RowKind::Note, {bridge::kEventLowSpace, bridge::kEventSpace, bridge::kEventStopping}),
        (std::vector<std::string>{"LOW_SPACE ", "SPACE ", "STOPPING "}));
    expect_identical(*disk);
}

TEST_F(FullDisk, ALossOfTheLinkMayComeFirstWhenThereIsSpaceAgain) {
    space_goes_and_comes_back();
    rig.core().link_down(0, "gone", now());
    rig.end_turn();
    const auto disk = journal();
    EXPECT_EQ(events(*disk, RowKind::Note, {bridge::kEventLowSpace, bridge::kEventSpace}),
              (std::vector<std::string>{"LOW_SPACE ", "SPACE "}));
    expect_identical(*disk);
}

TEST_F(Verify, EachProcessIsRunAgain) {
    rig.serve();
    auto oms = rig.logged_on();
    oms.send(stop_order("s1"));
    rig.restart();
    rig.serve();
    auto again = rig.logged_on(oms.next());
    rig.go_on();
    a_filled_order(again, "a2", "O2");
    rig.restart();
    const auto disk = journal();
    const auto result = verified(*disk);
    EXPECT_EQ(result.code, kExitGood) << result.text;
    EXPECT_TRUE(contains(result.text, "re-run: 3 processes")) << result.text;
}

}  // namespace
}  // namespace qb::replay
