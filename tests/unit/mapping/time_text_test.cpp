#include "mapping/time_text.h"

#include <gtest/gtest.h>

namespace qb::mapping {
namespace {

std::optional<std::int64_t> micros(const std::optional<WallTime>& time) {
    return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

struct Moment {
    std::string text;
    std::optional<std::int64_t> micros;
};

class UnixTime : public testing::TestWithParam<Moment> {};
TEST_P(UnixTime, IsReadWithoutDrift) {
    EXPECT_EQ(micros(time_from_unix_text(GetParam().text)), GetParam().micros);
}
INSTANTIATE_TEST_SUITE_P(
    Texts, UnixTime,
    testing::Values(
        Moment{"1769439642.8484282", 1'769'439'642'848'428},
        Moment{"1758208770.5512846", 1'758'208'770'551'285},
        Moment{"1758208770.5512845", 1'758'208'770'551'285},
        Moment{"1758208770.5512844", 1'758'208'770'551'284}, Moment{"1758208770", 1'758'208'770'000'000},
        Moment{"1758208770.0", 1'758'208'770'000'000}, Moment{"1758208770.000001", 1'758'208'770'000'001},
        Moment{"1758208770.9999999", 1'758'208'771'000'000},
        Moment{"1.7582087705512846E9", 1'758'208'770'551'285},
        Moment{"1.7582087705512846e+09", 1'758'208'770'551'285},
        Moment{"1758208770551", 1'758'208'770'551'000}, Moment{"1758208770551284", 1'758'208'770'551'284},
        Moment{"1758208770551284600", 1'758'208'770'551'285}, Moment{"17582087705512846E-7", std::nullopt},
        Moment{"0", std::nullopt}, Moment{"0.0", std::nullopt}, Moment{"-1758208770", std::nullopt},
        Moment{"1e30", std::nullopt}, Moment{"1e999999999999", std::nullopt},
        Moment{"1758208770x", std::nullopt}, Moment{"", std::nullopt}, Moment{".", std::nullopt},
        Moment{"99999999999", std::nullopt}, Moment{std::string(400, '9'), std::nullopt},
        Moment{"0." + std::string(400, '0') + "1", std::nullopt}));

class IsoTime : public testing::TestWithParam<Moment> {};
TEST_P(IsoTime, IsRead) { EXPECT_EQ(micros(time_from_rfc3339(GetParam().text)), GetParam().micros); }
INSTANTIATE_TEST_SUITE_P(Texts, IsoTime,
                         testing::Values(Moment{"2025-10-30T10:00:00Z", 1'761'818'400'000'000},
                                         Moment{"2025-10-30T10:00:00.123456789Z", 1'761'818'400'123'457},
                                         Moment{"2025-10-30T10:00:00.5Z", 1'761'818'400'500'000},
                                         Moment{"2025-10-30 10:00:00", 1'761'818'400'000'000},
                                         Moment{"2025-10-30T12:00:00+02:00", 1'761'818'400'000'000},
                                         Moment{"2025-10-30T05:30:00-0430", 1'761'818'400'000'000},
                                         Moment{"2024-02-29T00:00:00Z", 1'709'164'800'000'000},
                                         Moment{"2025-02-29T00:00:00Z", std::nullopt},
                                         Moment{"2025-13-01T00:00:00Z", std::nullopt},
                                         Moment{"2025-10-30T24:00:00Z", std::nullopt},
                                         Moment{"2025-10-30T10:60:00Z", std::nullopt},
                                         Moment{"2025-10-30T10:00:00.Z", std::nullopt},
                                         Moment{"2025-10-30T10:00:00+2", std::nullopt},
                                         Moment{"2025-10-30T10:00:00Zzz", std::nullopt},
                                         Moment{"2025-10-30", std::nullopt},
                                         Moment{"2025-10-30T10:00", std::nullopt}, Moment{"", std::nullopt},
                                         Moment{"1969-12-31T00:00:00Z", std::nullopt},
                                         Moment{"9999-12-31T00:00:00Z", std::nullopt}));

class FixTime : public testing::TestWithParam<Moment> {};
TEST_P(FixTime, IsRead) { EXPECT_EQ(micros(time_from_fix(GetParam().text)), GetParam().micros); }
INSTANTIATE_TEST_SUITE_P(Texts, FixTime,
                         testing::Values(Moment{"20251030-10:00:00", 1'761'818'400'000'000},
                                         Moment{"20251030-10:00:00.123", 1'761'818'400'123'000},
                                         Moment{"20251030-10:00:00.123456", 1'761'818'400'123'456},
                                         Moment{"20251030-10:00:00.123456789", 1'761'818'400'123'457},
                                         Moment{"20251030-23:59:60", 1'761'868'800'000'000},
                                         Moment{"20250231-10:00:00", std::nullopt},
                                         Moment{"20251030-10:00:00Z", std::nullopt},
                                         Moment{"20251030 10:00:00", std::nullopt},
                                         Moment{"2025-10-30-10:00:00", std::nullopt},
                                         Moment{"now", std::nullopt}, Moment{"", std::nullopt}));

TEST(FixTimestamp, CutsToItsDecimals) {
    const WallTime time(std::chrono::microseconds(1'761'818'400'123'956));
    EXPECT_EQ(fix_timestamp(time, 6), "20251030-10:00:00.123956");
    EXPECT_EQ(fix_timestamp(time, 3), "20251030-10:00:00.123");
    EXPECT_EQ(fix_timestamp(time, 0), "20251030-10:00:00");
    EXPECT_EQ(fix_timestamp(WallTime(std::chrono::microseconds(1'709'164'799'000'001)), 6),
              "20240228-23:59:59.000001");
}

TEST(FixTimestamp, ReadsBackAsItself) {
    const WallTime time(std::chrono::microseconds(1'769'439'642'848'428));
    EXPECT_EQ(time_from_fix(fix_timestamp(time, 6)), time);
}

}  // namespace
}  // namespace qb::mapping
