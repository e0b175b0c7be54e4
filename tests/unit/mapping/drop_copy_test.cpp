#include <gtest/gtest.h>

#include <set>

#include "fix_messages.h"
#include "mapping/foreign_report.h"
#include "mapping/reports.h"
#include "mapping/request_reports.h"
#include "sample_orders.h"

/// What a drop copy adds to a report, and reports of orders that were placed elsewhere.
namespace qb::mapping {
namespace {

using namespace orders;
using namespace test;

struct CopyRow {
    std::string version, has_indicator;
};
class Copy : public testing::TestWithParam<CopyRow> {};
TEST_P(Copy, SaysThatItIsOneAndWhoseOrderItIs) {
    const Dialect dialect = *dialect_for(GetParam().version);
    const CopyOf of{.account = "main", .comp_id = "OMS1"};
    const Order order = filled(limit(), "150.25", "4");
    const Acked fact{.key = 5, .venue_id = "V1", .at = kAt};
    const ReportContext plain{.dialect = dialect, .row = kRow, .now = kNow};
    const auto original = *execution_report(fact, order, plain);
    auto context = plain;
    context.copy = &of;
    const auto copy = *execution_report(fact, order, context);
    EXPECT_EQ(field(copy, 797), GetParam().has_indicator);
    EXPECT_EQ(copy.getHeader().getField(115), "OMS1");
    EXPECT_EQ(field(copy, 17), field(original, 17)) << "the same event";
    EXPECT_EQ(field(original, 797), "(absent)");
    EXPECT_FALSE(original.getHeader().isSetField(115));
}
INSTANTIATE_TEST_SUITE_P(Rows, Copy,
                         testing::Values(CopyRow{"FIX.4.2", "(absent)"}, CopyRow{"FIX.4.4", "Y"},
                                         CopyRow{"FIXT.1.1", "Y"}),
                         [](const auto& row) {
                             auto name = row.param.version;
                             std::erase(name, '.');
                             return name;
                         });

TEST(DropCopy, NamesTheAccountWhereTheOmsDidNot) {
    const Dialect dialect = stock();
    const CopyOf of{.account = "hedge", .comp_id = "OMS1"};
    Order order = limit();
    const auto account = [&] {
        return field(status_report(order, {.dialect = dialect, .row = kRow, .now = kNow, .copy = &of}), 1);
    };
    order.request.account = std::string();
    EXPECT_EQ(account(), "hedge");
    order.request.account = std::string("main");
    EXPECT_EQ(account(), "main");
}

struct ForeignRow {
    std::string version, exec_type;
};
class ForeignFill : public testing::TestWithParam<ForeignRow> {};
TEST_P(ForeignFill, IsOfNobody) {
    const Dialect dialect = *dialect_for(GetParam().version);
    const CopyOf of{.account = "main", .comp_id = {}};
    ForeignOrders known;
    FillEvent fill;
    fill.trade_id = "T-1";
    fill.order_id = "V9";
    fill.symbol = "AAPL-USD";
    fill.side = Side::Sell;
    fill.price = number("150.25");
    fill.quantity = number("4");
    fill.remaining = number("6");
    const ReportContext context{.dialect = dialect, .row = kRow, .now = kNow, .copy = &of};
    const auto heard = known.hear(fill);
    ASSERT_TRUE(heard);
    const auto report = foreign_report(*heard, context);
    const std::vector<std::pair<int, std::string>> wanted{{1, "main"},
                                                          {6, "150.25"},
                                                          {11, "NONE"},
                                                          {14, "4"},
                                                          {31, "150.25"},
                                                          {32, "4"},
                                                          {37, "V9"},
                                                          {38, "10"},
                                                          {39, "1"},
                                                          {54, "2"},
                                                          {55, "AAPL-USD"},
                                                          {151, "6"},
                                                          {58, "FOREIGN_ORDER"},
                                                          {150, GetParam().exec_type}};
    for (const auto& [tag, value] : wanted) EXPECT_EQ(field(report, tag), value) << tag;
    EXPECT_FALSE(report.getHeader().isSetField(115));
    EXPECT_EQ(field(report, 17), foreign_exec_id(*heard, {.dialect = dialect, .row = 1, .now = {}}))
        << "of the venue's ids alone";
}
INSTANTIATE_TEST_SUITE_P(Rows, ForeignFill,
                         testing::Values(ForeignRow{"FIX.4.2", "1"}, ForeignRow{"FIX.4.4", "F"},
                                         ForeignRow{"FIXT.1.1", "F"}),
                         [](const auto& row) {
                             auto name = row.param.version;
                             std::erase(name, '.');
                             return name;
                         });

TEST(ForeignExecId, TellsOrdersTradesAndKindsApart) {
    const Dialect dialect = stock();
    Order a, b;
    a.venue_ids.emplace_back("V1");
    b.venue_ids.emplace_back("V2");
    const auto id = [&](const Order& order, ForeignReport::Kind kind, const std::string& trade,
                        std::uint64_t row) {
        ForeignReport event{.kind = kind, .order = &order, .fill = std::nullopt, .word = {}, .at = {}};
        if (!trade.empty()) {
            event.fill.emplace();
            event.fill->trade_id = trade;
        }
        return foreign_exec_id(event, {.dialect = dialect, .row = row, .now = kNow});
    };
    using Kind = ForeignReport::Kind;
    const std::set<std::string> ids{id(a, Kind::New, "", 1),      id(b, Kind::New, "", 1),
                                    id(a, Kind::Ended, "", 1),    id(a, Kind::Trade, "T1", 1),
                                    id(a, Kind::Trade, "T2", 1),  id(b, Kind::Trade, "T1", 1),
                                    id(a, Kind::Replaced, "", 1), id(a, Kind::Replaced, "", 2)};
    EXPECT_EQ(ids.size(), 8U);
    EXPECT_LE(id(a, Kind::Trade, std::string(200, 'x'), 1).size(), 64U);
}

TEST(NotAuthorized, NamesTheRequest) {
    FIX::Message request;
    request.getHeader().setField(35, "D");
    request.getHeader().setField(34, "7");
    request.setField(11, "c1");
    for (const auto& [version, reason] : {std::pair{"FIX.4.2", "0"}, {"FIX.4.4", "6"}, {"FIXT.1.1", "6"}}) {
        const Dialect dialect = *dialect_for(version);
        const auto answer = not_authorized(request, "DROP_COPY no", {.dialect = dialect});
        EXPECT_EQ(shown(answer), "35=j|45=7|58=DROP_COPY no|372=D|379=c1|380=" + std::string(reason) + "|");
    }
}

}  // namespace
}  // namespace qb::mapping
