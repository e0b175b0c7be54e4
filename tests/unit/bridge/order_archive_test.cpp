#include "bridge/order_archive.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "records/facts.h"
#include "unit/journal/sample.h"

namespace qb::bridge {
namespace {

orders::Order ended_order(orders::OrderKey key, orders::SessionIndex session, std::string cl_ord_id) {
    orders::Order order;
    order.key = key;
    order.client_order_id.bytes.back() = static_cast<std::uint8_t>(key);
    order.request.session = session;
    order.request.cl_ord_id = std::move(cl_ord_id);
    order.state = orders::OrderState::Filled;
    order.venue_ids.push_back("venue-" + std::to_string(key));
    order.venue_ids.push_back("other-" + std::to_string(key));
    return order;
}

class OrderArchiveTest : public testing::Test {
protected:
    OrderArchiveTest() {
        journal_.begin(turn_);
        archive_.attach(journal_, turn_);
    }
    void put(const orders::Fact& fact, const orders::Order& order) {
        std::string payload;
        records::write_fact(payload, 0, fact);
        const auto ref = turn_.next_ref();
        turn_.append(journal::RowKind::Fact, records::kFactVersion, payload);
        archive_.add(order, ref);
    }
    void archive(const orders::Order& order) { put(orders::Archived{order}, order); }
    void commit() { ASSERT_EQ(journal_.commit(turn_), journal::CommitStatus::Ok); }

    test::FakeDisk disk_;
    journal::Journal journal_ = test::open_journal(disk_);
    journal::Turn turn_;
    journal::HeapStorage storage_;
    OrderArchive archive_{storage_};
    AccountArchive account_{archive_, 0};
};

TEST_F(OrderArchiveTest, FindsAnOrderByEachOfItsNamesBeforeAndAfterTheCommit) {
    auto order = ended_order(7, 3, "a");
    orders::Id128 rest_id;
    rest_id.bytes.front() = 0x77;
    order.changes.edit().rests.push_back({rest_id, {}, {}, 1});
    archive(order);
    archive(ended_order(8, 3, "b"));
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(account_.by_cl_ord_id(3, "a"), order);
        EXPECT_EQ(account_.by_client_order_id(order.client_order_id), order);
        EXPECT_EQ(account_.by_client_order_id(rest_id), order);
        EXPECT_EQ(account_.by_venue_id("venue-7"), order);
        EXPECT_EQ(account_.by_venue_id("other-7"), order);
        EXPECT_FALSE(account_.by_cl_ord_id(4, "a"));
        EXPECT_FALSE(account_.by_cl_ord_id(3, "c"));
        EXPECT_FALSE(account_.by_client_order_id({}));
        EXPECT_FALSE(account_.by_venue_id("venue-9"));
        commit();
    }
}

TEST_F(OrderArchiveTest, AnotherAccountFindsNothingOfIt) {
    const AccountArchive other(archive_, 1);
    const auto order = ended_order(7, 3, "a");
    archive(order);
    EXPECT_FALSE(other.by_cl_ord_id(3, "a"));
    EXPECT_FALSE(other.by_client_order_id(order.client_order_id));
    EXPECT_FALSE(other.by_venue_id("venue-7"));
}

TEST_F(OrderArchiveTest, AnOrderThatWasNeverSentHasNoNameAtTheVenue) {
    auto refused = ended_order(7, 3, "a");
    refused.client_order_id = {};
    refused.venue_ids.clear();
    archive(refused);
    EXPECT_FALSE(account_.by_client_order_id({}));
    EXPECT_EQ(account_.by_cl_ord_id(3, "a"), refused);
}

TEST_F(OrderArchiveTest, TheLastRowOfAnOrderCounts) {
    auto order = ended_order(7, 3, "a");
    archive(order);
    commit();
    order.trade_ids.insert("late");
    archive(order);
    EXPECT_EQ(account_.by_cl_ord_id(3, "a"), order);
    EXPECT_EQ(account_.by_venue_id("venue-7"), order);
}

TEST_F(OrderArchiveTest, RowsThatArchiveNothingArePassedOver) {
    const auto order = ended_order(7, 3, "a");
    archive(order);
    put(orders::Restored{ended_order(9, 3, "a")}, order);
    EXPECT_EQ(account_.by_cl_ord_id(3, "a"), order);
    archive_.add(ended_order(10, 3, "a"), journal::RowRef(9, 9));  // a place without a row
    EXPECT_EQ(account_.by_cl_ord_id(3, "a"), order);
}

/// Taken for "no such order" it would let a ClOrdID be used twice.
TEST_F(OrderArchiveTest, ARowThatCannotBeReadIsNotTakenForNone) {
    const auto order = ended_order(7, 3, "a");
    archive(order);
    commit();
    const auto expect_throw = [&] {
        EXPECT_THROW(static_cast<void>(account_.by_cl_ord_id(3, "a")), std::runtime_error);
        EXPECT_THROW(static_cast<void>(account_.by_client_order_id(order.client_order_id)),
                     std::runtime_error);
        EXPECT_THROW(static_cast<void>(account_.by_venue_id("venue-7")), std::runtime_error);
    };
    disk_.script = [](test::FakeDisk::Op op, const std::string&) -> test::FakeDisk::Verdict {
        if (op == test::FakeDisk::Op::Read) return {test::FakeDisk::error(EIO), {}};
        return {};
    };
    expect_throw();
    disk_.script = nullptr;
    EXPECT_EQ(account_.by_cl_ord_id(3, "a"), order);
    auto& bytes = disk_.bytes(disk_.names().front());
    bytes[bytes.find("venue-7")] ^= 1;
    expect_throw();
}

TEST_F(OrderArchiveTest, NorIsAPlaceWithoutRowOrAFactOfAnotherVersion) {
    const auto order = ended_order(7, 3, "a");
    archive_.add(order, journal::RowRef(1, 1 << 20));
    EXPECT_THROW(static_cast<void>(account_.by_cl_ord_id(3, "a")), std::runtime_error);
    archive_.add(ended_order(8, 3, "b"), turn_.next_ref());
    turn_.append(journal::RowKind::Fact, 99, "of a later build");
    EXPECT_THROW(static_cast<void>(account_.by_cl_ord_id(3, "b")), std::runtime_error);
}

}  // namespace
}  // namespace qb::bridge
