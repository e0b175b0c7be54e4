/// Retired segments that are packed: no original goes before its copy is proven whole.
#include "journal/compress.h"

#include "journal/packing.h"
#include "unit/journal/segments.h"

#include <random>

namespace qb::test {
namespace {

using namespace journal;
using Op = FakeDisk::Op;

const std::string kFirstUnfinished = kFirstPacked + ".tmp";

/// Three segments, of which two are retired.
class Compress : public testing::Test {
protected:
    Compress() {
        auto journal = three_segments(disk, keeping_retired());
        journal.remove_oldest();
        journal.remove_oldest();
        journal.sync();
        first = disk.bytes(kFirstRetired);
        for (const auto& name : disk.names())
            if (name.starts_with("retired/") && name != kFirstRetired) second_name = name;
    }

    CompressResult compress() {
        out.str({});
        return journal::compress(**disk.folder(kRetiredFolder, Disk::Missing::Create), out);
    }
    /// The first segment was not touched, whatever its copy is.
    void expect_left(const CompressResult& result, std::string_view word) {
        EXPECT_FALSE(result.error);
        EXPECT_EQ(result.left, 1U);
        EXPECT_EQ(result.packed, 1U);  // the other one
        EXPECT_EQ(disk.bytes(kFirstRetired), first);
        EXPECT_NE(
            out.str().find(kFirstSegment + ": LEFT AS IT IS: " + kFirstSegment + ".gz " + std::string(word)),
            std::string::npos)
            << out.str();
    }

    FakeDisk disk;
    std::string first, second_name;
    std::ostringstream out;
};

TEST_F(Compress, PacksEachSegmentAndTheWholeJournalIsRead) {
    const auto second = disk.bytes(second_name);
    const auto result = compress();
    EXPECT_FALSE(result.error);
    EXPECT_EQ(result.packed, 2U);
    EXPECT_EQ(result.left, 0U);
    EXPECT_EQ(result.bytes, first.size() + second.size());
    EXPECT_EQ(result.packed_bytes, disk.bytes(kFirstPacked).size() + disk.bytes(second_name + ".gz").size());
    EXPECT_FALSE(disk.has(kFirstRetired));
    EXPECT_FALSE(disk.has(second_name));
    EXPECT_TRUE(disk.bytes(kFirstPacked).starts_with("\x1f\x8b"));
    EXPECT_LT(disk.bytes(kFirstPacked).size(), first.size());
    EXPECT_EQ(disk.names().size(), 3U);  // the packed ones, and the segment being written
    const auto line = kFirstSegment + ": " + std::to_string(first.size()) + " bytes, packed " +
                      std::to_string(disk.bytes(kFirstPacked).size()) + "\n";
    EXPECT_TRUE(out.str().starts_with(line)) << out.str();
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(Compress, ASecondRunHasNothingToDo) {
    compress();
    const auto names = disk.names();
    const auto changes = disk.changes();
    const auto result = compress();
    EXPECT_EQ(result.packed + result.left, 0U);
    EXPECT_EQ(out.str(), "packed: 0 segments, 0 bytes to 0 bytes\n");
    EXPECT_EQ(disk.names(), names);
    EXPECT_EQ(disk.changes(), changes);
}

TEST_F(Compress, WritesSyncsProvesAndNamesTheCopyBeforeTheOriginalGoes) {
    std::string calls;
    disk.script = [&](Op op, const std::string& name) {
        const bool first_one = name.starts_with(kFirstRetired);
        if (op == Op::Sync && first_one) calls += "sync ";
        if (op == Op::Read && name == kFirstUnfinished && !calls.ends_with("prove ")) calls += "prove ";
        if (op == Op::Rename && first_one) calls += "rename ";
        if (op == Op::SyncDirectory && !calls.ends_with("remove ")) calls += "sync:" + name + " ";
        if (op == Op::Remove && name == kFirstRetired) calls += "remove ";
        return FakeDisk::Verdict{};
    };
    compress();
    EXPECT_TRUE(calls.starts_with("sync prove rename sync:retired/ remove ")) << calls;
}

TEST_F(Compress, StoppedAtAnyStepLosesNothingAndGoesOn) {
    const auto whole = disk.copy();
    for (const bool power : {false, true}) {
        std::uint64_t steps = 0;
        for (bool stopped = true; stopped; ++steps) {
            const auto own = whole->copy();
            std::ostringstream ignored;
            const auto folder = own->folder(kRetiredFolder, Disk::Missing::Create);
            own->stop_after(steps, 7);
            stopped = static_cast<bool>(journal::compress(**folder, ignored).error);
            power ? own->lose_power() : own->restart();
            EXPECT_EQ(all_facts_read(*own), "one two three ") << steps;
            EXPECT_EQ(journal::compress(**folder, ignored).left, 0U) << steps;
            EXPECT_EQ(own->names().size(), 3U) << steps;
            EXPECT_EQ(all_facts_read(*own), "one two three ") << steps;
        }
        EXPECT_GE(steps, 12U);  // for each segment create, write, sync, rename, sync, remove
    }
}

TEST_F(Compress, ACopyThatIsThereAndWholeLetsTheOriginalGo) {
    compress();
    disk.put(kFirstRetired, first);  // as after a power failure
    const auto result = compress();
    EXPECT_EQ(result.packed, 1U);
    EXPECT_FALSE(disk.has(kFirstRetired));
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(Compress, ADamagedCopyThatIsThereLeavesBoth) {
    const auto packed = [&] {
        const auto other = disk.copy();
        std::ostringstream ignored;
        journal::compress(**other->folder(kRetiredFolder, Disk::Missing::Create), ignored);
        return other->bytes(kFirstPacked);
    }();
    auto flipped = packed;
    flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 1);
    auto wrong_sum = packed;
    wrong_sum[packed.size() - 6] = static_cast<char>(wrong_sum[packed.size() - 6] ^ 1);
    const std::vector<std::string> copies{flipped,      wrong_sum, packed.substr(0, packed.size() - 1),
                                          packed + "x", "",        packed + packed};
    for (const auto& copy : copies) {
        const auto before = disk.copy();
        disk.put(kFirstPacked, copy);
        const auto result = compress();
        expect_left(result, "is there already and does not unpack to it");
        EXPECT_EQ(disk.bytes(kFirstPacked), copy);
        EXPECT_EQ(all_facts_read(disk), "one two three ");
        disk.put(second_name, before->bytes(second_name));
        disk.erase(second_name + ".gz");
    }
}

TEST_F(Compress, WhatAnEarlierRunLeftUnfinishedIsMadeAnew) {
    disk.put(kFirstUnfinished, "half a copy");
    disk.put("retired/notes.gz.tmp", "somebody else's");
    EXPECT_EQ(compress().packed, 2U);
    EXPECT_FALSE(disk.has(kFirstUnfinished));
    EXPECT_TRUE(disk.has("retired/notes.gz.tmp"));
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(Compress, AnOriginalThatChangesMeanwhileStays) {
    disk.script = [this](Op op, const std::string& name) {
        if (op == Op::Sync && name == kFirstUnfinished) disk.bytes(kFirstRetired).back() = 'x';
        return FakeDisk::Verdict{};
    };
    first.back() = 'x';
    expect_left(compress(), "was made and did not unpack to it");
    EXPECT_FALSE(disk.has(kFirstPacked));
    EXPECT_FALSE(disk.has(kFirstUnfinished));
}

TEST_F(Compress, ACopyThatTheDiskGotWrongTakesNothingsPlace) {
    disk.script = [this](Op op, const std::string& name) {
        if (op == Op::Sync && name == kFirstUnfinished) disk.bytes(name)[20] ^= 1;
        return FakeDisk::Verdict{};
    };
    expect_left(compress(), "was made and did not unpack to it");
    EXPECT_FALSE(disk.has(kFirstPacked));
    disk.script = nullptr;
    EXPECT_EQ(compress().packed, 1U);
    EXPECT_EQ(all_facts_read(disk), "one two three ");
}

TEST_F(Compress, ADiskThatRefusesEndsItWithTheOriginalInPlace) {
    for (const auto failing : {Op::Create, Op::Write, Op::Sync, Op::Rename, Op::SyncDirectory, Op::Read}) {
        disk.script = [=](Op op, const std::string& name) {
            const bool copy = name.starts_with(kFirstPacked) || name == "retired/";
            return op == failing && copy ? FakeDisk::Verdict{FakeDisk::error(ENOSPC), {}}
                                         : FakeDisk::Verdict{};
        };
        const auto result = compress();
        EXPECT_EQ(result.error, FakeDisk::error(ENOSPC));
        EXPECT_EQ(result.packed, 0U);
        EXPECT_EQ(disk.bytes(kFirstRetired), first);
        EXPECT_NE(out.str().find(kFirstSegment + ": not packed: "), std::string::npos) << out.str();
        disk.script = nullptr;
        EXPECT_EQ(all_facts_read(disk), "one two three ");
    }
    EXPECT_EQ(compress().packed, 2U);
}

TEST_F(Compress, TwoAtOnceAreRefused) {
    disk.script = [](Op op, const std::string&) {
        return op == Op::Lock ? FakeDisk::Verdict{Errc::AlreadyInUse, {}} : FakeDisk::Verdict{};
    };
    EXPECT_EQ(compress().error, Errc::AlreadyInUse);
    EXPECT_EQ(disk.bytes(kFirstRetired), first);
}

TEST(Packing, GivesBackWhatWasPackedWhateverItsLength) {
    FakeDisk disk;
    std::mt19937 dice{7};
    constexpr std::size_t kPiece = std::size_t{256} << 10;
    int files = 0;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, kPiece - 1, kPiece, kPiece + 1, 4 * kPiece}) {
        for (const bool random : {false, true}) {
            const auto name = std::to_string(++files);
            std::string bytes(size, 'a');
            if (random) std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(dice()); });
            disk.put(name, bytes);
            const auto original = disk.open(name, Disk::Access::Read);
            const auto packed = disk.create(name + ".gz");
            const auto again = disk.create(name + " again");
            ASSERT_FALSE(pack(**original, **packed));
            EXPECT_FALSE(compare(**packed, **original)) << size;
            ASSERT_FALSE(unpack(**packed, **again));
            EXPECT_TRUE(disk.bytes(name + " again") == bytes) << size;
            disk.bytes(name) += 'b';
            EXPECT_EQ(compare(**packed, **original), Errc::BadPacking) << size;
        }
    }
}

}  // namespace
}  // namespace qb::test
