#include <malloc.h>

#include <cstdlib>
#include <new>

#include "desk.h"

/// Bytes per live order, indexes included, counted at the allocator.
namespace {

std::size_t g_in_use = 0;

void* counted(std::size_t size) {
    void* memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    g_in_use += malloc_usable_size(memory) + sizeof(void*);
    return memory;
}
void uncounted(void* memory) noexcept {
    if (memory != nullptr) g_in_use -= malloc_usable_size(memory) + sizeof(void*);
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { uncounted(memory); }
void operator delete(void* memory, std::size_t) noexcept { uncounted(memory); }

namespace qb::orders::test {
namespace {

class Ignore final : public Effects {
public:
    void fact(const Fact&, const Order&) override {}
    void command(const Command&) override {}
    void alarm(Alarm, const Order*, std::string_view) override {}
};

NewOrder resting(OrderKey key) {
    NewOrder order;
    order.key = key;
    order.client_order_id = Id128{};
    for (int i = 0; i < 8; ++i)
        order.client_order_id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(key >> (8 * i));
    order.client_order_id.bytes[15] = 1;
    order.request.cl_ord_id = "ORD-" + std::to_string(key);
    order.request.symbol = order.request.fix_symbol = "AAPL-USD";
    order.request.quantity = Decimal::from_parts(static_cast<std::int64_t>(key), 2).value();
    order.request.stop_px = Decimal::parse("190.25");
    return order;
}

OrderUpdate ack_of(const NewOrder& order) {
    OrderUpdate ack;
    ack.client_order_id = to_hex(order.client_order_id);
    ack.order_id = "5b309929-206f-40ec-804d-" + ack.client_order_id.substr(0, 12);
    ack.status = "ACK";
    ack.status_class = StatusClass::Live;
    ack.type = OrderType::StopLoss;
    return ack;
}

std::size_t bytes_for(OrderKey count) {
    const FakeArchive archive;
    Ignore out;
    Now now{WallTime{std::chrono::seconds{1000}}, MonoTime{std::chrono::seconds{1}}};
    const std::size_t before = g_in_use;
    OrderManager manager({}, archive);
    for (OrderKey key = 1; key <= count; ++key) {
        const auto order = resting(key);
        manager.handle(order, now, nullptr, out);
        manager.handle(ack_of(order), now, out);
    }
    EXPECT_EQ(manager.live(), count);
    EXPECT_EQ(manager.next_deadline(), std::nullopt);
    return g_in_use - before;
}

TEST(Memory, OfALiveStopStaysSmall) {
    const std::size_t small = bytes_for(10'000);
    const std::size_t large = bytes_for(50'000);
    const auto each = (large - small) / 40'000;
    RecordProperty("bytes_per_live_order", static_cast<int>(each));
    std::printf("bytes per live order: %zu\n", each);
    // An allocator may need more; of 1 KiB the order itself has three quarters.
    EXPECT_LE(each, 768U);
}

TEST(Memory, OfEndedOrdersIsGivenBack) {
    const FakeArchive archive;
    Ignore out;
    Now now{WallTime{std::chrono::seconds{1000}}, MonoTime{std::chrono::seconds{1}}};
    OrderManager manager({}, archive);
    std::size_t settled = 0;
    for (OrderKey key = 1; key <= 20'000; ++key) {
        const auto order = resting(key);
        manager.handle(order, now, nullptr, out);
        auto reject = ack_of(order);
        reject.status = "REJECTED";
        reject.status_class = StatusClass::Refused;
        manager.handle(reject, now, out);
        if (key == 5'000) settled = g_in_use;
    }
    EXPECT_LE(manager.in_memory(), 1024U);
    EXPECT_LT(g_in_use, settled + 4096) << "no growth per ended order";
}

/// What the wide lists show is kept once, however many stops it may explain.
TEST(Memory, OfSearchesIsShared) {
    const FakeArchive archive;
    Ignore out;
    Now now{WallTime{std::chrono::seconds{1000}}, MonoTime{std::chrono::seconds{1}}};
    OrderManager manager({}, archive);
    manager.link_serving(now, out);
    constexpr OrderKey kStops = 100;
    for (OrderKey key = 1; key <= kStops; ++key) {
        auto order = resting(key);
        order.request.quantity = Decimal::parse("1000").value();
        order.request.stop_px = Decimal::from_parts(static_cast<std::int64_t>(key), 2).value();
        manager.handle(order, now, nullptr, out);
        manager.handle(ack_of(order), now, out);
        auto cancel = ack_of(order);
        cancel.status = "CANCELLED";
        cancel.status_class = StatusClass::Ended;
        manager.handle(cancel, now, out);
    }
    manager.handle(TradesList{}, now, out);  // of the first stop; now all trades are read
    const std::size_t before = g_in_use;
    for (int i = 0; i < 10; ++i) {
        TradesList page;
        for (int row = 0; row < kTradesPage; ++row) {
            page.trades.push_back(fill_from("trade=T id=Z" + std::to_string(200 * i + row) +
                                            " type=market side=buy qty=1 px=1"));
        }
        manager.handle(page, now, out);
    }
    EXPECT_LT(g_in_use - before, 4U << 20U) << "2000 rows, not 2000 for every stop";
}

}  // namespace
}  // namespace qb::orders::test
