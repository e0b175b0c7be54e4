#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// The commands of fix_spec/compliance.md are run on the journal of golden/demo, and must answer what the page
// says they answer. QB_WRITE_PAGE=1 writes the page with what they answer now.
namespace qb::replay::test {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const std::string kPage = QB_SOURCE_DIR "/fix_spec/compliance.md";
const std::string kJournal = QB_SOURCE_DIR "/tests/unit/replay/golden/demo";
const std::string kIndent = "    ";

Lines lines_of(std::istream& in) {
    Lines lines;
    for (std::string line; std::getline(in, line);) {
        if (line.ends_with('\r')) line.pop_back();  // of CSV
        lines.push_back(line);
    }
    return lines;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// Runs a line of the page as a reader would, in an empty folder.
class Shell {
public:
    Shell() {
        std::string pattern = (fs::temp_directory_path() / "compliance-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        (void)answer("fix-replay anchor DATA-DIR > anchors.txt");
    }
    ~Shell() { fs::remove_all(folder_); }
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    [[nodiscard]] Lines answer(const std::string& command) const {
        auto line = replaced(command, "DATA-DIR", "'" + kJournal + "'");
        if (line.starts_with("fix-replay ")) line = "'" QB_REPLAY_PROGRAM "'" + line.substr(10);
        line = "cd '" + folder_ + "' && { " + line + "; } 2>&1";
        std::FILE* out = popen(line.c_str(), "r");
        std::string text;
        std::array<char, 4096> piece{};
        while (const auto size = std::fread(piece.data(), 1, piece.size(), out))
            text.append(piece.data(), size);
        EXPECT_EQ(pclose(out), 0) << command << "\n" << text;
        std::istringstream in(replaced(std::move(text), kJournal, "DATA-DIR"));
        auto lines = lines_of(in);
        for (auto& answered : lines) cut_build(answered);
        return lines;
    }

private:
    /// The build at hand is another one tomorrow.
    static void cut_build(std::string& line) {
        constexpr std::string_view kBefore = "ANOTHER BUILD: ";
        const auto at = line.find(kBefore);
        if (at != std::string::npos) line.replace(at + kBefore.size(), std::string::npos, "...");
    }

    std::string folder_;
};

/// Commands, a line each, and below them what they answer, shortened: long lines end with " ...", and the
/// last of several may be left out. Line numbers of the page from 0.
struct Example {
    Lines commands;
    std::size_t first = 0, end = 0;  ///< where the answer stands; none: both 0
};

bool is_command(const std::string& line) { return line.starts_with(kIndent + "fix-replay "); }

std::vector<Example> examples_in(const Lines& page) {
    std::vector<Example> found;
    for (std::size_t at = 0; at < page.size(); ++at) {
        if (!is_command(page[at])) continue;
        auto& example = found.emplace_back();
        for (; at < page.size() && is_command(page[at]); ++at)
            example.commands.push_back(page[at].substr(kIndent.size()));
        if (at + 1 >= page.size() || !page[at + 1].starts_with(kIndent) || is_command(page[at + 1])) continue;
        example.first = ++at;
        while (at < page.size() && page[at].starts_with(kIndent)) ++at;
        example.end = at;
    }
    return found;
}

Lines answers(const Shell& shell, const Example& example) {
    Lines all;
    for (const auto& command : example.commands) {
        const auto answer = shell.answer(command);
        all.insert(all.end(), answer.begin(), answer.end());
    }
    return all;
}

std::string shown(const std::string& line, std::size_t width) {
    return kIndent + (line.size() <= width ? line : line.substr(0, width) + " ...");
}

/// `line` of the page is `answer`, or its beginning.
bool shows(const std::string& line, const std::string& answer) {
    constexpr std::string_view kCut = " ...";
    if (!line.ends_with(kCut)) return line == kIndent + answer;
    return (kIndent + answer).starts_with(line.substr(0, line.size() - kCut.size()));
}

void write_page(const Lines& page, const std::vector<Example>& examples, const Shell& shell) {
    std::ofstream out(kPage);
    std::size_t done = 0;
    const auto copy_to = [&](std::size_t end) {
        for (; done < end; ++done) out << page[done] << '\n';
    };
    for (const auto& example : examples) {
        if (example.end == 0) continue;
        copy_to(example.first);
        const auto lines = answers(shell, example);
        const auto count = std::min(lines.size(), example.end - example.first);
        const std::size_t width = count <= 2 ? 420 : 160;
        for (std::size_t i = 0; i < count; ++i) out << shown(lines[i], width) << '\n';
        done = example.end;
    }
    copy_to(page.size());
}

TEST(CompliancePage, EachCommandAnswersWhatThePageSays) {
    std::ifstream in(kPage);
    const auto page = lines_of(in);
    const auto examples = examples_in(page);
    ASSERT_GE(examples.size(), 10U);
    const Shell shell;
    if (std::getenv("QB_WRITE_PAGE") != nullptr) return write_page(page, examples, shell);
    for (const auto& example : examples) {
        const auto lines = answers(shell, example);
        ASSERT_GE(lines.size(), example.end - example.first) << example.commands.front();
        for (std::size_t i = 0; i < example.end - example.first; ++i)
            EXPECT_TRUE(shows(page[example.first + i], lines[i]))
                << "line " << example.first + i + 1 << "; it is now:\n"
                << shown(lines[i], 1000);
    }
}

}  // namespace
}  // namespace qb::replay::test
