#include <gtest/gtest.h>

#include <random>

#include "fix_messages.h"
#include "mapping/new_order_from_fix.h"
#include "mapping/reports.h"

/// NewOrderSingles with every field damaged in turn and at random. The dictionary in front stops most of
/// these; the mapping must not count on it.
namespace qb::mapping {
namespace {

const std::vector<int> kTags = {1,  11, 15,  18,   38,   40,   44,   54,   55,  59,
                                60, 99, 110, 1100, 1101, 1102, 1107, 1109, 5999};
const std::vector<std::string> kValues = {"",
                                          " ",
                                          "0",
                                          "1",
                                          "2",
                                          "3",
                                          "J",
                                          "-1",
                                          "1e9",
                                          "+5",
                                          ".",
                                          "-",
                                          "-.",
                                          "5.",
                                          ".5",
                                          "99999999999999999999",
                                          "0.0000000000000000001",
                                          "nan",
                                          "U",
                                          "D",
                                          "1 2 6 E",
                                          "6",
                                          "  ",
                                          std::string("\0", 1),
                                          "\xff\xfe",
                                          std::string(5'000, '9'),
                                          "20251030-10:00:00",
                                          "20251030-10:00:00.",
                                          "99999999-99:99:99"};

FIX::Message order() {
    return test::fix_message(
        "35=D|34=2|1=main|11=a1|18=E|38=10|40=3|54=2|55=AAPL|59=1|60=20251030-10:00:00|99=190|");
}

/// Reads and answers it; the answer never holds a character that is not printable ASCII.
void read_and_answer(const FIX::Message& message) {
    Dialect dialect = *dialect_for("FIX.4.4");
    dialect.day_orders = DayOrders::TakeAsGtc;
    const auto reading = order_request_from_fix(message, dialect, {}, {{"main"}});
    if (!reading.refusal) {
        EXPECT_TRUE(reading.cl_ord_id_usable && reading.request.quantity.is_positive() &&
                    !reading.request.symbol.empty());
        EXPECT_EQ(orders::is_stop(reading.request.type), reading.request.stop_px.has_value());
    }
    const auto answer = refused_report(reading.request, reading.refusal.value_or(orders::Refusal{}),
                                       {.dialect = dialect, .row = 1, .now = {}});
    for (const FIX::FieldBase& field : answer) {
        EXPECT_FALSE(field.getString().empty()) << field.getTag();
        for (const char c : field.getString()) ASSERT_TRUE(c >= ' ' && c <= '~') << field.getTag();
    }
}

TEST(HostileOrders, EachFieldWithEachOddValue) {
    for (const int tag : kTags) {
        for (const std::string& value : kValues) {
            FIX::Message message = order();
            message.setField(tag, value);
            read_and_answer(message);
        }
        FIX::Message message = order();
        message.removeField(tag);
        read_and_answer(message);
    }
}

TEST(HostileOrders, SeveralAtRandom) {
    std::mt19937 random(20'251'030);
    const auto pick = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (int i = 0; i < 5'000; ++i) {
        FIX::Message message = order();
        for (std::size_t edits = 1 + pick(5); edits > 0; --edits)
            message.setField(kTags[pick(kTags.size())], kValues[pick(kValues.size())]);
        read_and_answer(message);
    }
}

}  // namespace
}  // namespace qb::mapping
