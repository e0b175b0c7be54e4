#include <gtest/gtest.h>

#include <map>
#include <set>

#include "support/account_section.h"
#include "support/world.h"

// Two accounts in one bridge, at one venue, end to end over TCP and TLS. The desk trades on main and may name
// hedge; a second session trades on main too.
namespace qb::test {
namespace {

constexpr std::string_view kBoth = "Values=extended\nQfexAccount=main\nQfexAccounts=hedge\n";

class Accounts : public World {
protected:
    Accounts() {
        default_lines = kBoth;
        sim::Options options;
        options.accounts = {venue_account("test"), venue_account("hedge")};
        start_venue(std::move(options));
        more_sections =
            account_at(venue->port()) +
            "[SESSION]\nTargetCompID=DESK2\nUsername=desk\nPassword=desk-pass-3Tz9\nQfexAccounts=main\n";
    }

    /// The [ACCOUNT] hedge at a venue of this port.
    [[nodiscard]] std::string account_at(std::uint16_t port) const {
        return account_section("hedge", port, certs.ca_file());
    }
    void begin() {
        start_bridge();
        oms = desk();
    }
    /// As the desk goes on after the bridge has ended.
    void log_on_again() {
        const auto next_out = oms->next_out;
        oms = std::make_unique<FixPeer>(io);
        oms->next_out = next_out;
        oms->connect(bridge->fix_port());
        oms->logon();
        next(*oms, "A");
    }

    static std::string limit(const std::string& cl_ord_id, const std::string& account,
                             const std::string& side, const std::string& price) {
        return "35=D|11=" + cl_ord_id + "|1=" + account + "|55=AAPL-USD|54=" + side +
               "|38=1|40=2|44=" + price + "|59=1|60=" + fix_now() + "|";
    }
    FixFields answer(FixPeer& peer, const std::string& request, std::string_view type = "8") {
        peer.send(request);
        return next(peer, type);
    }
    FixFields accepted(const std::string& body) {
        auto report = answer(*oms, body);
        EXPECT_EQ(report[150], "0") << report.readable();
        return report;
    }
    /// The prices of the orders that are open at the venue.
    std::set<std::string> open_at_venue() {
        std::set<std::string> prices;
        for (const auto& order : venue->open_orders()) prices.insert(order.price.to_string());
        return prices;
    }

    std::unique_ptr<FixPeer> oms;
};

TEST_F(Accounts, TwoThatTradeWithEachOtherGetAFillEachUnderOneTradeId) {
    book("AAPL-USD", {}, {});
    begin();
    accepted(limit("a1", "main", "1", "180"));
    oms->send(limit("b1", "hedge", "2", "180"));
    std::map<std::string, FixFields> fills;
    for (int i = 0; i < 3; ++i) {  // b1 is accepted, then both are filled
        const auto report = next(*oms);
        if (report[150] == "F") fills.emplace(report[11], report);
    }
    ASSERT_EQ(fills.size(), 2U);
    const auto& bought = fills.at("a1");
    const auto& sold = fills.at("b1");
    EXPECT_EQ(bought[527], sold[527]) << bought.readable() << '\n' << sold.readable();
    EXPECT_FALSE(bought[527].empty());
    EXPECT_NE(bought[17], sold[17]);
    for (const auto* fill : {&bought, &sold}) {
        EXPECT_EQ((*fill)[39], "2");
        EXPECT_EQ((*fill)[31], "180.0");
        EXPECT_EQ((*fill)[32], "1");
    }
    EXPECT_EQ(bought[851], "1");
    EXPECT_EQ(sold[851], "2");
    const auto sides = venue->trades();
    ASSERT_EQ(sides.size(), 2U);
    EXPECT_EQ(sides[0].trade_id, bought[527]);
    EXPECT_NE(sides[0].account_id, sides[1].account_id);
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(Accounts, TwoSessionsOnOneAccountNeverSeeEachOthersOrders) {
    begin();
    auto other = desk({.sender = "DESK2"});
    const auto mine = accepted(stop("a1"));
    const auto theirs = answer(*other, stop("a1", "2"));
    EXPECT_EQ(theirs[150], "0") << theirs.readable();
    EXPECT_NE(mine[37], theirs[37]);
    EXPECT_EQ(answer(*other, "35=H|11=a1|55=AAPL-USD|54=2|")[37], theirs[37]);
    EXPECT_EQ(answer(*other, "35=AF|584=m1|585=7|")[911], "1");
    EXPECT_EQ(answer(*other, "35=q|11=x1|530=7|60=" + fix_now() + "|", "r")[533], "1");
    EXPECT_EQ(next(*other)[150], "4");
    settle();
    EXPECT_TRUE(oms->inbox.empty());
    EXPECT_EQ(venue->open_orders().size(), 1U);
}

TEST_F(Accounts, OneSessionRoutesAsksAndCancelsOverBoth) {
    begin();
    accepted(limit("a1", "main", "1", "150"));
    accepted(limit("b1", "hedge", "1", "151"));
    EXPECT_EQ(answer(*oms, limit("c1", "theirs", "1", "152"))[103], "15");
    EXPECT_EQ(answer(*oms, limit("a1", "hedge", "1", "153"))[103], "6");
    EXPECT_EQ(open_at_venue(), (std::set<std::string>{"150", "151"}));
    oms->send("35=AF|584=m1|585=7|");
    std::set<std::string> seen;
    for (int i = 0; i < 2; ++i) {
        const auto status = next(*oms);
        EXPECT_EQ(status[911], "2") << status.readable();
        EXPECT_EQ(status[912], i == 1 ? "Y" : "");
        seen.insert(status[11] + status[1]);
    }
    EXPECT_EQ(seen, (std::set<std::string>{"a1main", "b1hedge"}));
    EXPECT_EQ(answer(*oms, "35=q|11=x1|530=7|60=" + fix_now() + "|", "r")[533], "2");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(next(*oms)[150], "4");
    EXPECT_TRUE(open_at_venue().empty());
}

TEST_F(Accounts, AChangeFindsItsOrderInEitherAccount) {
    begin();
    accepted(limit("a1", "main", "1", "150"));
    accepted(limit("b1", "hedge", "1", "151"));
    const auto pending =
        answer(*oms, "35=G|11=b2|41=b1|55=AAPL-USD|54=1|38=2|40=2|44=149|60=" + fix_now() + "|");
    EXPECT_EQ(pending[150], "E") << pending.readable();
    const auto replaced = next(*oms);
    EXPECT_EQ(replaced[150], "5") << replaced.readable();
    EXPECT_EQ(open_at_venue(), (std::set<std::string>{"149", "150"}));
    EXPECT_EQ(answer(*oms, "35=F|11=x1|41=a1|55=AAPL-USD|54=1|60=" + fix_now() + "|")[150], "6");
    EXPECT_EQ(next(*oms)[150], "4");
    EXPECT_EQ(open_at_venue(), (std::set<std::string>{"149"}));
}

TEST_F(Accounts, WithOneLinkDownTheOtherTrades) {
    sim::Options options;
    options.tls = certs.good();
    options.accounts = {venue_account("hedge")};
    auto elsewhere = std::make_unique<sim::Server>(io, std::move(options));
    more_sections = account_at(elsewhere->port());
    begin();
    accepted(limit("a1", "main", "1", "150"));
    accepted(limit("b1", "hedge", "1", "151"));
    elsewhere.reset();
    until([this] { return !bridge->ready(); }, "the link is seen to be down");
    const auto refused = answer(*oms, limit("b2", "hedge", "1", "151"));
    EXPECT_EQ(refused[103], "2") << refused.readable();
    EXPECT_EQ(refused[58].rfind("QFEX_LINK_DOWN", 0), 0U);
    accepted(limit("a2", "main", "1", "152"));
    EXPECT_EQ(answer(*oms, "35=q|11=x1|530=7|60=" + fix_now() + "|", "r")[533], "2");
    std::map<std::string, std::string> told;
    for (int i = 0; i < 3; ++i) {
        const auto report = next(*oms);
        told[report[11]] = report[150] + ' ' + report[58].substr(0, 18);
    }
    EXPECT_EQ(told["a1"].substr(0, 13), "4 MASS_CANCEL");
    EXPECT_EQ(told["a2"].substr(0, 13), "4 MASS_CANCEL");
    EXPECT_EQ(told["b1"], "D MASS_CANCEL_FAILED");
}

TEST_F(Accounts, ARestartBringsBothBack) {
    begin();
    accepted(stop("a1", "1", "190"));
    accepted(stop("b1", "2", "190") + "1=hedge|");
    kill_bridge();
    book("AAPL-USD", {{"189.5", "5"}}, {{"190.5", "5"}});
    start_bridge();
    log_on_again();
    mark("AAPL-USD", "189.9");
    std::map<std::string, std::string> filled;
    for (int i = 0; i < 4; ++i) {  // each fires and is filled
        const auto report = next(*oms);
        if (report[150] == "F") filled[report[11]] = report[32];
    }
    EXPECT_EQ(filled, (std::map<std::string, std::string>{{"a1", "1"}, {"b1", "2"}}));
}

TEST_F(Accounts, AnAccountThatLeftTheConfigurationIsAnsweredAsWithItsLinkDown) {
    begin();
    const auto order = accepted(limit("b1", "hedge", "1", "151"));
    kill_bridge();
    const auto both = std::exchange(more_sections, {});
    default_lines = "Values=extended\n";
    start_bridge();  // ready: the account that is gone does not count
    log_on_again();
    EXPECT_EQ(answer(*oms, "35=H|11=b1|55=AAPL-USD|54=1|")[37], order[37]);
    const auto refused = answer(*oms, "35=F|11=x1|41=b1|55=AAPL-USD|54=1|60=" + fix_now() + "|", "9");
    EXPECT_EQ(refused[58].rfind("QFEX_LINK_DOWN", 0), 0U) << refused.readable();
    EXPECT_EQ(answer(*oms, limit("b2", "hedge", "1", "152"))[103], "15");
    accepted(limit("a1", "main", "1", "150"));
    kill_bridge();
    more_sections = both;
    default_lines = kBoth;
    start_bridge();
    log_on_again();
    EXPECT_EQ(answer(*oms, "35=F|11=x2|41=b1|55=AAPL-USD|54=1|60=" + fix_now() + "|")[150], "6");
    EXPECT_EQ(next(*oms)[150], "4");
}

}  // namespace
}  // namespace qb::test
