#include "bridge/order_line.h"

#include <gtest/gtest.h>

#include "unit/ops/folder.h"

namespace qb::bridge {
namespace {

using namespace orders;

std::string line_of(const Fact& fact, ops::LogLevel level = ops::LogLevel::Info) {
    Order order;
    order.request.cl_ord_id = "a1";
    order.request.symbol = "AAPL-USD";
    order.request.side = Side::Sell;
    order.request.quantity = Decimal::parse("5").value();
    order.request.stop_px = Decimal::parse("99.5").value();
    order.venue_ids.push_back("v1");
    order.venue_ids.push_back("v2");
    order.cum_qty = Decimal::parse("2").value();
    order.state = OrderState::Live;
    const test::Folder folder;
    {
        ops::Log log({level, ops::LogFormat::Text, folder / "log"});
        log_order_line(log, fact, order, "S", "A", WallTime{});
    }
    return test::text_of(folder / "log");
}

TEST(OrderLine, NamesTheEvent) {
    Accepted held;
    held.held = true;
    Filled late;
    late.late = true;
    Ended rejected;
    rejected.state = OrderState::Rejected;
    for (const auto& [fact, name] :
         std::initializer_list<std::pair<Fact, std::string>>{{Accepted{}, "order.sent"},
                                                             {held, "order.held"},
                                                             {Released{}, "order.sent"},
                                                             {Refused{}, "order.refused"},
                                                             {Duplicate{}, "order.duplicate"},
                                                             {Acked{}, "order.acknowledged"},
                                                             {Aliased{}, "order.new_id"},
                                                             {Triggered{}, "order.triggered"},
                                                             {Filled{}, "order.fill"},
                                                             {late, "order.late_fill"},
                                                             {Ended{}, "order.cancelled"},
                                                             {rejected, "order.rejected"},
                                                             {BecameUnknown{}, "order.unknown"},
                                                             {SettlingBegan{}, "order.settling"},
                                                             {SettlingEnded{}, "order.settled"},
                                                             {Archived{}, "order.archived"},
                                                             {Restored{}, "order.restored"}}) {
        EXPECT_NE(line_of(fact, ops::LogLevel::Debug).find(' ' + name + ' '), std::string::npos) << name;
    }
}

TEST(OrderLine, TellsAFillWithEveryIdAndNumber) {
    Filled fill;
    fill.trade_id = "t9";
    fill.price = Decimal::parse("99.25").value();
    fill.quantity = Decimal::parse("1.5").value();
    const auto line = line_of(fill);
    for (const char* part : {" Session=S ", " Account=A ", " ClOrdID=a1 ", " OrderID=v1 ",
                             " client_order_id=00000000000000000000000000000000 ", " Symbol=AAPL-USD ",
                             " Side=SELL ", " OrderQty=5 ", " Price=99.5 ", " LastQty=1.5 ", " LastPx=99.25 ",
                             " TradeID=t9 ", " CumQty=2 ", " LeavesQty=3"}) {
        EXPECT_NE(line.find(part), std::string::npos) << part << " in " << line;
    }
}

TEST(OrderLine, GivesTheReasonAndTheLevel) {
    EXPECT_NE(line_of(Refused{0, {}, {99, "WORD", "a sentence"}, {}}).find(": WORD a sentence\n"),
              std::string::npos);
    EXPECT_NE(line_of(SettlingBegan{0, "CANCELLED", {}}).find(": CANCELLED\n"), std::string::npos);
    const auto unknown = line_of(BecameUnknown{0, "ACK_TIMEOUT", {}});
    EXPECT_NE(unknown.find(" ERROR order.unknown "), std::string::npos);
    EXPECT_NE(unknown.find(": ACK_TIMEOUT\n"), std::string::npos);
    EXPECT_EQ(line_of(Archived{}), "");
}

}  // namespace
}  // namespace qb::bridge
