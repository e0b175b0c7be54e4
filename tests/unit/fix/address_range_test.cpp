#include "fix/address_range.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace qb::fix {
namespace {

struct Row {
    std::string name, range, address;
    bool inside;
};
class AddressRangeContains : public testing::TestWithParam<Row> {};

TEST_P(AddressRangeContains, AsWritten) {
    const auto range = AddressRange::parse(GetParam().range);
    ASSERT_TRUE(range);
    EXPECT_EQ(range->contains(GetParam().address), GetParam().inside);
}
INSTANTIATE_TEST_SUITE_P(Rows, AddressRangeContains,
                         testing::Values(Row{"Single", "192.0.2.7", "192.0.2.7", true},
                                         Row{"SingleOther", "192.0.2.7", "192.0.2.8", false},
                                         Row{"FirstOfNet", "10.1.0.0/16", "10.1.0.0", true},
                                         Row{"LastOfNet", "10.1.0.0/16", "10.1.255.255", true},
                                         Row{"BehindNet", "10.1.0.0/16", "10.2.0.0", false},
                                         Row{"OddPrefixInside", "10.0.0.128/25", "10.0.0.200", true},
                                         Row{"OddPrefixOutside", "10.0.0.128/25", "10.0.0.127", false},
                                         Row{"HostBitsIgnored", "10.1.2.3/16", "10.1.9.9", true},
                                         Row{"Everything", "0.0.0.0/0", "203.0.113.1", true},
                                         Row{"AllV4IsNotV6", "0.0.0.0/0", "2001:db8::1", false},
                                         Row{"V6", "2001:db8::/32", "2001:db8:1::1", true},
                                         Row{"V6Outside", "2001:db8::/32", "2001:db9::1", false},
                                         Row{"MappedV4", "192.0.2.0/24", "::ffff:192.0.2.9", true},
                                         Row{"NoAddress", "0.0.0.0/0", "localhost", false},
                                         Row{"Empty", "0.0.0.0/0", "", false}),
                         [](const auto& row) { return row.param.name; });

TEST(AddressRange, RefusesWhatIsNoNetwork) {
    for (const auto* text : {"", "10.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                             "::1/129", "host.example", "10.0.0.0/8/8", "10.0.0.0 /8"})
        EXPECT_FALSE(AddressRange::parse(text)) << text;
}

TEST(AddressRange, NoRangesMeansNoRestriction) {
    EXPECT_TRUE(is_allowed({}, "203.0.113.1"));
    const std::vector ranges{*AddressRange::parse("10.0.0.0/8"), *AddressRange::parse("::1")};
    EXPECT_TRUE(is_allowed(ranges, "::1"));
    EXPECT_FALSE(is_allowed(ranges, "203.0.113.1"));
}

}  // namespace
}  // namespace qb::fix
