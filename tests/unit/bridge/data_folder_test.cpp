#include "bridge/data_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace {

std::vector<std::string> g_synced;  // folders, in order

}  // namespace

/// In place of the library's: notes whose names were made durable.
extern "C" int fsync(int file) {
    const auto name = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file));
    g_synced.push_back(name.string());
    return static_cast<int>(syscall(SYS_fsync, file));
}

namespace qb::bridge {
namespace {

namespace fs = std::filesystem;

class DataFolder : public testing::Test {
protected:
    DataFolder() {
        auto pattern = (fs::temp_directory_path() / "qfex-bridge-folder-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        root_ = pattern;
        g_synced.clear();
    }
    ~DataFolder() override { fs::remove_all(root_); }

    [[nodiscard]] bool synced(const fs::path& folder) const {
        return std::find(g_synced.begin(), g_synced.end(), folder.string()) != g_synced.end();
    }

    fs::path root_;
};

TEST_F(DataFolder, ParentsThatAreMadeOutliveAPowerFailure) {
    const auto disk = open_data_folder((root_ / "a/b/data").string());
    ASSERT_TRUE(disk);
    EXPECT_TRUE(synced(root_));
    EXPECT_TRUE(synced(root_ / "a"));
    EXPECT_TRUE(disk->list());
}

TEST_F(DataFolder, ParentsThatAreThereAreLeftAlone) {
    fs::create_directories(root_ / "a");
    static_cast<void>(open_data_folder((root_ / "a/data").string()));
    EXPECT_FALSE(synced(root_));
}

TEST_F(DataFolder, OnlyItsOwnerMayLookInside) {
    for (const auto* name : {"one", "two/", "three/four/"}) {
        static_cast<void>(open_data_folder((root_ / name).string()));
        const auto mode = fs::status(root_ / name).permissions();
        EXPECT_EQ(mode, fs::perms::owner_all) << name;
    }
}

TEST_F(DataFolder, AFileInTheWayIsToldByName) {
    std::ofstream(root_ / "file") << "x";
    for (const auto* name : {"file/data", "file/a/data", "file"}) {
        try {
            static_cast<void>(open_data_folder((root_ / name).string()));
            ADD_FAILURE() << name;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find((root_ / name).string()), std::string::npos)
                << error.what();
        }
    }
}

}  // namespace
}  // namespace qb::bridge
