#include <gtest/gtest.h>

#include <algorithm>

#include "support/stock_rules.h"
#include "support/world.h"

// The same conversation in every FIX version that is served, over TCP and TLS. What differs is the row; that
// nothing is sent which the dictionary of the version lacks is asked of every message.
namespace qb::test {
namespace {

struct Version {
    std::string name, begin_string, application, values;
    std::map<std::string, std::string> dictionaries;
    std::string logon;                                            ///< fields of the Logon
    std::string take_profit;                                      ///< fields that make a stop one
    std::string trigger, restatement, partial, complete, status;  ///< 150, 378 of the trigger, 150, 150, 150
    std::string replaced, off_tick, unsupported, other_change;    ///< 39, 103, 103, 102
    int trade_id_tag;
    bool mass;                    ///< AF and q are there
    std::string other_mass = {};  ///< 532 of a refused mass cancel
};

const Version kFix42{.name = "Fix42",
                     .begin_string = "FIX.4.2",
                     .application = "FIX.4.2",
                     .values = "stock",
                     .dictionaries = {{"DataDictionary", "FIX42.xml"}},
                     .logon = "",
                     .take_profit = "40=3|5001=TP|",
                     .trigger = "D",
                     .restatement = "4",
                     .partial = "1",
                     .complete = "2",
                     .status = "5",
                     .replaced = "5",
                     .off_tick = "0",
                     .unsupported = "0",
                     .other_change = "2",
                     .trade_id_tag = 0,
                     .mass = false};
const Version kFix44{.name = "Fix44",
                     .begin_string = "FIX.4.4",
                     .application = "FIX.4.4",
                     .values = "stock",
                     .dictionaries = {{"DataDictionary", "FIX44.xml"}},
                     .logon = "",
                     .take_profit = "40=J|",
                     .trigger = "D",
                     .restatement = "99",
                     .partial = "F",
                     .complete = "F",
                     .status = "I",
                     .replaced = "0",
                     .off_tick = "99",
                     .unsupported = "11",
                     .other_change = "99",
                     .trade_id_tag = 527,
                     .mass = true,
                     .other_mass = "0"};
const Version kFix50{
    .name = "Fix50Sp2",
    .begin_string = "FIXT.1.1",
    .application = "FIX.5.0SP2",
    .values = "stock",
    .dictionaries = {{"TransportDataDictionary", "FIXT11.xml"}, {"AppDataDictionary", "FIX50SP2.xml"}},
    .logon = "1137=9|",
    .take_profit = "40=J|",
    .trigger = "L",
    .restatement = "",
    .partial = "F",
    .complete = "F",
    .status = "I",
    .replaced = "0",
    .off_tick = "18",
    .unsupported = "11",
    .other_change = "99",
    .trade_id_tag = 880,
    .mass = true,
    .other_mass = "99"};

Version extended(Version version) {
    version.name += "Extended";
    version.values = "extended";
    version.trigger = "L";
    version.restatement = "";
    version.off_tick = "18";
    version.unsupported = "11";
    if (version.mass) version.other_mass = "99";
    return version;
}

/// What Values=extended may send that a stock dictionary refuses.
bool is_extended_value(const std::string& fault) {
    const auto begins = [&](std::string_view value) { return fault.starts_with(value); };
    return begins("150=L ") || begins("103=11 ") || begins("103=13 ") || begins("103=18 ") ||
           begins("532=99 ");
}

class DialectConversation : public World, public testing::WithParamInterface<Version> {
protected:
    DialectConversation() {
        dictionaries = version.dictionaries;
        default_lines = "BeginString=" + version.begin_string + "\nValues=" + version.values +
                        "\nReportFees=Y\nPendingNew=Y\n";
        start_venue();
        start_bridge();
        oms = desk({.begin_string = version.begin_string}, version.logon);
    }

    /// Every field that any of the versions requires of a request is there.
    void order(const std::string& id, const std::string& terms, const std::string& side = "2") {
        oms->send("35=D|11=" + id + "|21=1|55=AAPL-USD|54=" + side + "|59=1|60=" + fix_now() + "|" + terms);
    }
    void cancel(const std::string& id, const std::string& of) {
        oms->send("35=F|11=" + id + "|41=" + of + "|55=AAPL-USD|54=2|60=" + fix_now() + "|");
    }
    void replace(const std::string& id, const std::string& of, const std::string& terms) {
        oms->send("35=G|11=" + id + "|41=" + of + "|21=1|55=AAPL-USD|54=2|60=" + fix_now() + "|" + terms);
    }
    /// The next ExecutionReport, which must have this ExecType(150).
    FixFields report(const std::string& exec_type) {
        auto got = next(*oms);
        EXPECT_EQ(got[150], exec_type) << got.readable();
        return got;
    }
    FixFields accepted() {
        report("A");
        return report("0");
    }
    void arm_and_replace();
    void fire_and_fill();
    void refuse_orders();
    void refuse_changes();
    void mass_requests();
    void bad_input();
    void without_the_venue();
    void check_transcript() const;

    std::unique_ptr<FixPeer> oms;
    const Version& version = GetParam();
};

void DialectConversation::arm_and_replace() {
    order("a1", "38=1|40=3|99=190|");
    const auto ack = accepted();
    EXPECT_EQ(ack[39], "0");
    EXPECT_EQ(ack[20], version.begin_string == "FIX.4.2" ? "0" : "");
    order("m1", "38=1|99=210|" + version.take_profit);
    accepted();
    ASSERT_EQ(venue->orders().size(), 2U);
    EXPECT_EQ(venue->orders()[1].type, orders::OrderType::TakeProfit);
    replace("r1", "a1", "38=1|40=3|99=189|");
    EXPECT_EQ(report("E")[39], "E");
    EXPECT_EQ(report("5")[39], version.replaced);
    oms->send("35=H|11=r1|55=AAPL-USD|54=2|");
    const auto status = report(version.status);
    EXPECT_EQ(status[39], version.replaced);
    EXPECT_EQ(status[17], "0");
    oms->send("35=H|11=nobody|55=AAPL-USD|54=2|");
    EXPECT_EQ(next(*oms)[103], "5");
}

void DialectConversation::fire_and_fill() {
    book("AAPL-USD", {{"188.9", "0.4"}, {"188.8", "5"}}, {{"190.5", "5"}});
    mark("AAPL-USD", "188.95");
    const auto fired = report(version.trigger);
    EXPECT_EQ(fired[378], version.restatement);
    const auto first = report(version.partial);
    EXPECT_EQ(first[39], "1");
    EXPECT_EQ(first[14], "0.4");
    const auto last = report(version.complete);
    EXPECT_EQ(last[39], "2");
    for (const int tag : {527, 880}) EXPECT_EQ(last.has(tag), tag == version.trade_id_tag) << tag;
    cancel("x1", "m1");
    EXPECT_EQ(report("6")[39], "6");
    EXPECT_EQ(report("4")[39], "4");
}

void DialectConversation::refuse_orders() {
    order("a1", "38=1|40=3|99=190|");  // an id of the order that was filled
    EXPECT_EQ(report("8")[103], "6");
    order("s1", "38=1|40=4|44=180|99=181|");
    EXPECT_EQ(report("8")[103], version.unsupported);
    order("t1", "38=1|40=2|44=150.123456|", "1");
    report("A");
    const auto off_tick = report("8");
    EXPECT_EQ(off_tick[103], version.off_tick) << off_tick.readable();
    EXPECT_TRUE(off_tick[58].starts_with("INVALID_TICK_SIZE_PRECISION_PRICE"));
}

void DialectConversation::refuse_changes() {
    cancel("x2", "nobody");
    EXPECT_EQ(next(*oms, "9")[102], "1");
    order("b1", "38=1|40=3|99=180|");
    accepted();
    replace("r2", "b1", "40=3|99=179|");  // without OrderQty(38)
    const auto refused = next(*oms, "9");
    EXPECT_EQ(refused[102], version.other_change) << refused.readable();
    EXPECT_EQ(refused[434], "2");
}

void DialectConversation::mass_requests() {
    oms->send("35=AF|584=m1|585=7|");
    oms->send("35=q|11=q1|530=7|60=" + fix_now() + "|");
    if (!version.mass) {
        EXPECT_EQ(next(*oms, "3")[373], "11");
        EXPECT_EQ(next(*oms, "3")[373], "11");
        cancel("x3", "b1");
        report("6");
        report("4");
        return;
    }
    EXPECT_EQ(report("I")[912], "Y");
    const auto answer = next(*oms, "r");
    EXPECT_EQ(answer[533], "1") << answer.readable();
    EXPECT_EQ(report("4")[11], "b1");
}

void DialectConversation::bad_input() {
    order("u1", "38=1|40=3|99=190|4999=x|");
    EXPECT_EQ(next(*oms, "3")[371], "4999");
    order("u2", "38=0|40=3|99=190|");
    EXPECT_EQ(report("8")[39], "8");
    oms->send("35=E|66=l1|");
    EXPECT_EQ(next(*oms, "j")[380], "3");
    order("u3", "38=1|40=3|99=190|40=3|");
    EXPECT_EQ(next(*oms, "3")[371], "40");
    oms->send("35=1|112=ping|");
    EXPECT_EQ(next(*oms, "0")[112], "ping");
    oms->send("35=2|7=1|16=0|");
    next(*oms, "4");
    next(*oms);  // everything again
    settle();
    oms->inbox.clear();
}

void DialectConversation::without_the_venue() {
    venue.reset();
    until([this] { return !bridge->ready(); }, "the link is seen to be down");
    order("d1", "38=1|40=3|99=190|");
    EXPECT_EQ(report("8")[103], "2");
    if (version.mass) {
        oms->send("35=q|11=q2|530=7|60=" + fix_now() + "|");
        EXPECT_EQ(next(*oms, "r")[532], version.other_mass);
    }
    oms->send("35=5|");
    next(*oms, "5");
}

void DialectConversation::check_transcript() const {
    EXPECT_GT(oms->transcript.size(), 40U);
    for (const auto& text : oms->transcript) {
        for (const auto& fault : stock_faults(version.application, text)) {
            const bool wanted = version.values == "extended" && is_extended_value(fault);
            EXPECT_TRUE(wanted) << fault << " in " << FixFields(text).readable();
        }
    }
}

TEST_P(DialectConversation, HoldsWhatTheVersionSays) {
    arm_and_replace();
    fire_and_fill();
    refuse_orders();
    refuse_changes();
    mass_requests();
    bad_input();
    without_the_venue();
    check_transcript();
}
INSTANTIATE_TEST_SUITE_P(Versions, DialectConversation,
                         testing::Values(kFix42, extended(kFix42), kFix44, extended(kFix44), kFix50,
                                         extended(kFix50)),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::test
