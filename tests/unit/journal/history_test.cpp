/// A journal read with what was retired of it.
#include "journal/history.h"

#include "journal/compress.h"
#include "unit/journal/segments.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace qb::test {
namespace {

using namespace journal;

/// Segments one and two are retired, the first one packed.
class History : public testing::Test {
protected:
    History() {
        auto journal = three_segments(disk, keeping_retired());
        journal.remove_oldest();
        compress_all(disk);
        journal.remove_oldest();
        for (const auto& name : disk.names())
            if (name.starts_with("retired/") && name.ends_with(".qj")) second_retired = name;
        second = second_retired.substr(second_retired.find('/') + 1);
    }
    static void compress_all(FakeDisk& disk) {
        std::ostringstream ignored;
        compress(**disk.folder(kRetiredFolder, Disk::Missing::Create), ignored);
    }

    FakeDisk disk;
    std::string second, second_retired;
};

TEST_F(History, IsOneChainFromTheFirstSegmentOn) {
    EXPECT_EQ(all_facts_read(disk), "one two three ");
    const auto history = with_retired(disk.copy());
    std::ostringstream out;
    const auto result = check(**history, out);
    EXPECT_FALSE(result.damage);
    EXPECT_EQ(result.segments, 3U);
    EXPECT_TRUE(out.str().starts_with(kFirstSegment + ": rows 1 to ")) << out.str();
}

TEST_F(History, WithoutAFolderIsTheJournalItself) {
    FakeDisk kept;
    three_segments(kept);
    EXPECT_EQ(all_facts_read(kept), "one two three ");
}

/// Time and system in gzip's header are nobody's business; every other byte is.
TEST_F(History, APackedSegmentWithAFlippedByteIsNamed) {
    const auto packed = disk.bytes(kFirstPacked);
    std::size_t harmless = 0;
    for (std::size_t at = 0; at < packed.size(); ++at) {
        disk.bytes(kFirstPacked)[at] = static_cast<char>(packed[at] ^ 0x10);
        const auto facts = all_facts_read(disk);
        if (facts == "one two three ")
            ++harmless;
        else
            EXPECT_EQ(facts, "| " + kFirstSegment +
                                 ": damaged packed segment: the file cannot be opened: the packed file does "
                                 "not unpack to what was packed")
                << at;
        disk.bytes(kFirstPacked) = packed;
    }
    EXPECT_LE(harmless, 6U);
    EXPECT_GT(packed.size(), 200U);
}

TEST_F(History, ASegmentThatWasChangedBeforeItWasPackedIsNamedByItsRow) {
    const auto at = disk.bytes(second_retired).find("two");
    disk.bytes(second_retired)[at] = 'T';
    compress_all(disk);
    const auto facts = all_facts_read(disk);
    EXPECT_TRUE(facts.starts_with("one | " + second + ": damaged row: row ")) << facts;
}

TEST_F(History, AMissingSegmentInTheMiddleIsNamed) {
    disk.erase(second_retired);
    const auto facts = all_facts_read(disk);
    EXPECT_TRUE(facts.starts_with("one | " + kFirstSegment + ": missing segment: row ")) << facts;
}

TEST_F(History, WhatIsInBothPlacesCountsAsItIsKept) {
    disk.put(second, disk.bytes(second_retired));
    disk.put(second_retired, "something else");
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(History, WhatIsNotPackedCountsBeforeItsCopy) {
    disk.put(second_retired + ".gz", "something else");
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(History, AnUnfinishedCopyIsNoSegment) {
    disk.put(second_retired + ".gz.tmp", disk.bytes(second_retired));
    disk.erase(second_retired);
    EXPECT_NE(all_facts_read(disk).find("missing segment"), std::string::npos) << all_facts_read(disk);
}

TEST_F(History, ASegmentOfAnotherJournalIsNamed) {
    FakeDisk other;
    auto options = keeping_retired();
    options.new_id = JournalId{9};
    three_segments(other, options);
    disk.erase(kFirstPacked);
    disk.put(kFirstRetired, other.bytes(kFirstSegment));
    const auto facts = all_facts_read(disk);
    EXPECT_NE(facts.find(second + ": broken chain: "), std::string::npos) << facts;
    EXPECT_NE(facts.find("belongs to another journal"), std::string::npos) << facts;
}

TEST_F(History, IsReadAlone) {
    const auto history = with_retired(disk.copy());
    auto& all = **history;
    EXPECT_EQ(all.lock(), std::errc::read_only_file_system);
    EXPECT_EQ(all.create("x").error(), std::errc::read_only_file_system);
    EXPECT_EQ(all.open(kFirstSegment, Disk::Access::ReadWrite).error(), std::errc::read_only_file_system);
    EXPECT_EQ(all.rename(kFirstSegment, "x"), std::errc::read_only_file_system);
    EXPECT_EQ(all.remove(kFirstSegment), std::errc::read_only_file_system);
    EXPECT_EQ(all.open("none", Disk::Access::Read).error(), std::errc::no_such_file_or_directory);
}

/// The move of a segment between two looks.
TEST_F(History, ReadsOnWhereASegmentIsRetiredMeanwhile) {
    FakeDisk live;
    auto journal = three_segments(live, keeping_retired());
    journal.remove_oldest();
    struct View final : Disk {  // of the live disk, which stays the test's
        explicit View(FakeDisk& disk) : disk_{disk} {}
        std::error_code lock() override { return {}; }
        void unlock() override {}
        DiskResult<std::unique_ptr<File>> create(const std::string& name) override {
            return disk_.create(name);
        }
        DiskResult<std::unique_ptr<File>> open(const std::string& name, Access access) override {
            return disk_.open(name, access);
        }
        [[nodiscard]] DiskResult<std::vector<std::string>> list() const override { return disk_.list(); }
        std::error_code rename(const std::string& from, const std::string& to) override {
            return disk_.rename(from, to);
        }
        std::error_code remove(const std::string& name) override { return disk_.remove(name); }
        std::error_code sync_directory() override { return {}; }
        DiskResult<std::unique_ptr<Disk>> folder(const std::string& name, Missing missing) override {
            return disk_.folder(name, missing);
        }
        FakeDisk& disk_;
    };
    const auto history = with_retired(std::make_unique<View>(live));
    auto reader = Reader::open(**history);
    ASSERT_TRUE(reader);
    std::string facts;
    for (auto row = reader->next(); row && *row; row = reader->next()) {
        if ((*row)->kind == RowKind::Fact) facts += std::string((*row)->payload) + " ";
        if (facts == "one ") journal.remove_oldest();
        if (facts == "one ") compress_all(live);
    }
    EXPECT_EQ(facts, "one two three ");
}

class RetiredFolder : public testing::Test {
protected:
    RetiredFolder() {
        auto name = testing::TempDir() + "/history-XXXXXX";
        path = ::mkdtemp(name.data());
    }
    ~RetiredFolder() override { std::filesystem::remove_all(path); }

    /// Three segments, of which one is retired.
    void write() const {
        const auto disk = PosixDisk::open_directory(path, Disk::Missing::Fail);
        auto journal = open_journal(**disk, keeping_retired());
        for (const auto* fact : {"one", "two", "three"}) {
            commit_facts(journal, {fact});
            rotate(journal);
        }
        EXPECT_TRUE(journal.remove_oldest().gone);
    }
    [[nodiscard]] std::string facts() const {
        const auto history = open_history(path);
        return history ? facts_read(**history) : history.error().message();
    }
    [[nodiscard]] unsigned mode(const std::string& name) const {
        struct stat status {};
        EXPECT_EQ(::stat((path + "/" + name).c_str(), &status), 0) << name;
        return status.st_mode & 0777U;
    }

    /// The oldest one.
    static std::string segment_file(std::vector<std::string> names) {
        std::erase_if(names, [](const auto& name) { return !name.ends_with(".qj"); });
        return *std::min_element(names.begin(), names.end());
    }

    std::string path;
};

TEST_F(RetiredFolder, IsMadeAtTheStartForItsOwnerOnly) {
    const auto disk = PosixDisk::open_directory(path, Disk::Missing::Fail);
    open_journal(**disk);
    EXPECT_FALSE(std::filesystem::exists(path + "/retired"));
    open_journal(**disk, keeping_retired());
    EXPECT_EQ(mode("retired"), 0700U);
    open_journal(**disk, keeping_retired());  // is there already
}

TEST_F(RetiredFolder, TakesSegmentsAndPacksThemOnARealDisk) {
    write();
    EXPECT_FALSE(std::filesystem::exists(path + "/" + kFirstSegment));
    EXPECT_EQ(std::filesystem::hard_link_count(path + "/" + kFirstRetired), 1U);
    EXPECT_EQ(facts(), "one two three ");
    const auto retired = PosixDisk::open_directory(path + "/retired", Disk::Missing::Fail);
    const auto other = PosixDisk::open_directory(path + "/retired", Disk::Missing::Fail);
    ASSERT_FALSE((*other)->lock());
    std::ostringstream out;
    EXPECT_EQ(compress(**retired, out).error, Errc::AlreadyInUse);
    (*other)->unlock();
    EXPECT_EQ(compress(**retired, out).packed, 1U);
    EXPECT_EQ(mode(kFirstPacked), 0600U);
    EXPECT_FALSE(std::filesystem::exists(path + "/" + kFirstRetired));
    EXPECT_EQ(facts(), "one two three ");
}

TEST_F(RetiredFolder, OneThatSomebodyTookAwayIsMadeAnew) {
    const auto disk = PosixDisk::open_directory(path, Disk::Missing::Fail);
    auto journal = open_journal(**disk, keeping_retired());
    commit_facts(journal, {"one"});
    rotate(journal);
    std::filesystem::remove(path + "/retired");
    const auto removal = journal.remove_oldest();
    EXPECT_TRUE(removal.gone);
    EXPECT_FALSE(removal.error);
    EXPECT_TRUE(std::filesystem::exists(path + "/" + kFirstRetired));
    EXPECT_EQ(facts(), "one ");
}

TEST_F(RetiredFolder, TheSameFileInBothIsMovedAndAnotherOneIsLeft) {
    write();
    const auto second = [&] {
        const auto disk = PosixDisk::open_directory(path, Disk::Missing::Fail);
        return segment_file((*disk)->list().value());
    }();
    std::filesystem::create_hard_link(path + "/" + second, path + "/retired/" + second);
    {
        const auto disk = PosixDisk::open_directory(path, Disk::Missing::Fail);
        auto journal = open_journal(**disk, keeping_retired());
        EXPECT_TRUE(journal.remove_oldest().gone);
        const auto third = segment_file((*disk)->list().value());
        std::ofstream(path + "/retired/" + third) << "another";
        EXPECT_EQ(journal.remove_oldest().error, std::errc::file_exists);
        EXPECT_EQ(std::filesystem::file_size(path + "/retired/" + third), 7U);
    }
    EXPECT_EQ(facts(), "one two three ");
}

}  // namespace
}  // namespace qb::test
