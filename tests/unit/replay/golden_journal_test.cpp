#include <gtest/gtest.h>

#include <sstream>

#include "replay/data_dir.h"
#include "replay/verify.h"
#include "support/fake_disk.h"

// A journal that an earlier build wrote, re-run by this one: what has changed since then in mapping, order
// state or reports shows here, tag by tag, before it shows at a desk.
namespace qb::replay::test {
namespace {

TEST(GoldenJournal, OfTheDemoIsRunAgainByThisBuildWithTheSameResult) {
    const std::string sources = QB_SOURCE_DIR;
    const auto recorded = open_data_dir(sources + "/tests/unit/replay/golden/demo");
    ASSERT_TRUE(recorded);
    qb::test::FakeDisk scratch;
    std::ostringstream out;
    const int code = verify_journal(
        {**recorded, scratch, [] { return std::make_unique<journal::HeapStorage>(); }},
        {.anchor = {}, .spec = sources + "/fix_spec", .build = "this one", .configuration = nullptr}, out);
    EXPECT_EQ(code, kExitGood) << out.str();
    EXPECT_NE(out.str().find("compared 19 order facts, 6 venue commands, 14 FIX messages: 0 differences"),
              std::string::npos)
        << out.str();
}

}  // namespace
}  // namespace qb::replay::test
