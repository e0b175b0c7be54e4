#include "unit/journal/sample.h"

namespace qb::test {
namespace {

using namespace journal;
using Lines = std::vector<std::string>;

constexpr std::int64_t kDay = 86'400'000'000;

RotateStatus rotate(Journal& journal, const std::string& state = "state", Times now = {kNoon, 3'000'000}) {
    Turn turn;
    return journal.rotate(turn, now, [&](StateSink& sink) {
        sink.chunk(4, state);
        sink.chunk(4, "more");
    });
}

TEST(Rotation, NewSegmentBeginsWithStateAndAllFixNumbers) {
    FakeDisk disk;
    {
        auto journal = open_journal(disk);
        Turn turn;
        journal.begin(turn);
        turn.append(RowKind::Fact, 1, "old");
        turn.set_fix_numbers(3, {0, 2, 2});
        turn.set_fix_numbers(1, {1, 9, 8});
        journal.commit(turn);
        EXPECT_EQ(rotate(journal), RotateStatus::Ok);
        commit_facts(journal, {"new"});
    }
    Recorder recorder;
    const auto journal = open_journal(disk, recorder);
    EXPECT_EQ(recorder.lines, (Lines{"older 3 Fact 1 old", "state 6 State 4 state", "state 7 State 4 more",
                                     "end 8 turn 3 1=1/9/8 3=0/2/2", "9 Fact 1 new", "end 10 turn 4"}));
    EXPECT_EQ(journal.fix_numbers(3), (FixNumbers{0, 2, 2}));
    ASSERT_EQ(journal.segments().size(), 2U);
    EXPECT_EQ(journal.segments()[1].first_row, 5U);
    EXPECT_EQ(journal.segments()[1].number, 2U);
    EXPECT_TRUE(disk.has("journal-00000000000000000005.qj"));
}

TEST(Rotation, RowsOfOldSegmentsAreStillRead) {
    FakeDisk disk;
    auto options = small_options();
    std::vector<RowRef> places;
    {
        auto journal = open_journal(disk, options);
        for (int i = 0; i < 12; ++i) {  // more than are kept open
            Turn turn;
            journal.begin(turn);
            places.push_back(turn.next_ref());
            turn.append(RowKind::Fact, 1, "row" + std::to_string(i));
            journal.commit(turn);
            ASSERT_EQ(rotate(journal), RotateStatus::Ok);
        }
    }
    options.scan_older = false;
    Recorder recorder;
    const auto journal = open_journal(disk, recorder, options);
    EXPECT_EQ(recorder.places.size(), 2U);  // the state only
    EXPECT_EQ(journal.segments().size(), 13U);
    std::string buffer;
    for (int round = 0; round < 2; ++round)
        for (std::size_t i = 0; i < places.size(); ++i)
            EXPECT_EQ(journal.read(places[i], buffer).value().payload, "row" + std::to_string(i));
    disk.erase(kFirstSegment);
    journal.read(places[9], buffer).value();
    EXPECT_EQ(journal.read(places[0], buffer).error(), Errc::NoSuchSegment);
}

TEST(Rotation, IsWantedAtMidnightUtcAndAtTheSize) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    const auto midnight = (kNoon / kDay + 1) * kDay;
    EXPECT_FALSE(journal.wants_rotation(kNoon));
    EXPECT_FALSE(journal.wants_rotation(midnight - 1));
    EXPECT_TRUE(journal.wants_rotation(midnight));
    EXPECT_FALSE(journal.wants_rotation(kNoon - 2 * kDay));  // a clock that jumped back is no new day
    while (!journal.wants_rotation(kNoon)) commit_facts(journal, {std::string(1000, 'x')});
    EXPECT_GE(disk.bytes(kFirstSegment).size(), 16384U);
    EXPECT_EQ(rotate(journal), RotateStatus::Ok);
    EXPECT_FALSE(journal.wants_rotation(kNoon));
    EXPECT_LT(disk.bytes(kFirstSegment).size(), 16384U + 1100);  // space taken ahead was given back
}

TEST(Rotation, OfABigStateDoesNotFollowItselfAtOnce) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    EXPECT_EQ(rotate(journal, std::string(3'000'000, 's')), RotateStatus::Ok);
    EXPECT_FALSE(journal.wants_rotation(kNoon));
    commit_facts(journal, {"x"});
    EXPECT_FALSE(journal.wants_rotation(kNoon));
    commit_facts(journal, {std::string(3'100'000, 'x')});
    EXPECT_TRUE(journal.wants_rotation(kNoon));
}

TEST(Rotation, WithRowsInTheTurnIsABug) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    Turn turn;
    journal.begin(turn);
    turn.append(RowKind::Note, 1, "x");
    EXPECT_THROW(journal.rotate(turn, {}, {}), std::logic_error);
}

TEST(Rotation, WaitsAMinuteWhenTheDiskIsFull) {
    FakeDisk disk;
    auto journal = open_journal(disk);
    const auto midnight = (kNoon / kDay + 1) * kDay;
    disk.capacity = disk.bytes(kFirstSegment).size() + 100;
    EXPECT_EQ(rotate(journal, "state", {midnight, 3'000'000}), RotateStatus::Postponed);
    EXPECT_FALSE(journal.dead());
    EXPECT_EQ(disk.names(), (std::vector<std::string>{kFirstSegment}));
    EXPECT_NE(commit_facts(journal, {"still"}), CommitStatus::Failed);
    EXPECT_FALSE(journal.wants_rotation(midnight + 59'000'000));
    EXPECT_TRUE(journal.wants_rotation(midnight + 60'000'000));
    EXPECT_FALSE(journal.wants_rotation(midnight - 1));
    disk.capacity = 1'000'000;
    EXPECT_EQ(rotate(journal, "state", {midnight + 60'000'000, 63'000'000}), RotateStatus::Ok);
    EXPECT_EQ(facts_read(disk), "still ");
}

enum class Crash { Process, Power };

/// Stops the process at the given changing call of a rotation and of the commit after it. False when there
/// are fewer calls.
bool crash_at(std::uint64_t step, Crash crash, const Options& options) {
    FakeDisk disk;
    bool acknowledged = false;
    std::uint64_t calls = 0;
    {
        auto journal = open_journal(disk, options);
        EXPECT_EQ(commit_facts(journal, {"before"}), CommitStatus::Ok);
        const auto first = disk.changes();
        disk.stop_after(step, step * 37 % 200);
        if (rotate(journal) == RotateStatus::Ok)
            acknowledged = commit_facts(journal, {"after"}) != CommitStatus::Failed;
        calls = disk.changes() - first;
    }
    crash == Crash::Process ? disk.restart() : disk.lose_power();

    auto journal = open_journal(disk, options);
    const auto found = facts_read(disk);
    EXPECT_TRUE(found == "before after " || (found == "before " && !acknowledged))
        << found << "step " << step;
    for (const auto& name : disk.names()) EXPECT_TRUE(name.ends_with(".qj")) << name << " step " << step;
    EXPECT_EQ(commit_facts(journal, {"again"}), CommitStatus::Ok);
    EXPECT_EQ(rotate(journal), RotateStatus::Ok);
    EXPECT_EQ(facts_read(disk), found + "again ") << "step " << step;
    EXPECT_EQ(acknowledged, calls <= step);
    return calls > step;
}

void crash_everywhere(Crash crash, Sync sync) {
    auto options = small_options();
    options.sync = sync;
    std::uint64_t steps = 0;
    while (crash_at(steps, crash, options)) ++steps;
    EXPECT_GE(steps, 8U);
}

TEST(RotationCrash, OfTheProcessAtEachStepLosesNothing) { crash_everywhere(Crash::Process, Sync::Process); }
TEST(RotationCrash, OfTheProcessAtEachStepLosesNothingWithSync) {
    crash_everywhere(Crash::Process, Sync::Power);
}
TEST(RotationCrash, OfThePowerAtEachStepLosesNothingWithSync) { crash_everywhere(Crash::Power, Sync::Power); }

TEST(RotationChain, MissingForeignAndCutSegmentsAreNamed) {
    FakeDisk disk;
    FakeDisk other;
    for (auto* const each : {&disk, &other}) {
        auto options = small_options();
        if (each == &other) options.new_id->at(0) = 99;
        auto journal = open_journal(*each, options);
        for (int i = 0; i < 3; ++i) {
            commit_facts(journal, {"fact"});
            ASSERT_EQ(rotate(journal), RotateStatus::Ok);
        }
    }
    const auto names = disk.names();
    ASSERT_EQ(names.size(), 4U);

    const auto gone = disk.copy();
    gone->erase(names[1]);
    EXPECT_EQ(damage_of(*gone).fault, Fault::MissingSegment);
    EXPECT_EQ(damage_of(*gone).row, 5U);

    const auto foreign = disk.copy();
    foreign->put(names[2], other.bytes(names[2]));
    EXPECT_EQ(damage_of(*foreign).fault, Fault::BrokenChain);
    EXPECT_EQ(damage_of(*foreign).segment, names[2]);

    const auto cut = disk.copy();
    auto& bytes = cut->bytes(names[1]);
    bytes.resize(bytes.size() - 1);
    EXPECT_EQ(damage_of(*cut).fault, Fault::BadRow);
    EXPECT_EQ(damage_of(*cut).segment, names[1]);

    const auto longer = disk.copy();
    longer->bytes(names[1]) += std::string(100, '\0') + "x";
    EXPECT_EQ(damage_of(*longer).segment, names[1]);

    const auto renamed = disk.copy();
    renamed->put("journal-00000000000000000002.qj", renamed->bytes(names[1]));
    EXPECT_EQ(damage_of(*renamed).fault, Fault::BrokenChain);
    EXPECT_EQ(damage_of(*renamed).segment, "journal-00000000000000000002.qj");

    const auto oldest_gone = disk.copy();  // what is kept is kept from the end
    oldest_gone->erase(names[0]);
    EXPECT_EQ(open_journal(*oldest_gone).segments().size(), 3U);
}

}  // namespace
}  // namespace qb::test
