#include "records/facts.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "unit/records/hostile.h"

namespace qb::records {
namespace {

using namespace orders;

WallTime at(std::int64_t us) { return WallTime{std::chrono::microseconds{us}}; }
Decimal number(std::string_view text) { return Decimal::parse(text).value(); }

Id128 some_id() {
    Id128 id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes.at(i) = static_cast<std::uint8_t>(0xA0 + i);
    return id;
}

Id128 other_id() {
    Id128 id;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes.at(i) = static_cast<std::uint8_t>(0x30 + i);
    return id;
}

// Every member below has a value of its own, so that one left out or put into another's place shows.

OrderRequest some_request() {
    OrderRequest r;
    r.session = 0x1234;
    r.cl_ord_id = "clordid";
    r.account = "account";
    r.fix_symbol = "AAPL";
    r.symbol = "AAPL-USD";
    r.fix_side = '5';
    r.fix_ord_type = '4';
    r.fix_tif = '3';
    r.day_as_gtc = true;
    r.side = Side::Sell;
    r.type = OrderType::TakeProfit;
    r.tif = TimeInForce::Fok;
    r.quantity = number("1.50");
    r.price = number("-2.25");
    r.stop_px = number("0.000000000000000003");
    r.reduce_only = true;
    r.poss_resend = false;
    r.transact_time_us = -77;
    r.quantity_text = "quantity text";
    r.stop_px_text = "stop text";
    r.price_text = "price text";
    return r;
}

Refusal some_refusal() { return {7, "SOME_WORD", "some sentence"}; }

CancelRefusal some_cancel_refusal() { return {8, "CANCEL_WORD", "cancel sentence"}; }

ChangeRequest some_change_request() {
    ChangeRequest r;
    r.kind = ChangeKind::Replace;
    r.session = 0x4321;
    r.cl_ord_id = "change";
    r.orig_cl_ord_id = "changed";
    r.order_id = "order id";
    r.account = "change account";
    r.quantity = number("7.70");
    r.price = number("8.80");
    r.poss_resend = true;
    return r;
}

PendingChange some_change() {
    PendingChange c;
    c.kind = ChangeKind::Replace;
    c.cl_ord_id = "pending";
    c.orig_cl_ord_id = "replaced";
    c.quantity = number("5.50");
    c.price = number("6.60");
    c.sent = true;
    c.rest_id = other_id();
    c.step = ReplaceStep::Cancel;
    return c;
}

Order some_order() {
    Order o;
    o.key = 0x0123456789ABCDEF;
    o.client_order_id = some_id();
    o.request = some_request();
    o.state = OrderState::Settling;
    for (const char* id : {"venue-1", "venue-2", "venue-3"}) o.venue_ids.push_back(id);
    o.cum_qty = number("0.75");
    EXPECT_TRUE(o.notional.add(number("123456789012.3456"), number("987654321.12345")));
    o.price_decimals = 4;
    for (const char* id : {"trade-2", "trade-1"}) o.trade_ids.insert(id);
    o.acked = true;
    o.triggered = false;
    o.unknown_reported = true;
    o.refusal = some_refusal();
    auto& changes = o.changes.edit();
    changes.pending = some_change();
    changes.owed = OwedCancel::OnDisconnect;
    changes.owed_sent = true;
    changes.armed_ids = 0x0102;
    changes.ids = {{"older", true}, {"came to nothing", false}};
    changes.rests = {{some_id(), number("1.10"), number("2.20"), 0x0304},
                     {other_id(), number("3.30"), number("4.40"), 5}};
    o.accepted_at = at(1'111);
    o.ended_at = at(2'222);
    return o;
}

// A fact as a tuple of its members. A member that is added to a fact stops this file from compiling.
auto fields(const Accepted& f) {
    const auto& [key, id, request, held, time] = f;
    return std::tuple(key, id, request, held, time);
}
auto fields(const Released& f) {
    const auto& [key] = f;
    return std::tuple(key);
}
auto fields(const Refused& f) {
    const auto& [key, request, refusal, time] = f;
    return std::tuple(key, request, refusal, time);
}
auto fields(const Duplicate& f) {
    const auto& [key, same, time] = f;
    return std::tuple(key, same, time);
}
auto fields(const Acked& f) {
    const auto& [key, venue_id, time] = f;
    return std::tuple(key, venue_id, time);
}
auto fields(const Aliased& f) {
    const auto& [key, venue_id] = f;
    return std::tuple(key, venue_id);
}
auto fields(const Triggered& f) {
    const auto& [key, time] = f;
    return std::tuple(key, time);
}
auto fields(const Filled& f) {
    const auto& [key, trade, venue_id, price, quantity, fee, liquidity, late, time] = f;
    return std::tuple(key, trade, venue_id, price, quantity, fee, liquidity, late, time);
}
auto fields(const Ended& f) {
    const auto& [key, state, refusal, venue_id, time, orig] = f;
    return std::tuple(key, state, refusal, venue_id, time, orig);
}
auto fields(const BecameUnknown& f) {
    const auto& [key, cause, time] = f;
    return std::tuple(key, cause, time);
}
auto fields(const SettlingBegan& f) {
    const auto& [key, word, time] = f;
    return std::tuple(key, word, time);
}
auto fields(const SettlingEnded& f) {
    const auto& [key] = f;
    return std::tuple(key);
}
auto fields(const Archived& f) {
    const auto& [order] = f;
    return std::tuple(order);
}
auto fields(const Restored& f) {
    const auto& [order] = f;
    return std::tuple(order);
}
auto fields(const ChangeAccepted& f) {
    const auto& [key, change, time] = f;
    return std::tuple(key, change, time);
}
auto fields(const ChangeSent& f) {
    const auto& [key, by_cancel] = f;
    return std::tuple(key, by_cancel);
}
auto fields(const ChangeRefused& f) {
    const auto& [key, request, refusal, was_pending, time, over] = f;
    return std::tuple(key, request, refusal, was_pending, time, over);
}
auto fields(const RestAdded& f) {
    const auto& [key, quantity, time] = f;
    return std::tuple(key, quantity, time);
}
auto fields(const RestUnknown& f) {
    const auto& [key, cause, time] = f;
    return std::tuple(key, cause, time);
}
auto fields(const Replaced& f) {
    const auto& [key, orig, time] = f;
    return std::tuple(key, orig, time);
}
auto fields(const CancelOwed& f) {
    const auto& [key, why, time] = f;
    return std::tuple(key, why, time);
}
auto fields(const OwedCancelFailed& f) {
    const auto& [key, why, refusal, time] = f;
    return std::tuple(key, why, refusal, time);
}
auto fields(const ChangeRepeated& f) {
    const auto& [key, time] = f;
    return std::tuple(key, time);
}

std::vector<Fact> every_fact() {
    return {Accepted{11, some_id(), some_request(), true, at(12)},
            Released{13},
            Refused{14, some_request(), some_refusal(), at(15)},
            Duplicate{16, true, at(17)},
            Acked{18, "acked", at(19)},
            Aliased{20, "alias"},
            Triggered{21, at(22)},
            Filled{23, "trade", "venue", number("1.5"), number("2.5"), number("-0.5"), Liquidity::Removed,
                   true, at(24)},
            Filled{25, "t", "v", number("3"), number("4"), std::nullopt, Liquidity::Added, false, at(26)},
            Ended{27, OrderState::Rejected, some_refusal(), "ended", at(28), "cancelled"},
            BecameUnknown{29, "cause", at(30)},
            SettlingBegan{31, "word", at(32)},
            SettlingEnded{33},
            Archived{some_order()},
            Restored{some_order()},
            ChangeAccepted{34, some_change(), at(35)},
            ChangeSent{36, true},
            ChangeRefused{37, some_change_request(), some_cancel_refusal(), true, at(38), false},
            ChangeRefused{37, some_change_request(), some_cancel_refusal(), false, at(38), true},
            Replaced{39, "replaced", at(40)},
            CancelOwed{41, OwedCancel::OnLogout, at(42)},
            OwedCancelFailed{43, OwedCancel::OnDisconnect, some_cancel_refusal(), at(44)},
            ChangeRepeated{45, at(46)},
            RestAdded{47, number("8.0"), at(48)},
            RestUnknown{49, "why", at(50)}};
}

std::string payload_of(const Fact& fact, std::uint16_t account = 0xBEEF) {
    std::string payload;
    write_fact(payload, account, fact);
    return payload;
}

bool same(const Fact& a, const Fact& b) {
    if (a.index() != b.index()) return false;
    return std::visit(
        [&](const auto& left) {
            using T = std::decay_t<decltype(left)>;
            return fields(left) == fields(std::get<T>(b));
        },
        a);
}

TEST(FactRecord, EveryKindIsInTheList) {
    std::vector<bool> seen(std::variant_size_v<Fact>, false);
    for (const auto& fact : every_fact()) seen.at(fact.index()) = true;
    EXPECT_EQ(seen, std::vector<bool>(std::variant_size_v<Fact>, true));
}

TEST(FactRecord, ComesBackWithEveryMember) {
    for (const auto& fact : every_fact()) {
        const auto read = read_fact(kFactVersion, payload_of(fact));
        ASSERT_TRUE(read) << name_of(fact);
        EXPECT_EQ(read->account, 0xBEEF) << name_of(fact);
        EXPECT_TRUE(same(read->fact, fact)) << name_of(fact);
    }
}

TEST(FactRecord, FalseAndAbsentComeBackToo) {
    for (const auto& fact :
         {Fact{Accepted{}}, Fact{Refused{}}, Fact{Duplicate{}}, Fact{Filled{}}, Fact{Ended{}},
          Fact{Archived{}}, Fact{ChangeAccepted{}}, Fact{ChangeRefused{}}, Fact{OwedCancelFailed{}}}) {
        const auto read = read_fact(kFactVersion, payload_of(fact, 0));
        ASSERT_TRUE(read) << name_of(fact);
        EXPECT_EQ(read->account, 0);
        EXPECT_TRUE(same(read->fact, fact)) << name_of(fact);
    }
}

/// With all truth values of a kind alike, two that changed places would not show: one at a time.
TEST(FactRecord, TruthValuesKeepTheirPlaces) {
    constexpr std::array<bool OrderRequest::*, 3> kRequest{
        &OrderRequest::day_as_gtc, &OrderRequest::reduce_only, &OrderRequest::poss_resend};
    for (const auto member : kRequest) {
        Accepted fact;
        fact.request.*member = true;
        EXPECT_TRUE(same(read_fact(kFactVersion, payload_of(fact)).value().fact, fact));
    }
    for (const auto member : {&Order::acked, &Order::triggered, &Order::unknown_reported}) {
        Order order;
        order.*member = true;
        EXPECT_TRUE(same(read_fact(kFactVersion, payload_of(Archived{order})).value().fact, Archived{order}));
    }
}

TEST(FactRecord, TruthValuesOfChangesKeepTheirPlaces) {
    Order sent;
    sent.changes.edit().owed_sent = true;
    Order pending;
    pending.changes.edit().pending.emplace();
    Order sent_pending = pending;
    sent_pending.changes.edit().pending->sent = true;
    Order repeated;
    repeated.changes.edit().ids = {{"x", false}, {"y", true}};
    for (const Order& order : {sent, pending, sent_pending, repeated})
        EXPECT_TRUE(same(read_fact(kFactVersion, payload_of(Archived{order})).value().fact, Archived{order}));
    ChangeRefused refused;
    refused.request.poss_resend = true;
    EXPECT_TRUE(same(read_fact(kFactVersion, payload_of(refused)).value().fact, refused));
}

TEST(FactRecord, NumbersKeepTheirTrailingZeros) {
    Filled fill;
    fill.price = number("1.500");
    fill.quantity = number("10.0");
    fill.fee = number("-0.10");
    const auto back = std::get<Filled>(read_fact(kFactVersion, payload_of(fill)).value().fact);
    EXPECT_EQ(back.price.to_string(), "1.500");
    EXPECT_EQ(back.quantity.to_string(), "10.0");
    EXPECT_EQ(back.fee.value().to_string(), "-0.10");
}

TEST(FactRecord, IsWholeOrRefused) {
    for (const auto& fact : every_fact()) {
        SCOPED_TRACE(name_of(fact));
        test::expect_whole_or_refused(payload_of(fact), [](std::string_view payload) {
            return read_fact(kFactVersion, payload).has_value();
        });
    }
}

TEST(FactRecord, UnknownVersionsAndKindsAreRefused) {
    const auto payload = payload_of(Released{1});
    for (int version = 0; version < 256; ++version) {
        EXPECT_EQ(read_fact(static_cast<std::uint8_t>(version), payload).has_value(),
                  version == kFactVersion);
    }
    constexpr std::size_t kCode = 2;  // behind the account
    const auto last = static_cast<int>(std::variant_size_v<Fact>);
    for (int code = 0; code < 256; ++code) {
        if (code >= 1 && code <= last) continue;
        auto other = payload_of(Archived{some_order()});
        other.at(kCode) = static_cast<char>(code);
        EXPECT_FALSE(read_fact(kFactVersion, other)) << code;
    }
}

/// The numbers of the kinds on disk are for good.
TEST(FactRecord, KindsKeepTheirNumbers) {
    for (const auto& fact : every_fact()) {
        EXPECT_EQ(static_cast<std::size_t>(payload_of(fact).at(2)), fact.index() + 1) << name_of(fact);
    }
}

TEST(FactRecord, ValuesOutOfRangeAreRefused) {
    Ended ended;
    ended.state = static_cast<OrderState>(static_cast<int>(OrderState::Rejected) + 1);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(ended)));
    Filled fill;
    fill.liquidity = static_cast<Liquidity>(3);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(fill)));
    Accepted accepted;
    accepted.request.side = static_cast<Side>(2);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(accepted)));
    accepted.request.side = Side::Buy;
    accepted.request.type = static_cast<OrderType>(6);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(accepted)));
    accepted.request.type = OrderType::Limit;
    accepted.request.tif = static_cast<TimeInForce>(3);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(accepted)));
    Order order;
    order.price_decimals = Decimal::kMaxScale + 1;
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(Archived{order})));
    CancelOwed owed;
    owed.why = static_cast<OwedCancel>(5);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(owed)));
    ChangeRefused refused;
    refused.request.kind = static_cast<ChangeKind>(2);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(refused)));
    ChangeAccepted accepted_change;
    accepted_change.change.kind = static_cast<ChangeKind>(2);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(accepted_change)));
    accepted_change.change.kind = ChangeKind::Replace;
    accepted_change.change.step = static_cast<ReplaceStep>(4);
    EXPECT_FALSE(read_fact(kFactVersion, payload_of(accepted_change)));
}

TEST(FactRecord, NoiseIsSurvived) {
    for (const auto& fact : every_fact()) {
        test::expect_survives_noise(payload_of(fact), [](std::string_view payload) {
            return read_fact(kFactVersion, payload).has_value();
        });
    }
}

TEST(OrderRecord, ComesBackAndIsWholeOrRefused) {
    std::string payload;
    write_order(payload, some_order());
    EXPECT_EQ(read_order(payload), some_order());
    const auto read = [](std::string_view text) { return read_order(text).has_value(); };
    test::expect_whole_or_refused(payload, read);
    test::expect_survives_noise(payload, read);
}

}  // namespace
}  // namespace qb::records
