#include "replay/anchors.h"

#include <gtest/gtest.h>

#include <sstream>

namespace qb::replay {
namespace {

journal::Hash hash_of(unsigned char byte) {
    journal::Hash hash;
    hash.fill(byte);
    return hash;
}

std::string line(std::uint64_t row, unsigned char byte) {
    return "row=" + std::to_string(row) + " turn=1 time=x hash=" + journal::to_hex(hash_of(byte)) + "\n";
}

struct Told {
    bool good;
    std::string text;
};

/// Held against a journal whose oldest row is 11, after a hash of 1s, and whose turns end with rows 12 (2s)
/// and 15 (3s).
Told told(const std::string& text) {
    Anchors anchors(text);
    journal::SegmentInfo oldest;
    oldest.first_row = 11;
    oldest.previous = hash_of(1);
    anchors.begins(oldest);
    journal::Head head;
    head.row = 12;
    head.hash = hash_of(2);
    anchors.passes(head);
    head.row = 15;
    head.hash = hash_of(3);
    anchors.passes(head);
    std::ostringstream out;
    const bool good = anchors.tell(head, out);
    return {good, out.str()};
}

TEST(Anchors, EachIsHeldAgainstItsRow) {
    struct Row {
        std::uint64_t row;
        unsigned char byte;
        bool good;
        std::string_view words;
    };
    const std::vector<Row> rows{
        {12, 2, true, "row 12 matches"},         {15, 3, true, "row 15 matches"},
        {12, 3, false, "row 12 DOES NOT MATCH"}, {13, 2, false, "row 13 DOES NOT MATCH"},
        {16, 3, false, "TAIL WAS CUT OFF"},      {10, 1, true, "row 10 matches"},
        {10, 2, false, "row 10 DOES NOT MATCH"}, {9, 1, true, "not kept any more"},
    };
    for (const auto& row : rows) {
        const auto result = told(line(row.row, row.byte));
        EXPECT_EQ(result.good, row.good) << result.text;
        EXPECT_NE(result.text.find(row.words), std::string::npos) << result.text;
    }
}

TEST(Anchors, AFileMayHoldSeveral) {
    const auto result = told("# kept daily\n" + line(15, 3) + "\n" + line(12, 2));
    EXPECT_TRUE(result.good);
    EXPECT_EQ(std::count(result.text.begin(), result.text.end(), '\n'), 2);
    EXPECT_FALSE(told(line(15, 3) + line(12, 4)).good);
}

TEST(Anchors, WhatIsNoneIsRefused) {
    const auto hash = journal::to_hex(hash_of(1));
    EXPECT_THROW(Anchors(""), std::runtime_error);
    EXPECT_THROW(Anchors("row=5\n"), std::runtime_error);
    EXPECT_THROW(Anchors("row=x hash=" + hash), std::runtime_error);
    EXPECT_THROW(Anchors("row=5 hash=" + hash.substr(1)), std::runtime_error);
    EXPECT_THROW(Anchors("row=5 hash=" + hash.substr(1) + "g"), std::runtime_error);
    EXPECT_NO_THROW(Anchors("row=5 hash=" + hash));
}

}  // namespace
}  // namespace qb::replay
