#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "replay/export.h"
#include "replay/rts24_fields.h"
#include "unit/replay/record_rig.h"

namespace qb::replay::test {
namespace {

using Lines = std::vector<std::string>;
using Layout = ExportOptions::Layout;

Said exported(const std::string& data_dir, const std::string& from = {}) {
    return said([&](Console& console) {
        return export_record({.data_dir = data_dir, .layout = Layout::Rts24, .from = from}, console);
    });
}

class Rts24 : public testing::Test {
protected:
    static void SetUpTestSuite() {
        rig = new RecordRig;  // NOLINT(cppcoreguidelines-owning-memory): gtest's own way
        rig->play_day();
        data_dir = rig->data_dir();
    }
    static void TearDownTestSuite() { delete rig; }  // NOLINT(cppcoreguidelines-owning-memory)

    static Lines events(const std::vector<std::string>& columns) {
        const auto out = exported(data_dir);
        EXPECT_EQ(out.code, kExitGood) << out.err;
        return shown(rows_of(out.out), columns);
    }

    static inline RecordRig* rig = nullptr;
    static inline std::string data_dir;
};

TEST_F(Rts24, TellsTheEventsOfTheDay) {
    const auto lines = events({"date_and_time", "event", "order_identification", "x_cl_ord_id",
                               "buy_sell_indicator", "order_type", "order_type_classification", "limit_price",
                               "stop_price", "initial_quantity", "remaining_quantity", "traded_quantity",
                               "transaction_price", "transaction_identification_code", "order_status"});
    EXPECT_EQ(as_text(lines), golden("rts24-events.txt", as_text(lines)));
}

TEST_F(Rts24, FillsWhatIsTheSameForAllEvents) {
    const auto lines = events({"event", "validity_period", "order_book_code", "date_of_receipt",
                               "price_currency", "price_notation", "quantity_notation",
                               "passive_only_indicator", "x_session", "x_account", "x_client_order_id"});
    EXPECT_EQ(as_text(lines), golden("rts24-constant.txt", as_text(lines)));
}

TEST_F(Rts24, SaysWhatItCannotSay) {
    const auto out = exported(data_dir);
    EXPECT_EQ(out.err, golden("rts24-coverage.txt", out.err));
}

TEST_F(Rts24, HasTheFieldsOfTheAnnexInTheirOrder) {
    EXPECT_EQ(rts24::kFields.size(), 51U);
    EXPECT_EQ(rts24::kFields[14].name, "sequence_number");
    EXPECT_EQ(rts24::kFields[20].name, "event");
    EXPECT_EQ(rts24::kFields[47].name, "transaction_identification_code");
    const auto csv = exported(data_dir).out;
    const auto head = csv.substr(0, csv.find('\r'));
    EXPECT_TRUE(head.starts_with("submitting_entity,direct_electronic_access,client_identification,"))
        << head;
    EXPECT_EQ(std::count(head.begin(), head.end(), ','), 51 + 5 - 1);
}

TEST_F(Rts24, SequenceNumbersAreUniqueAndTellTheOrderOfEvents) {
    std::map<std::uint64_t, std::string> times;
    const auto rows = rows_of(exported(data_dir).out);
    for (const auto& row : rows) times[std::stoull(row.at("sequence_number"))] = row.at("date_and_time");
    EXPECT_EQ(times.size(), rows.size());
    std::string before;
    for (const auto& [number, time] : times) {
        EXPECT_LE(before, time) << number;
        before = time;
    }
}

TEST_F(Rts24, WritesTheCoverageToAFile) {
    const auto file = rig->new_file("coverage.txt");
    const auto out = said([&](Console& console) {
        return export_record({.data_dir = data_dir, .layout = Layout::Rts24, .coverage = file}, console);
    });
    EXPECT_EQ(out.code, kExitGood);
    EXPECT_EQ(out.err, "");
    std::ifstream in(file);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), exported(data_dir).err);
}

TEST(Rts24OfALaterSegment, SaysThatTheReceiptIsGone) {
    RecordRig rig;
    rig.play_day();
    rig.rig.second(std::chrono::hours(12));
    rig.venue("fill_response order_id=P5 trade_id=T9 price=189 quantity=5 order_type=STOP_LOSS");
    const auto data_dir = rig.data_dir();
    std::filesystem::remove(data_dir + "/journal-00000000000000000001.qj");
    const auto out = exported(data_dir);
    EXPECT_EQ(shown(rows_of(out.out), {"event", "order_identification", "date_of_receipt", "x_cl_ord_id"}),
              (Lines{"TRIG P5 2025-06-11 a5", "FILL P5 2025-06-11 a5"}));
    EXPECT_NE(out.err.find("1 orders were received before the first row"), std::string::npos) << out.err;
}

// ---- how orders end

struct End {
    std::string name, order, frames,
        expected;  ///< expected: the events, and the last one's remaining quantity
};
class Rts24End : public testing::TestWithParam<End> {};

TEST_P(Rts24End, HasTheCodeOfWhoBroughtItAbout) {
    RecordRig rig;
    rig.rig.serve();
    auto oms = rig.rig.logged_on(1, "98=0|108=300|");
    oms.send(GetParam().order);
    std::istringstream frames(GetParam().frames);
    for (std::string line; std::getline(frames, line);)
        line.starts_with("35=") ? oms.send(line) : rig.venue(line);
    const auto rows = rows_of(exported(rig.data_dir()).out);
    std::string events;
    for (const auto& row : rows) events += row.at("event") + " ";
    EXPECT_EQ(events + rows.back().at("remaining_quantity"), GetParam().expected);
}

const std::string kLimit = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=20250611-12:00:00|";
const std::string kIoc = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=3|60=20250611-12:00:00|";
const std::string kAck = "order_response status=ACK order_id=O quantity_remaining=10\n";
const std::string kFill = "fill_response order_id=O trade_id=T1 price=150 quantity=4\n";

INSTANTIATE_TEST_SUITE_P(
    Ends, Rts24End,
    testing::Values(
        End{"ByTheVenue", kLimit, kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10",
            "NEWO CAMO 0"},
        End{"BySelfTradePrevention", kIoc,
            kAck + "order_response status=CANCELLED_STP order_id=O quantity_remaining=10", "NEWO CAMO 0"},
        End{"WhatAnIocLeavesOver", kIoc,
            kAck + kFill + "order_response status=IOC_CANCELLED order_id=O quantity_remaining=6",
            "NEWO PARF EXPI 0"},
        End{"ByMassCancel", kLimit,
            kAck + "35=q|11=m|530=7|60=20250611-12:00:00|\norder_response status=CANCELLED order_id=O "
                   "quantity_remaining=10",
            "NEWO CAME 0"},
        End{"LateFill", kLimit,
            kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10\n" + kFill,
            "NEWO CAMO PARF 0"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::replay::test
