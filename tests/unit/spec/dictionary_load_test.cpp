#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>

#include "fix/dictionaries.h"

/// The bridge's own reader of dictionaries takes the files.
namespace qb::fix {
namespace {

/// The files of one version as a session names them.
struct Files {
    std::string begin_string, dictionary, transport;
};
std::ostream& operator<<(std::ostream& out, const Files& files) { return out << files.dictionary; }

SessionSettings settings_of(const Files& files) {
    const std::string folder = QB_SOURCE_DIR "/fix_spec/";
    SessionSettings settings;
    settings.begin_string = files.begin_string;
    if (!files.transport.empty()) settings.default_appl_ver_id = "9";
    settings.dictionary = folder + files.dictionary;
    if (!files.transport.empty()) settings.transport_dictionary = folder + files.transport;
    return settings;
}

class DictionaryFile : public testing::TestWithParam<Files> {};
INSTANTIATE_TEST_SUITE_P(Files, DictionaryFile,
                         testing::Values(Files{"FIX.4.2", "FIX42.xml", ""}, Files{"FIX.4.4", "FIX44.xml", ""},
                                         Files{"FIXT.1.1", "FIX50SP2.xml", "FIXT11.xml"},
                                         Files{"FIX.4.2", "client/FIX42.xml", ""},
                                         Files{"FIX.4.4", "client/FIX44.xml", ""},
                                         Files{"FIXT.1.1", "client/FIX50SP2.xml", "client/FIXT11.xml"}));

TEST_P(DictionaryFile, IsTakenForItsVersionAlone) {
    Dictionaries dictionaries;
    auto settings = settings_of(GetParam());
    EXPECT_TRUE(dictionaries.load(settings)->rules->isMsgType("D"));
    settings.begin_string = GetParam().begin_string == "FIX.4.2" ? "FIX.4.4" : "FIX.4.2";
    settings.default_appl_ver_id.clear();
    EXPECT_THROW((void)dictionaries.load(settings), std::runtime_error);
}

}  // namespace
}  // namespace qb::fix
