#include "bridge/recovery.h"

#include <gtest/gtest.h>

#include "records/facts.h"
#include "records/rows.h"
#include "unit/journal/sample.h"

/// What the first rows of a segment, its state record, put back.
namespace qb::bridge {
namespace {

using orders::OrderState;

orders::Order order_in(orders::OrderKey key, OrderState state) {
    orders::Order order;
    order.key = key;
    order.client_order_id.bytes.back() = static_cast<std::uint8_t>(key);
    order.request.cl_ord_id = "a" + std::to_string(key);
    order.request.symbol = "AAPL-USD";
    order.request.quantity = orders::Decimal::parse("2").value();
    order.state = state;
    order.acked = state != OrderState::PendingNew && state != OrderState::Held;
    if (order.acked) order.venue_ids.push_back("venue-" + std::to_string(key));
    return order;
}

std::string chunk_of(const orders::Order& order) {
    std::string payload, chunk;
    records::write_order(payload, order);
    records::write_state(chunk, {records::StateChunk::What::Order, 0, payload});
    return chunk;
}

std::string account_chunk(std::uint16_t number = 0, const std::string& name = "main") {
    std::string entry, chunk;
    records::write_config(entry, {records::ConfigEntry::What::Account, number, name});
    records::write_state(chunk, {records::StateChunk::What::Config, 0, entry});
    return chunk;
}

/// Recovery decides nothing, so nothing comes here.
struct NoHost final : AccountHost {
    void fact(AccountDesk&, const orders::Fact&, const orders::Order&) override { ADD_FAILURE(); }
    void command(AccountDesk&, const orders::Command&) override { ADD_FAILURE(); }
    void alarm(AccountDesk&, orders::Alarm, const orders::Order*, std::string_view) override {
        ADD_FAILURE();
    }
    void foreign(AccountDesk&, const orders::VenueEvent&) override { ADD_FAILURE(); }
    orders::GateWord<orders::CancelRefusal> replace_gate(AccountDesk&) override { return {}; }
};

class RecoveryTest : public testing::Test {
protected:
    /// A journal whose last segment begins with these state chunks.
    void rotated_with(const std::vector<std::string>& chunks) {
        auto journal = test::open_journal(disk_);
        journal::Turn turn;
        const auto status = journal.rotate(turn, {test::kNoon, 3'000'000}, [&](journal::StateSink& sink) {
            for (const auto& chunk : chunks) sink.chunk(records::kRowVersion, chunk);
        });
        ASSERT_EQ(status, journal::RotateStatus::Ok);
    }
    void rotated(const std::vector<orders::Order>& orders) {
        std::vector<std::string> chunks{account_chunk()};
        for (const auto& order : orders) chunks.push_back(chunk_of(order));
        rotated_with(chunks);
    }
    auto reopened() {
        Recovery recovery(desks_, accounts_, archive_, sent_, retention_);
        return journal::Journal::open(disk_, test::small_options(), recovery);
    }

    test::FakeDisk disk_;
    journal::HeapStorage storage_;
    OrderArchive archive_{storage_};
    RowIndex sent_{storage_};
    Retention retention_{std::chrono::days(7)};
    std::vector<SessionDesk> desks_;
    NoHost host_;
    std::vector<qfex::AccountSettings> configured_;
    AccountDesks accounts_{configured_, archive_, host_};
};

TEST_F(RecoveryTest, TheStateRecordBringsOrdersOfEveryStateBack) {
    const std::vector all{OrderState::Held,      OrderState::PendingNew, OrderState::Unknown,
                          OrderState::Live,      OrderState::Settling,   OrderState::Filled,
                          OrderState::Cancelled, OrderState::Rejected};
    std::vector<orders::Order> orders;
    for (const auto state : all) orders.push_back(order_in(orders.size() + 1, state));
    rotated(orders);
    const auto journal = reopened();
    ASSERT_TRUE(journal) << describe(journal.error());
    std::vector<orders::Order> found;
    const auto& manager = accounts_[0].manager;
    manager.for_each([&](const orders::Order& order) { found.push_back(order); });
    EXPECT_TRUE(found == orders);
    EXPECT_EQ(manager.live(), 5U);
    EXPECT_EQ(manager.unknown(), 1U);
}

TEST_F(RecoveryTest, ASessionsMemoryIsPutTogetherFromItsParts) {
    std::string name, named;
    records::write_config(name, {records::ConfigEntry::What::Session, 0, "FIX.4.4:BRIDGE->OMS"});
    records::write_state(named, {records::StateChunk::What::Config, 0, name});
    std::vector<std::string> chunks{named};
    records::SessionMemory memory;
    memory.parked = {{5, 50}, {6, 60}, {7, 70}};
    memory.recent = {{1, 10}, {2, 20}};
    memory.next_parking_number = 8;
    memory.first_parking_number = 4;
    memory.clean_logout = true;
    records::write_session(
        memory,
        [&](std::string_view part) {
            records::write_state(chunks.emplace_back(), {records::StateChunk::What::Session, 0, part});
        },
        2);
    ASSERT_EQ(chunks.size(), 4U);
    rotated_with(chunks);
    ASSERT_TRUE(reopened());
    ASSERT_EQ(desks_.size(), 1U);
    const auto& back = desks_[0].memory;
    EXPECT_EQ(back.parked, memory.parked);
    ASSERT_EQ(back.recent.size(), 2U);
    EXPECT_EQ(back.recent[0].ref, 10U);
    EXPECT_EQ(back.recent[1].ref, 20U);
    EXPECT_EQ(back.next_parking_number, 8U);
    EXPECT_EQ(back.first_parking_number, 4U);
    EXPECT_TRUE(back.clean_logout);
}

TEST_F(RecoveryTest, AStateRecordWithOneOrderTwiceIsRefused) {
    rotated({order_in(1, OrderState::Live), order_in(1, OrderState::Live)});
    EXPECT_FALSE(reopened());
}

TEST_F(RecoveryTest, AccountsHaveOneNumberEachAndNoneIsSkipped) {
    rotated_with({account_chunk(0, "main"), account_chunk(1, "hedge"), account_chunk(0, "main")});
    ASSERT_TRUE(reopened());
    EXPECT_EQ(accounts_.size(), 2U);
    EXPECT_EQ(accounts_[1].name, "hedge");
}

using RecoveryRefuses = RecoveryTest;

TEST_F(RecoveryRefuses, AnotherNameForAnAccountsNumber) {
    rotated_with({account_chunk(0, "main"), account_chunk(0, "hedge")});
    EXPECT_FALSE(reopened());
}

TEST_F(RecoveryRefuses, AnAccountNumberThatIsSkipped) {
    rotated_with({account_chunk(1, "hedge")});
    EXPECT_FALSE(reopened());
}

TEST_F(RecoveryRefuses, AnOrderOfAnAccountWithoutName) {
    rotated_with({chunk_of(order_in(1, OrderState::Live))});
    EXPECT_FALSE(reopened());
}

}  // namespace
}  // namespace qb::bridge
