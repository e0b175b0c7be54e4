#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>

#include "fix/dictionaries.h"

/// The bridge's own reader of dictionaries takes the files.
namespace qb::fix {
namespace {

struct File {
    std::string path, begin_string;
};
std::ostream& operator<<(std::ostream& out, const File& file) { return out << file.path; }

class DictionaryFile : public testing::TestWithParam<File> {};
INSTANTIATE_TEST_SUITE_P(Files, DictionaryFile,
                         testing::Values(File{"FIX42.xml", "FIX.4.2"}, File{"FIX44.xml", "FIX.4.4"},
                                         File{"client/FIX42.xml", "FIX.4.2"},
                                         File{"client/FIX44.xml", "FIX.4.4"}));

TEST_P(DictionaryFile, IsTakenForItsVersionAlone) {
    const std::string path = QB_SOURCE_DIR "/fix_spec/" + GetParam().path;
    Dictionaries dictionaries;
    const auto loaded = dictionaries.load(path, GetParam().begin_string, false);
    EXPECT_TRUE(loaded->rules->isMsgType("D"));
    EXPECT_THROW((void)dictionaries.load(path, "FIX.4.3", false), std::runtime_error);
}

}  // namespace
}  // namespace qb::fix
