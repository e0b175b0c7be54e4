#include <gtest/gtest.h>

#include "support/account_section.h"
#include "support/stock_rules.h"
#include "support/world.h"

// Two OMS sessions and a session with DropCopy=Y, on one account unless told, end to end over TCP and TLS.
namespace qb::test {
namespace {

class DropCopy : public World {
protected:
    /// `copy_lines` are of the drop copy's session; the OMSs trade on `further_accounts` too.
    void begin(const std::string& copy_lines = "", const std::vector<std::string>& further_accounts = {}) {
        sim::Options options;
        options.accounts.push_back(venue_account("test"));
        for (const auto& name : further_accounts) options.accounts.push_back(venue_account(name));
        start_venue(std::move(options));
        for (const auto& name : further_accounts)
            more_sections += account_section(name, venue->port(), certs.ca_file());
        more_sections +=
            "[SESSION]\nTargetCompID=DESK2\nUsername=desk\nPassword=desk-pass-3Tz9\n"
            "[SESSION]\nTargetCompID=RISK\nUsername=desk\nPassword=desk-pass-3Tz9\nDropCopy=Y\n" +
            copy_lines;
        start_bridge();
        oms = desk();
        other = desk(FixPeer::Identity{.sender = "DESK2"});
    }
    void watch() { risk = desk(kRisk); }
    void watch_again() {
        const auto next_out = risk->next_out;
        risk = std::make_unique<FixPeer>(io, kRisk);
        risk->next_out = next_out;
        risk->connect(bridge->fix_port());
        risk->logon();
        next(*risk, "A");
    }
    FixFields accepted(FixPeer& peer, const std::string& body) {
        peer.send(body);
        auto report = next(peer);
        EXPECT_EQ(report[150], "0") << report.readable();
        return report;
    }
    /// The next copy, which must be that of `original`, come from `oms_id` and be of the account.
    void copy_of(const FixFields& original, const std::string& oms_id, const std::string& account = "main") {
        const auto copy = next(*risk);
        for (const int tag : {11, 14, 17, 37, 38, 39, 41, 54, 55, 150, 151})
            EXPECT_EQ(copy[tag], original[tag]) << tag << " of " << copy.readable();
        EXPECT_EQ(copy[797], "Y");
        EXPECT_EQ(copy[115], oms_id);
        EXPECT_EQ(copy[1], account) << copy.readable();
        EXPECT_FALSE(original.has(797));
        EXPECT_FALSE(original.has(115));
    }
    static std::string limit(const std::string& cl_ord_id, const std::string& price = "150") {
        return "35=D|11=" + cl_ord_id + "|21=1|55=AAPL-USD|54=1|38=1|40=2|44=" + price +
               "|59=1|60=" + fix_now() + "|";
    }
    static std::string cancel(const std::string& cl_ord_id, const std::string& of) {
        return "35=F|11=" + cl_ord_id + "|41=" + of + "|55=AAPL-USD|54=1|60=" + fix_now() + "|";
    }
    void elsewhere(std::string_view path, std::string_view body) {
        ASSERT_EQ(venue->control("POST", path, body).status, 200) << body;
    }
    void check_stock(std::string_view version) {
        for (const auto& text : risk->transcript)
            EXPECT_EQ(stock_faults(version, text), std::vector<std::string>{}) << FixFields(text).readable();
    }

    const FixPeer::Identity kRisk{.sender = "RISK"};
    std::unique_ptr<FixPeer> oms, other, risk;
};

TEST_F(DropCopy, EveryReportOfEverySessionIsCopied) {
    begin();
    watch();
    copy_of(accepted(*oms, limit("a1")), "DESK");
    copy_of(accepted(*other, limit("a1", "151")), "DESK2");
    book("AAPL-USD", {}, {{"150.5", "1"}});
    const auto fill = next(*other);
    EXPECT_EQ(fill[150], "F");
    copy_of(fill, "DESK2");
    oms->send(cancel("x1", "a1"));
    for (const auto* exec_type : {"6", "4"}) {
        const auto report = next(*oms);
        EXPECT_EQ(report[150], exec_type);
        copy_of(report, "DESK");
    }
    oms->send(cancel("x2", "a1"));
    next(*oms, "9");
    oms->send("35=H|11=a1|55=AAPL-USD|54=1|");
    EXPECT_EQ(next(*oms)[150], "I");
    settle();
    EXPECT_FALSE(risk->has("8")) << "answers to others' requests are not copied";
    EXPECT_FALSE(risk->has("9"));
    check_stock("FIX.4.4");
}

TEST_F(DropCopy, CopiesWaitWhileTheSessionIsAway) {
    begin();
    watch();
    risk->drop();
    settle();
    const auto first = accepted(*oms, limit("a1"));
    const auto second = accepted(*other, limit("b1"));
    kill_bridge();
    start_bridge();
    watch_again();
    copy_of(first, "DESK");
    copy_of(second, "DESK2");
}

TEST_F(DropCopy, OrdersPlacedElsewhereAreReportsOfNobody) {
    begin();
    watch();
    elsewhere("/foreign", R"({"symbol":"AAPL-USD","side":"BUY","quantity":2,"price":150})");
    const auto placed = next(*risk);
    EXPECT_EQ(placed[150], "0");
    EXPECT_EQ(placed[11], "NONE");
    EXPECT_EQ(placed[38], "2.0");
    EXPECT_EQ(placed[44], "150.0");
    EXPECT_EQ(placed[797], "Y");
    EXPECT_FALSE(placed.has(115));
    book("AAPL-USD", {}, {{"149", "1"}});
    const auto fill = next(*risk);
    EXPECT_EQ(fill[150], "F");
    EXPECT_EQ(fill[37], placed[37]);
    EXPECT_EQ(fill[14], "1.0");
    EXPECT_EQ(fill[151], "1.0");
    elsewhere("/end", R"({"order_id":")" + placed[37] + R"("})");
    const auto ended = next(*risk);
    EXPECT_EQ(ended[150], "4");
    EXPECT_EQ(ended[14], "1.0");
    EXPECT_EQ(ended[151], "0");
    settle();
    EXPECT_FALSE(risk->has("8"));
    EXPECT_FALSE(oms->has("8"));
    check_stock("FIX.4.4");
}

TEST_F(DropCopy, ItMayAskForStatusAndDoNothingElse) {
    begin();
    const auto order = accepted(*oms, limit("a1"));
    accepted(*other, limit("b1", "151"));
    watch();
    next(*risk);  // the copies that waited
    next(*risk);
    risk->send(limit("r1"));
    const auto refused = next(*risk, "j");
    EXPECT_EQ(refused[380], "6");
    EXPECT_EQ(refused[372], "D");
    EXPECT_EQ(refused[379], "r1");
    risk->send(cancel("r2", "a1"));
    EXPECT_EQ(next(*risk, "j")[372], "F");
    risk->send("35=q|11=r3|530=7|60=" + fix_now() + "|");
    EXPECT_EQ(next(*risk, "j")[372], "q");
    risk->send("35=H|11=any|37=" + order[37] + "|55=AAPL-USD|54=1|790=s1|");
    const auto status = next(*risk);
    EXPECT_EQ(status[150], "I");
    EXPECT_EQ(status[11], "a1");
    EXPECT_EQ(status[115], "DESK");
    EXPECT_EQ(status[790], "s1");
    risk->send("35=H|11=a1|55=AAPL-USD|54=1|");
    EXPECT_EQ(next(*risk)[103], "5") << "a ClOrdID is not enough";
    risk->send("35=AF|584=m1|585=7|");
    for (const auto* from : {"DESK", "DESK2"}) {
        const auto one = next(*risk);
        EXPECT_EQ(one[115], from);
        EXPECT_EQ(one[797], "Y");
        EXPECT_EQ(one[911], "2");
    }
    risk->send("35=AF|584=m2|585=7|1=other|");
    EXPECT_EQ(next(*risk)[37], "NONE") << "an account that it has nothing to do with";
    EXPECT_EQ(venue->open_orders().size(), 2U);
    check_stock("FIX.4.4");
}

TEST_F(DropCopy, HasTheOrdersOfBothItsAccountsAndOfNoOther) {
    default_lines = "QfexAccount=main\nQfexAccounts=hedge,apart\n";
    begin("QfexAccounts=hedge\n", {"hedge", "apart"});
    watch();
    accepted(*oms, limit("c1", "140") + "1=apart|");
    copy_of(accepted(*oms, limit("a1")), "DESK", "main");
    copy_of(accepted(*other, limit("a1", "151") + "1=hedge|"), "DESK2", "hedge");
    book("AAPL-USD", {}, {{"150.5", "1"}});
    copy_of(next(*other), "DESK2", "hedge");
    oms->send(cancel("x1", "c1"));
    EXPECT_EQ(next(*oms)[150], "6");
    EXPECT_EQ(next(*oms)[150], "4");
    accepted(*oms, limit("c2", "140") + "1=apart|");
    for (const auto* account : {"apart", "hedge"})
        elsewhere("/foreign", std::string(R"({"symbol":"AAPL-USD","side":"BUY","quantity":2,"price":141,)") +
                                  R"("account":"qfex_pub_)" + account + R"("})");
    const auto placed = next(*risk);
    EXPECT_EQ(placed[11], "NONE");
    EXPECT_EQ(placed[1], "hedge") << placed.readable();
    risk->send("35=AF|584=m1|585=7|");
    const auto live = next(*risk);
    EXPECT_EQ(live[911], "1") << live.readable();
    EXPECT_EQ(live[1], "main");
    risk->send("35=AF|584=m2|585=7|1=apart|");
    EXPECT_EQ(next(*risk)[37], "NONE");
    settle();
    EXPECT_FALSE(risk->has("8"));
    check_stock("FIX.4.4");
}

TEST_F(DropCopy, SpeaksFix42WhereItsSessionDoes) {
    begin("BeginString=FIX.4.2\nDataDictionary=" QB_SOURCE_DIR "/fix_spec/FIX42.xml\nPendingCancel=N\n");
    risk = desk(FixPeer::Identity{.sender = "RISK", .begin_string = "FIX.4.2"});
    accepted(*oms, limit("a1"));
    const auto copy = next(*risk);
    EXPECT_EQ(copy[20], "0");
    EXPECT_EQ(copy[115], "DESK");
    EXPECT_FALSE(copy.has(797));
    oms->send(cancel("x1", "a1"));
    EXPECT_EQ(next(*risk)[150], "4") << "no 150=6 with PendingCancel=N";
    risk->send(limit("r1"));
    EXPECT_EQ(next(*risk, "j")[380], "0");
    elsewhere("/foreign", R"({"kind":"fill","symbol":"AAPL-USD","side":"SELL","quantity":1,"price":150})");
    const auto placed = next(*risk);
    EXPECT_EQ(placed[11], "NONE") << placed.readable();
    check_stock("FIX.4.2");
}

TEST_F(DropCopy, SpeaksFix50Sp2WhereItsSessionDoes) {
    begin("BeginString=FIXT.1.1\nTransportDataDictionary=" QB_SOURCE_DIR
          "/fix_spec/FIXT11.xml\nAppDataDictionary=" QB_SOURCE_DIR "/fix_spec/FIX50SP2.xml\n");
    risk = desk(FixPeer::Identity{.sender = "RISK", .begin_string = "FIXT.1.1"}, "1137=9|");
    copy_of(accepted(*oms, stop("s1")), "DESK");
    book("AAPL-USD", {{"189.5", "1"}}, {{"190.5", "5"}});
    mark("AAPL-USD", "189.9");
    EXPECT_EQ(next(*oms)[150], "D");
    EXPECT_EQ(next(*risk)[150], "L") << "the value of its own version";
    const auto fill = next(*oms);
    const auto copy = next(*risk);
    EXPECT_EQ(copy[8], "FIXT.1.1");
    EXPECT_EQ(copy[150], "F");
    EXPECT_EQ(copy[17], fill[17]);
    EXPECT_EQ(copy[880], fill[527]) << copy.readable();
    EXPECT_FALSE(copy.has(527));
    EXPECT_EQ(copy[115], "DESK");
    EXPECT_EQ(copy[797], "Y");
    risk->send(limit("r1"));
    EXPECT_EQ(next(*risk, "j")[380], "6");
    elsewhere("/foreign", R"({"kind":"fill","symbol":"AAPL-USD","side":"SELL","quantity":1,"price":150})");
    const auto placed = next(*risk);
    EXPECT_EQ(placed[11], "NONE") << placed.readable();
    EXPECT_EQ(placed[797], "Y");
    EXPECT_FALSE(placed.has(115));
    check_stock("FIX.5.0SP2");
}

}  // namespace
}  // namespace qb::test
