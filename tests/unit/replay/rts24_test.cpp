#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>

#include "replay/export.h"
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
    const auto lines =
        events({"date_and_time", "event", "order_identification_code", "x_cl_ord_id", "buy_sell_indicator",
                "order_type", "order_type_classification", "limit_price", "stop_price", "initial_quantity",
                "remaining_quantity_including_hidden", "traded_quantity", "transaction_price",
                "trading_venue_transaction_identification_code", "order_status"});
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

// ---- the Annex

constexpr auto kEmpty = "";  // nothing that a gateway to QFEX could say
constexpr auto kDateTime = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)";
constexpr auto kPrice = R"((?!(\D*\d){19})-?\d+(\.\d{1,13})?|)";     // {DECIMAL-18/13}, or of no such order
constexpr auto kQuantity = R"((?!(\D*\d){19})-?\d+(\.\d{1,17})?|)";  // {DECIMAL-18/17}, likewise
constexpr auto kBoolean = "true|false";

/// A field of the Annex, Table 2, and the format it asks for.
struct Asked {
    std::string name, format;
};
const std::array<Asked, 51> kAnnex{{
    {"submitting_entity", kEmpty},
    {"direct_electronic_access", kEmpty},
    {"client_identification_code", kEmpty},
    {"investment_decision_within_firm", kEmpty},
    {"execution_within_firm", kEmpty},
    {"non_executing_broker", kEmpty},
    {"trading_capacity", kEmpty},
    {"liquidity_provision_activity", kEmpty},
    {"date_and_time", kDateTime},
    {"validity_period", "DAVY|GTCV|IOCV|FOKV"},
    {"order_restriction", kEmpty},
    {"validity_period_and_time", kEmpty},
    {"priority_time_stamp", kEmpty},
    {"priority_size", kEmpty},
    {"sequence_number", R"([1-9]\d{0,49})"},
    {"segment_mic_code", kEmpty},
    {"order_book_code", ".{1,20}"},
    {"financial_instrument_identification_code", kEmpty},
    {"date_of_receipt", R"(\d{4}-\d\d-\d\d)"},
    {"order_identification_code", ".{0,50}"},
    {"event", "NEWO|TRIG|REME|CAME|CAMO|REMO|EXPI|PARF|FILL"},
    {"order_type", ".{1,50}"},
    {"order_type_classification", "LMTO|STOP"},
    {"limit_price", kPrice},
    {"additional_limit_price", kEmpty},
    {"stop_price", kPrice},
    {"pegged_limit_price", kEmpty},
    {"transaction_price", kPrice},
    {"price_currency", "[A-Z]{3}"},
    {"currency_of_leg_2", kEmpty},
    {"price_notation", "MONE|PERC|YIEL|BAPO"},
    {"buy_sell_indicator", "BUYI|SELL"},
    {"order_status", "ACTI|INAC"},
    {"quantity_notation", "UNIT|NOML|MONE"},
    {"quantity_currency", kEmpty},
    {"initial_quantity", kQuantity},
    {"remaining_quantity_including_hidden", kQuantity},
    {"displayed_quantity", kEmpty},
    {"traded_quantity", kQuantity},
    {"minimum_acceptable_quantity", kEmpty},
    {"minimum_executable_size", kEmpty},
    {"mes_first_execution_only", kEmpty},
    {"passive_only_indicator", kBoolean},
    {"passive_or_aggressive_indicator", "PASV|AGRE|"},
    {"self_execution_prevention", kEmpty},
    {"strategy_linked_order_identification", kEmpty},
    {"routing_strategy", kEmpty},
    {"trading_venue_transaction_identification_code", ".{0,52}"},
    {"trading_phases", kEmpty},
    {"indicative_auction_price", kEmpty},
    {"indicative_auction_volume", kEmpty},
}};

TEST_F(Rts24, HasTheFieldsOfTheAnnexInTheirOrder) {
    std::string head;
    for (const auto& asked : kAnnex) head += asked.name + ",";
    const auto csv = exported(data_dir).out;
    EXPECT_EQ(csv.substr(0, csv.find('\r')),
              head + "x_session,x_account,x_cl_ord_id,x_client_order_id,x_happened_at");
}

TEST_F(Rts24, HasTheFormatsOfTheAnnex) {
    const auto rows = rows_of(exported(data_dir).out);
    for (const auto& asked : kAnnex) {
        const std::regex format(asked.format);
        for (const auto& row : rows)
            EXPECT_TRUE(std::regex_match(row.at(asked.name), format))
                << asked.name << ": " << row.at(asked.name);
    }
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
    EXPECT_EQ(
        shown(rows_of(out.out), {"event", "order_identification_code", "date_of_receipt", "x_cl_ord_id"}),
        (Lines{"TRIG P5 2025-06-11 a5", "FILL P5 2025-06-11 a5"}));
    EXPECT_NE(out.err.find("1 orders were received before the first row"), std::string::npos) << out.err;
}

// ---- how orders end

struct End {
    std::string name, order, frames,
        expected;  ///< the events, fills with their liquidity; the last one's status, rest and validity
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
    for (const auto& row : rows) {
        const auto& liquidity = row.at("passive_or_aggressive_indicator");
        events += row.at("event") + (liquidity.empty() ? "" : ":") + liquidity + " ";
    }
    const auto last =
        shown({rows.back()}, {"order_status", "remaining_quantity_including_hidden", "validity_period"});
    EXPECT_EQ(events + last.front(), GetParam().expected);
}

const std::string kLimit = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=20250611-12:00:00|";
const std::string kIoc = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=3|60=20250611-12:00:00|";
const std::string kFok = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=4|60=20250611-12:00:00|";
const std::string kDay = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=2|44=150|59=0|60=20250611-12:00:00|";
const std::string kAck = "order_response status=ACK order_id=O quantity_remaining=10\n";
const std::string kFill = "fill_response order_id=O trade_id=T1 price=150 quantity=4 aggressor_side=";

INSTANTIATE_TEST_SUITE_P(
    Ends, Rts24End,
    testing::Values(
        End{"ByTheVenue", kLimit, kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10",
            "NEWO CAMO INAC 0 GTCV"},
        End{"BySelfTradePrevention", kIoc,
            kAck + "order_response status=CANCELLED_STP order_id=O quantity_remaining=10",
            "NEWO CAMO INAC 0 IOCV"},
        End{"WhatAnIocLeavesOver", kIoc,
            kAck + kFill + "BUY\norder_response status=IOC_CANCELLED order_id=O quantity_remaining=6",
            "NEWO PARF:AGRE EXPI INAC 0 IOCV"},
        End{"IocWithoutLiquidity", kIoc,
            kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10",
            "NEWO EXPI INAC 0 IOCV"},
        End{"FokThatCannotBeFilled", kFok,
            kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10",
            "NEWO REMO INAC 0 FOKV"},
        End{"FokThatWasFilledInPart", kFok,
            kAck + kFill + "BUY\norder_response status=CANCELLED order_id=O quantity_remaining=6",
            "NEWO PARF:AGRE EXPI INAC 0 FOKV"},
        End{"ByMassCancel", kLimit,
            kAck + "35=q|11=m|530=7|60=20250611-12:00:00|\norder_response status=CANCELLED order_id=O "
                   "quantity_remaining=10",
            "NEWO CAME INAC 0 GTCV"},
        End{"LateFill", kLimit,
            kAck + "order_response status=CANCELLED order_id=O quantity_remaining=10\n" + kFill + "SELL",
            "NEWO CAMO PARF:PASV INAC 0 GTCV"}),
    [](const auto& row) { return row.param.name; });

// ---- single orders

struct Single {
    std::string name, session_lines, order, expected;
};
class Rts24Single : public testing::TestWithParam<Single> {};

TEST_P(Rts24Single, HasTheCodesOfItsKind) {
    RecordRig rig({}, GetParam().session_lines);
    rig.rig.serve();
    auto oms = rig.rig.logged_on(1, "98=0|108=300|");
    oms.send(GetParam().order);
    EXPECT_EQ(shown(rows_of(exported(rig.data_dir()).out),
                    {"event", "order_type", "order_type_classification", "validity_period",
                     "passive_only_indicator", "order_status"}),
              Lines{GetParam().expected});
}

const std::string kMarket = "35=D|11=a|55=AAPL-USD|54=1|38=10|40=1|60=20250611-12:00:00|";

INSTANTIATE_TEST_SUITE_P(
    Orders, Rts24Single,
    testing::Values(Single{"Limit", {}, kLimit, "NEWO LIMIT LMTO GTCV false ACTI"},
                    Single{"PostOnly", {}, kLimit + "18=6|", "NEWO ALO LMTO GTCV true ACTI"},
                    Single{"Market", {}, kMarket, "NEWO MARKET LMTO IOCV false ACTI"},
                    Single{"DayTakenAsGtc", {}, kDay, "NEWO LIMIT LMTO GTCV false ACTI"},
                    Single{"DayRefused", "DayOrders=reject", kDay, "REMO LIMIT LMTO DAVY false INAC"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::replay::test
