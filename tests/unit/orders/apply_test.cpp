#include "desk.h"

/// A journal whose facts contradict each other is refused, and the contradiction changes nothing.
namespace qb::orders::test {
namespace {

struct Row {
    std::string name;
    std::function<Fact()> fact;
};

Accepted accepted(OrderKey key, const std::string& cl_ord_id, bool held = false) {
    OrderRequest request;
    request.cl_ord_id = cl_ord_id;
    request.symbol = "AAPL-USD";
    request.quantity = Decimal::parse("2").value();
    request.stop_px = Decimal::parse("190");
    Id128 id;
    id.bytes[0] = static_cast<std::uint8_t>(key);
    return {key, id, request, held, {}};
}

Filled filled(OrderKey key, const std::string& trade, const char* quantity = "1", bool late = false) {
    return {key,
            trade,
            "P",
            Decimal::parse("190").value(),
            Decimal::parse(quantity).value(),
            std::nullopt,
            Liquidity::Unknown,
            late,
            {}};
}

/// 1 pending, 2 live stop "P2", 3 triggered stop "P3" with trade T, 4 cancelled "P4", 5 held, 6 settling
/// "P6".
std::vector<Fact> scene() {
    return {accepted(1, "a"),       accepted(2, "b"),
            Acked{2, "P2", {}},     accepted(3, "c"),
            Acked{3, "P3", {}},     Triggered{3, {}},
            filled(3, "T"),         accepted(4, "d"),
            Acked{4, "P4", {}},     Ended{4, OrderState::Cancelled, {99, "CANCELLED", ""}, "", {}},
            accepted(5, "e", true), accepted(6, "f"),
            Acked{6, "P6", {}},     SettlingBegan{6, "CANCELLED", {}}};
}

class Contradiction : public testing::TestWithParam<Row> {};

std::vector<Order> all(const OrderManager& manager) {
    std::vector<Order> orders;
    manager.for_each([&](const Order& order) { orders.push_back(order); });
    return orders;
}

TEST_P(Contradiction, IsRefusedAndChangesNothing) {
    const FakeArchive archive;
    OrderManager manager({}, archive);
    for (const auto& fact : scene()) ASSERT_TRUE(manager.apply(fact)) << describe(fact);
    const auto before = all(manager);
    EXPECT_FALSE(manager.apply(GetParam().fact()));
    EXPECT_TRUE(all(manager) == before);
    EXPECT_EQ(manager.live(), 5U);
}

Order order_of(OrderKey key, OrderState state, const std::string& cl_ord_id, VenueIds ids = {}) {
    Order order;
    order.key = key;
    order.state = state;
    order.request.cl_ord_id = cl_ord_id;
    order.venue_ids = std::move(ids);
    return order;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Contradiction,
    testing::Values(Row{"KeyTwice", [] { return accepted(1, "new"); }},
                    Row{"ClOrdIdTwice", [] { return accepted(9, "a"); }},
                    Row{"ClientIdTwice",
                        [] {
                            auto twin = accepted(9, "new");
                            twin.client_order_id = accepted(1, "x").client_order_id;
                            return twin;
                        }},
                    Row{"NoQuantity",
                        [] {
                            auto empty = accepted(9, "new");
                            empty.request.quantity = {};
                            return empty;
                        }},
                    Row{"RefusedKeyTwice",
                        [] {
                            return Refused{1, accepted(1, "new").request, {}, {}};
                        }},
                    Row{"RefusedClOrdIdTwice",
                        [] {
                            return Refused{9, accepted(1, "a").request, {}, {}};
                        }},
                    Row{"ReleasedUnknown", [] { return Released{99}; }},
                    Row{"ReleasedNotHeld", [] { return Released{1}; }},
                    Row{"AckedUnknown",
                        [] {
                            return Acked{99, "X", {}};
                        }},
                    Row{"AckedTwice",
                        [] {
                            return Acked{2, "X", {}};
                        }},
                    Row{"AckedHeld",
                        [] {
                            return Acked{5, "X", {}};
                        }},
                    Row{"AckedEnded",
                        [] {
                            return Acked{4, "X", {}};
                        }},
                    Row{"AckedWithAnothersId",
                        [] {
                            return Acked{1, "P2", {}};
                        }},
                    Row{"AliasUnknown",
                        [] {
                            return Aliased{99, "X"};
                        }},
                    Row{"AliasEmpty",
                        [] {
                            return Aliased{2, ""};
                        }},
                    Row{"AliasOwned",
                        [] {
                            return Aliased{2, "P3"};
                        }},
                    Row{"TriggeredUnknown",
                        [] {
                            return Triggered{99, {}};
                        }},
                    Row{"TriggeredTwice",
                        [] {
                            return Triggered{3, {}};
                        }},
                    Row{"TriggeredPending",
                        [] {
                            return Triggered{1, {}};
                        }},
                    Row{"TriggeredEnded",
                        [] {
                            return Triggered{4, {}};
                        }},
                    Row{"FilledUnknown", [] { return filled(99, "X"); }},
                    Row{"FilledPending", [] { return filled(1, "X"); }},
                    Row{"FilledUntriggeredStop", [] { return filled(2, "X"); }},
                    Row{"FilledTradeTwice", [] { return filled(3, "T"); }},
                    Row{"FilledWithoutTrade", [] { return filled(3, ""); }},
                    Row{"FilledNothing", [] { return filled(3, "X", "0"); }},
                    Row{"FilledEndedNotLate", [] { return filled(4, "X"); }},
                    Row{"FilledLateButLive", [] { return filled(3, "X", "1", true); }},
                    Row{"EndedUnknown",
                        [] {
                            return Ended{99, OrderState::Cancelled, {}, "", {}};
                        }},
                    Row{"EndedTwice",
                        [] {
                            return Ended{4, OrderState::Cancelled, {}, "", {}};
                        }},
                    Row{"RejectedAfterAck",
                        [] {
                            return Ended{2, OrderState::Rejected, {}, "", {}};
                        }},
                    Row{"CancelledBeforeAck",
                        [] {
                            return Ended{1, OrderState::Cancelled, {}, "", {}};
                        }},
                    Row{"EndedAsFilled",
                        [] {
                            return Ended{2, OrderState::Filled, {}, "", {}};
                        }},
                    Row{"EndedWithAnothersId",
                        [] {
                            return Ended{1, OrderState::Rejected, {}, "P2", {}};
                        }},
                    Row{"UnknownUnknown",
                        [] {
                            return BecameUnknown{99, "", {}};
                        }},
                    Row{"UnknownLive",
                        [] {
                            return BecameUnknown{2, "", {}};
                        }},
                    Row{"UnknownHeld",
                        [] {
                            return BecameUnknown{5, "", {}};
                        }},
                    Row{"SettlingPending",
                        [] {
                            return SettlingBegan{1, "", {}};
                        }},
                    Row{"SettlingTriggered",
                        [] {
                            return SettlingBegan{3, "", {}};
                        }},
                    Row{"SettlingTwice",
                        [] {
                            return SettlingBegan{6, "", {}};
                        }},
                    Row{"SettlingEndedLive", [] { return SettlingEnded{2}; }},
                    Row{"ArchivedUnknown", [] { return Archived{order_of(99, OrderState::Filled, "x")}; }},
                    Row{"ArchivedLive", [] { return Archived{order_of(2, OrderState::Live, "b")}; }},
                    Row{"RestoredLive", [] { return Restored{order_of(9, OrderState::Live, "x")}; }},
                    Row{"RestoredTwice", [] { return Restored{order_of(4, OrderState::Cancelled, "x")}; }},
                    Row{"RestoredClOrdIdTaken",
                        [] { return Restored{order_of(9, OrderState::Cancelled, "a")}; }},
                    Row{"RestoredVenueIdTaken",
                        [] { return Restored{order_of(9, OrderState::Cancelled, "x", {"P2"})}; }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::orders::test
