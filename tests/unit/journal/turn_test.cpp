#include "journal/turn.h"

#include <gtest/gtest.h>

#include <bit>
#include <stdexcept>

namespace qb::journal {
namespace {

TEST(RowKinds, AreDistinctLettersThatNoFlippedBitMakesZero) {
    for (const auto kind : kRowKinds) {
        EXPECT_GE(std::popcount(static_cast<unsigned>(kind)), 2) << to_string(kind);
        EXPECT_NE(to_string(kind), "?");
        int same = 0;
        for (const auto other : kRowKinds) same += other == kind ? 1 : 0;
        EXPECT_EQ(same, 1) << to_string(kind);
    }
    EXPECT_FALSE(is_row_kind(0));
    EXPECT_FALSE(is_row_kind('Z'));
}

TEST(RowRefs, KeepSegmentAndOffset) {
    const RowRef ref{0xFFFFFF, RowRef::kMaxOffset};
    EXPECT_EQ(ref.segment(), 0xFFFFFFU);
    EXPECT_EQ(ref.offset(), RowRef::kMaxOffset);
    EXPECT_EQ(RowRef::from_packed(ref.packed()), ref);
    EXPECT_FALSE(RowRef{});
    EXPECT_TRUE((RowRef{1, 0}));
    EXPECT_LT((RowRef{1, 500}), (RowRef{2, 0}));
}

TEST(TurnRows, HaveNumberAndPlaceAtOnce) {
    Turn turn;
    turn.begin({.turn = 9, .row = 100, .ref = RowRef{3, 5000}});
    const auto second_place = [&] {
        EXPECT_EQ(turn.append(RowKind::FixIn, 1, "first"), 100U);
        return turn.next_ref();
    }();
    EXPECT_EQ(turn.append(RowKind::Fact, 2, "second"), 101U);
    EXPECT_EQ(turn.next_row(), 102U);
    EXPECT_EQ(turn.rows(), 2U);

    const auto by_number = turn.find(101);
    ASSERT_TRUE(by_number);
    EXPECT_EQ(by_number->kind, RowKind::Fact);
    EXPECT_EQ(by_number->version, 2);
    EXPECT_EQ(by_number->turn, 9U);
    EXPECT_EQ(by_number->payload, "second");
    EXPECT_EQ(by_number->ref, second_place);

    const auto by_place = turn.find(RowRef{3, 5000});
    ASSERT_TRUE(by_place);
    EXPECT_EQ(by_place->payload, "first");
    EXPECT_EQ(by_place->number, 100U);
}

TEST(TurnRows, AreNotFoundWhereNoneBegins) {
    Turn turn;
    turn.begin({.turn = 9, .row = 100, .ref = RowRef{3, 5000}});
    turn.append(RowKind::FixIn, 1, "first");
    EXPECT_FALSE(turn.find(99));
    EXPECT_FALSE(turn.find(101));
    EXPECT_FALSE(turn.find(RowRef{3, 4999}));
    EXPECT_FALSE(turn.find(RowRef{3, 5001}));
    EXPECT_FALSE(turn.find(RowRef{2, 5000}));
    EXPECT_FALSE(turn.find(turn.next_ref()));
}

TEST(TurnRows, JournalsOwnKindsAndLongPayloadsAreRefused) {
    Turn turn;
    EXPECT_THROW(turn.append(RowKind::TurnEnd, 1, ""), std::logic_error);
    EXPECT_THROW(turn.append(RowKind::SegmentHead, 1, ""), std::logic_error);
    EXPECT_THROW(turn.append(RowKind::State, 1, ""), std::logic_error);
    EXPECT_THROW(turn.append(RowKind::Note, 1, std::string(kMaxPayload + 1, 'x')), std::length_error);
    EXPECT_TRUE(turn.empty());
}

TEST(TurnFixNumbers, LastWriteWinsInOrderOfFirstChange) {
    Turn turn;
    turn.set_fix_numbers(7, {0, 2, 2});
    turn.set_fix_numbers(3, {1, 5, 6});
    turn.set_fix_numbers(7, {0, 3, 4});
    ASSERT_EQ(turn.fix_changes().size(), 2U);
    EXPECT_EQ(turn.fix_changes()[0], (FixChange{7, {0, 3, 4}}));
    EXPECT_EQ(turn.fix_changes()[1], (FixChange{3, {1, 5, 6}}));
    EXPECT_FALSE(turn.empty());
    EXPECT_EQ(turn.rows(), 0U);
}

TEST(TurnRows, AreGoneAfterBegin) {
    Turn turn;
    turn.append(RowKind::Note, 1, "x");
    turn.set_fix_numbers(1, {});
    turn.begin({.turn = 2, .row = 2, .ref = RowRef{1, 500}});
    EXPECT_TRUE(turn.empty());
    EXPECT_FALSE(turn.find(1));
    EXPECT_EQ(turn.bytes(), 0U);
}

}  // namespace
}  // namespace qb::journal
