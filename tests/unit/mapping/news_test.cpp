#include "mapping/news.h"

#include <gtest/gtest.h>

#include "fix_messages.h"
#include "mapping/time_text.h"
#include "sample_orders.h"

/// News(B) about the venue link, as whole text.
namespace qb::mapping::test {
namespace {

const std::string kNowText = "20251030-10:00:01.000000";

std::string news(const LinkChange& change, const Dialect& dialect = stock()) {
    return shown(link_news(change, {.dialect = dialect, .row = 7, .now = kNow}));
}

TEST(LinkNews, ALossIsUrgentAndSaysWhatItMeans) {
    EXPECT_EQ(news({.account = "main", .serving = false, .reason = "nothing heard for 45 s"}),
              "35=B|33=1|58=QFEX_LINK_DOWN orders are refused until the link is back; nothing heard for 45 s|"
              "42=" +
                  kNowText + "|61=1|148=QFEX link down: main|");
}

TEST(LinkNews, AReturnIsNot) {
    EXPECT_EQ(news({.account = "main", .serving = true}), "35=B|33=1|58=QFEX_LINK_UP orders can be sent|42=" +
                                                              kNowText + "|61=0|148=QFEX link up: main|");
}

TEST(LinkNews, WhatTheVenueWroteInjectsNoField) {
    const auto text = news({.account = "main",
                            .serving = false,
                            .reason = "x\x01"
                                      "148=y"});
    EXPECT_NE(text.find("; x?148=y|42="), std::string::npos) << text;
}

TEST(LinkNews, IsOneMessageForEveryVersion) {
    for (const auto& row : version_rows()) {
        const auto dialect = dialect_for(row.begin_string, row.values);
        ASSERT_TRUE(dialect);
        const auto message =
            link_news({.account = "main", .serving = true}, {.dialect = *dialect, .row = 7, .now = kNow});
        EXPECT_EQ(field(message, 148), "QFEX link up: main");
        EXPECT_EQ(field(message, 42), fix_timestamp(kNow, row.timestamp_decimals));
    }
}

}  // namespace
}  // namespace qb::mapping::test
