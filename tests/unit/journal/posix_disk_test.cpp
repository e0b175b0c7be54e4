#include "unit/journal/sample.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

namespace {

std::vector<ino_t> synced;  // what fsync() was called for
bool next_sync_fails = false;

}  // namespace

/// In place of the C library's, which leaves no trace that a test could look at.
extern "C" int fsync(int file) {
    struct stat status {};
    if (::fstat(file, &status) == 0) synced.push_back(status.st_ino);
    if (!std::exchange(next_sync_fails, false)) return static_cast<int>(::syscall(SYS_fsync, file));
    errno = EIO;
    return -1;
}

namespace qb::test {
namespace {

using namespace journal;

class DiskDirectory : public testing::Test {
protected:
    void SetUp() override {
        auto name = testing::TempDir() + "/journal-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        root = name;
        path = name + "/data";
    }
    void TearDown() override { std::filesystem::remove_all(root); }

    std::unique_ptr<PosixDisk> disk() const {
        return std::move(PosixDisk::open_directory(path, PosixDisk::Missing::Create).value());
    }
    static unsigned mode(const std::string& name) {
        struct stat status {};
        EXPECT_EQ(::stat(name.c_str(), &status), 0) << name;
        return status.st_mode & 0777U;
    }

    std::string root;
    std::string path;
};

TEST_F(DiskDirectory, JournalOfManySegmentsIsWrittenFollowedAndReopened) {
    const auto real = disk();
    auto options = small_options();
    options.segment_bytes = 64 << 10;
    options.reserve_bytes = 64 << 10;
    std::uint64_t rows = 0;
    {
        auto journal = open_journal(*real, options);
        auto reader = Reader::open(*real).value();
        Turn turn;
        journal.begin(turn);
        for (int i = 0; i < 3000; ++i) {
            turn.append(RowKind::FixIn, 1, std::string(static_cast<std::size_t>(i % 400), 'i'));
            turn.append(RowKind::Fact, 1, std::to_string(i));
            ASSERT_EQ(journal.commit(turn), CommitStatus::Ok);
            if (journal.wants_rotation(kNoon)) {
                ASSERT_EQ(journal.rotate(turn, {kNoon, 0}, [](StateSink& sink) { sink.chunk(1, "s"); }),
                          RotateStatus::Ok);
            }
            if (i % 100 == 0)
                while (reader.next().value()) ++rows;
        }
        while (reader.next().value()) ++rows;
        EXPECT_EQ(reader.head(), journal.head());
        EXPECT_GT(journal.segments().size(), 8U);
        EXPECT_EQ(rows, journal.head().row);
    }
    Recorder recorder;
    const auto journal = open_journal(*real, recorder, options);
    EXPECT_EQ(journal.head().row, rows);
    std::ostringstream out;
    EXPECT_FALSE(check(*real, out).damage) << out.str();
}

TEST_F(DiskDirectory, IsMadeDurableInItsParentWhenItIsNew) {
    struct stat parent {};
    ASSERT_EQ(::stat(root.c_str(), &parent), 0);
    for (const auto* name : {"/new", "/new-too/"}) {
        path = root + name;
        synced.clear();
        disk();
        EXPECT_EQ(synced, std::vector<ino_t>{parent.st_ino}) << name;
        disk();  // is there already
        EXPECT_EQ(synced.size(), 1U) << name;
    }
}

TEST_F(DiskDirectory, IsNotLeftBehindWhereItCannotBeMadeDurable) {
    next_sync_fails = true;
    EXPECT_EQ(PosixDisk::open_directory(path, PosixDisk::Missing::Create).error(), std::errc::io_error);
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(DiskDirectory, IsReadableByItsOwnerOnly) {
    const auto real = disk();
    open_journal(*real);
    EXPECT_EQ(mode(path), 0700U);
    EXPECT_EQ(mode(path + "/" + kFirstSegment), 0600U);
}

TEST_F(DiskDirectory, SpaceIsTakenAhead) {
    const auto real = disk();
    auto options = small_options();
    options.reserve_bytes = 1 << 20;
    open_journal(*real, options);
    struct stat status {};
    ASSERT_EQ(::stat((path + "/" + kFirstSegment).c_str(), &status), 0);
    EXPECT_GE(status.st_blocks * 512, 1 << 20);
}

TEST_F(DiskDirectory, AnotherProcessIsRefusedUntilTheWriterIsGone) {
    const auto real = disk();
    auto journal = std::make_unique<Journal>(open_journal(*real));
    const auto open_elsewhere = [&] {
        const auto child = ::fork();
        if (child == 0) {
            const auto own = disk();
            Recorder recorder;
            const auto second = Journal::open(*own, small_options(), recorder);
            ::_exit(second ? 0 : second.error().fault == Fault::InUse ? 1 : 2);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        return WEXITSTATUS(status);
    };
    EXPECT_EQ(open_elsewhere(), 1);
    const auto own = disk();
    EXPECT_EQ(damage_of(*own).fault, Fault::InUse);
    EXPECT_EQ(damage_of(*real).fault, Fault::InUse);  // nor twice in one process
    journal.reset();
    EXPECT_EQ(open_elsewhere(), 0);
}

TEST_F(DiskDirectory, KilledWriterLosesNoCommittedTurn) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto own = disk();
        auto journal = open_journal(*own);
        for (int i = 0;; ++i) {
            commit_facts(journal, {std::to_string(i)});
            [[maybe_unused]] const auto written = ::write(pipe[1], "x", 1);
        }
    }
    ::close(pipe[1]);
    char byte = 0;
    int committed = 0;
    while (committed < 200 && ::read(pipe[0], &byte, 1) == 1) ++committed;
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    while (::read(pipe[0], &byte, 1) == 1) ++committed;
    ::close(pipe[0]);

    const auto real = disk();
    Recorder recorder;
    open_journal(*real, recorder);
    EXPECT_GE(recorder.places.size(), static_cast<std::size_t>(committed));
    EXPECT_LE(recorder.places.size(), static_cast<std::size_t>(committed) + 1);
}

TEST_F(DiskDirectory, ReaderInAnotherProcessSeesOnlyWholeTurns) {
    {
        const auto real = disk();
        open_journal(*real);
    }
    int stop[2];
    ASSERT_EQ(::pipe(stop), 0);
    const auto child = ::fork();
    if (child == 0) {
        ::close(stop[0]);
        const auto own = disk();
        auto journal = open_journal(*own);
        Turn turn;
        for (int i = 0; i < 4'000; ++i) {
            commit_facts(journal, {std::string(static_cast<std::size_t>(i * 37 % 9000), 'f'), "y"});
            if (i % 250 == 249) journal.rotate(turn, {kNoon, 0}, {});
        }
        ::_exit(0);
    }
    ::close(stop[1]);
    const auto real = disk();
    auto reader = Reader::open(*real).value();
    std::uint64_t facts = 0;
    int status = 0;
    for (bool running = true; running;) {
        running = ::waitpid(child, &status, WNOHANG) == 0;
        for (;;) {
            const auto row = reader.next();
            ASSERT_TRUE(row) << describe(row.error());
            if (!row.value()) break;
            if (row.value()->kind == RowKind::Fact) ++facts;
        }
    }
    ::close(stop[0]);
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(facts, 8'000U);
}

TEST_F(DiskDirectory, ErrorsOfTheSystemAreGivenOn) {
    EXPECT_EQ(PosixDisk::open_directory(path, PosixDisk::Missing::Fail).error(),
              std::errc::no_such_file_or_directory);
    EXPECT_EQ(PosixDisk::open_directory(root + "/no/parent", PosixDisk::Missing::Create).error(),
              std::errc::no_such_file_or_directory);
    const auto real = disk();
    EXPECT_EQ(real->open("none", Disk::Access::Read).error(), std::errc::no_such_file_or_directory);
    EXPECT_EQ(real->remove("none"), std::errc::no_such_file_or_directory);
    EXPECT_EQ(real->rename("none", "other"), std::errc::no_such_file_or_directory);
    EXPECT_TRUE(real->create("file"));
    EXPECT_EQ(real->create("file").error(), std::errc::file_exists);
    const auto read_only = real->open("file", Disk::Access::Read);
    EXPECT_EQ(read_only.value()->write_at(0, "x").error, std::errc::bad_file_descriptor);
}

}  // namespace
}  // namespace qb::test
