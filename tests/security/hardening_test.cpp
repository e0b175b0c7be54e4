#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

/// The programs that ship are built with everything that makes an exploit harder; read from the files
/// themselves.
namespace qb::test {
namespace {

/// What readelf says with these options; the test fails when it says nothing.
std::string readelf(const std::string& options, const std::string& path) {
    const std::string command = "readelf --wide " + options + " '" + path + "' 2>/dev/null";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(popen(command.c_str(), "r"), pclose);
    std::string text;
    std::array<char, 4096> piece{};
    while (out != nullptr) {
        const auto size = std::fread(piece.data(), 1, piece.size(), out.get());
        if (size == 0) break;
        text.append(piece.data(), size);
    }
    EXPECT_FALSE(text.empty()) << command;
    return text;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

struct Program {
    std::string name, path;
};

class HardeningOf : public testing::TestWithParam<Program> {
protected:
    [[nodiscard]] static std::string readelf(const std::string& options) {
        return test::readelf(options, GetParam().path);
    }
    static void expect_in(const std::string& text, const std::string& part) {
        EXPECT_NE(text.find(part), std::string::npos) << GetParam().path << " lacks " << part;
    }
};

TEST_P(HardeningOf, IsPositionIndependent) {
    expect_in(readelf("-h"), "DYN (Position-Independent Executable file)");
    expect_in(readelf("-d"), "PIE");
}

TEST_P(HardeningOf, ItsTablesAreReadOnlyOnceItRuns) {
    expect_in(readelf("-l"), "GNU_RELRO");
    expect_in(readelf("-d"), "BIND_NOW");
}

TEST_P(HardeningOf, ItsStackIsNotExecutable) {
    const std::string segments = readelf("-l");
    const auto stack = segments.find("GNU_STACK");
    ASSERT_NE(stack, std::string::npos);
    const std::string line = segments.substr(stack, segments.find('\n', stack) - stack);
    EXPECT_EQ(line.find("RWE"), std::string::npos) << line;
}

TEST_P(HardeningOf, ItsStackIsGuarded) { expect_in(readelf("--dyn-syms"), "__stack_chk_fail"); }

TEST_P(HardeningOf, TheLibraryChecksItsOwnUse) { expect_in(readelf("--dyn-syms"), "__glibcxx_assert_fail"); }

#if !defined(__SANITIZE_ADDRESS__)
TEST_P(HardeningOf, CallsThatCanOverrunAreFortified) { expect_in(readelf("--dyn-syms"), "_chk@"); }
#endif

// The system's own start files carry no such mark, so that no whole program has it: every object of ours
// does.
TEST(HardeningOfTheRooms, JumpsAreCheckedInEveryObject) {
    std::string rest = QB_ROOM_FILES;
    std::size_t rooms = 0;
    while (!rest.empty()) {
        const std::string room = rest.substr(0, rest.find(':'));
        rest.erase(0, room.size() + 1);
        if (room.empty()) continue;
        ++rooms;
        const std::string notes = readelf("-n", room);
        EXPECT_EQ(count(notes, "IBT, SHSTK"), count(notes, "File: ")) << room;
        EXPECT_GT(count(notes, "File: "), 0U) << room;
    }
    EXPECT_GT(rooms, 8U);
}

INSTANTIATE_TEST_SUITE_P(Programs, HardeningOf,
                         testing::Values(Program{"Bridge", QB_BRIDGE_PROGRAM}, Program{"Sim", QB_SIM_PROGRAM},
                                         Program{"Client", QB_CLIENT_PROGRAM}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::test
