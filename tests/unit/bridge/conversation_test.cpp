#include "bridge/conversation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "records/rows.h"
#include "unit/journal/sample.h"

namespace qb::bridge {
namespace {

using journal::RowKind;

std::string fix(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    return text;
}

class ConversationTest : public testing::Test {
protected:
    void fix_row(RowKind kind, const std::string& text) {
        const auto message = fix(text);
        std::string payload;
        records::write_fix(payload, {0, 0, 0, message});
        append(kind, payload);
    }
    void venue_row(RowKind kind, const std::string& text) {
        std::string payload;
        records::write_venue(payload, {0, text});
        append(kind, payload);
    }
    void append(RowKind kind, const std::string& payload) {
        journal_.begin(turn_);
        turn_.append(kind, records::kRowVersion, payload);
        ASSERT_EQ(journal_.commit(turn_), journal::CommitStatus::Ok);
    }
    /// The lines below the two of the head.
    std::vector<std::string> shown(const ConversationOptions& options) {
        std::stringstream out;
        EXPECT_FALSE(show_conversation(disk_, out, options));
        std::vector<std::string> lines;
        for (std::string line; std::getline(out, line);) lines.push_back(line);
        EXPECT_GE(lines.size(), 2U);
        lines.erase(lines.begin(), lines.begin() + 2);
        return lines;
    }

    test::FakeDisk disk_;
    journal::Journal journal_ = test::open_journal(disk_);
    journal::Turn turn_;
};

std::string in_column(std::size_t column, const std::string& text, std::size_t width = 20) {
    return std::string(column * (width + 2), ' ') + text;
}

TEST_F(ConversationTest, ShowsEachMessageInItsColumnInItsOrder) {
    fix_row(RowKind::FixIn, "8=FIX.4.4|9=1|35=D|34=2|11=a|10=000|");
    venue_row(RowKind::VenueOut, R"({"a":1})");
    append(RowKind::Fact, "not shown");
    venue_row(RowKind::VenueIn, R"({"b":2})");
    fix_row(RowKind::FixOut, "8=FIX.4.4|9=1|35=8|34=2|97=Y|10=000|");
    EXPECT_EQ(shown({.column_width = 20}),
              (std::vector<std::string>{"35=D|11=a", in_column(1, R"({"a":1})"), in_column(2, R"({"b":2})"),
                                        in_column(3, "35=8|97=Y")}));
}

TEST_F(ConversationTest, ShowsTheSessionOnlyWhenAsked) {
    fix_row(RowKind::FixIn, "8=FIX.4.4|9=1|35=0|34=2|10=000|");
    EXPECT_TRUE(shown({}).empty());
    EXPECT_EQ(shown({.session_messages = true}), std::vector<std::string>{"35=0"});
}

TEST_F(ConversationTest, BreaksLongLinesAndLosesNothing) {
    venue_row(RowKind::VenueIn, "0123456789ab,defghijklmnopqrstuvwxyz0123456789");
    EXPECT_EQ(shown({.column_width = 20}),
              (std::vector<std::string>{in_column(2, "0123456789ab,"), in_column(2, "defghijklmnopqrstuvw"),
                                        in_column(2, "xyz0123456789")}));
}

TEST(Conversation, OfAnEmptyFolderIsRefused) {
    test::FakeDisk disk;
    std::ostringstream out;
    EXPECT_TRUE(show_conversation(disk, out, {}));
}

TEST(ReadableFix, LeavesOutWhatThePersonDoesNotNeed) {
    EXPECT_EQ(readable_fix(fix("8=F|9=1|35=8|34=2|43=Y|49=A|52=t|56=B|122=t|97=Y|58=8=x|10=000|")),
              "35=8|97=Y|58=8=x");
    EXPECT_EQ(readable_fix(""), "");
}

}  // namespace
}  // namespace qb::bridge
