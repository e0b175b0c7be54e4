#include "conformance/case_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace qb::conformance {
namespace {

constexpr std::string_view kFolder = QB_SOURCE_DIR "/tests/conformance/cases";

std::vector<Version> versions_from(const std::string& text) {
    std::vector<Version> found;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const auto* version =
            std::find_if(kVersions.begin(), kVersions.end(), [&](Version v) { return to_string(v) == word; });
        if (version == kVersions.end()) throw std::runtime_error("no version is called " + word);
        found.push_back(*version);
    }
    return found;
}

/// `# Key: value`; a comment with more than a word before the colon, or without one, says nothing to us.
void read_comment(Case& into, const std::string& line) {
    const auto colon = line.find(": ");
    const auto key = line.substr(std::min<std::size_t>(2, line.size()), colon - 2);
    if (colon == std::string::npos || key.find(' ') != std::string::npos) return;
    const auto value = line.substr(colon + 2);
    if (key == "Scenario") {
        into.scenario = value;
    } else if (key == "Title") {
        into.title = value;
    } else if (key == "Versions") {
        into.versions = versions_from(value);
    } else if (key == "Session") {
        into.session_lines += value + "\n";
    } else if (key == "Venue" && value == "down") {
        into.venue_is_up = false;
    } else if (key == "Port" && value == "yes") {
        into.over_tcp = true;
    } else if (key == "Differs") {
        into.differs = value;
    } else if (key == "Remark") {
        into.remark = value;
    } else {
        throw std::runtime_error("nothing here is called " + key + ": " + value);
    }
}

/// The number in `i2,CONNECT`, which is taken out of the line; 1 where there is none.
int take_connection(std::string& line) {
    if (line.size() < 3 || line[1] < '1' || line[1] > '9' || line[2] != ',') return 1;
    const int number = line[1] - '0';
    line.erase(1, 2);
    return number;
}

Step read_step(std::string line, int number) {
    Step step{.connection = take_connection(line), .text = {}, .line = number};
    const auto is = [&](std::string_view word, Step::Kind kind) {
        if (!line.starts_with(word)) return false;
        step.kind = kind;
        step.text = line.substr(word.size());
        return true;
    };
    if (is("iCONNECT", Step::Kind::Connect) || is("iDISCONNECT", Step::Kind::Disconnect) ||
        is("eDISCONNECT", Step::Kind::ExpectDisconnect) || is("iWAIT ", Step::Kind::Wait) ||
        is("bLOGOUT ", Step::Kind::LogOut) || is("I", Step::Kind::Send) || is("E", Step::Kind::Expect))
        return step;
    throw std::runtime_error("a line that nobody understands: " + line);
}

void read_line(Case& into, const std::string& line, int number) {
    if (line.starts_with("#")) return read_comment(into, line);
    if (!line.empty()) into.steps.push_back(read_step(line, number));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::string_view to_string(Version version) {
    switch (version) {  // no default: a new enumerator must warn here
    case Version::Fix42: return "FIX.4.2";
    case Version::Fix44: return "FIX.4.4";
    case Version::Fixt11: return "FIXT.1.1";
    }
    return "?";
}

std::string test_name(Version version) {
    std::string name(to_string(version));
    std::erase(name, '.');
    return name;
}

Case load_case(const std::filesystem::path& file) {
    Case made;
    made.name = file.stem().string();
    made.versions.assign(kVersions.begin(), kVersions.end());
    std::ifstream in(file);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        try {
            read_line(made, line, number);
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(file.filename().string() + ":" + std::to_string(number) + ": " +
                                     error.what());
        }
    }
    if (made.title.empty() || made.scenario.empty() || made.steps.empty())
        throw std::runtime_error(file.string() + ": no title, scenario or steps");
    return made;
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto& entry : std::filesystem::directory_iterator(kFolder))
        if (entry.path().extension() == ".case") cases.push_back(load_case(entry.path()));
    std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
    return cases;
}

std::string in_version(std::string_view text, Version version) {
    std::string out(text);
    replace_all(out, "<VERSION>", to_string(version));
    for (auto at = out.find("<FIX"); at != std::string::npos; at = out.find("<FIX", at)) {
        const auto colon = out.find(':', at);
        const auto end = out.find('>', at);
        if (end == std::string::npos || colon > end) throw std::runtime_error("half a condition: " + out);
        const auto versions = versions_from(out.substr(at + 1, colon - at - 1));
        const bool holds = std::find(versions.begin(), versions.end(), version) != versions.end();
        out.replace(at, end + 1 - at, holds ? out.substr(colon + 1, end - colon - 1) : std::string());
    }
    return out;
}

std::string session_lines(const Case& from, Version version) {
    const std::string folder = QB_SOURCE_DIR "/fix_spec/";
    std::string lines = "Username=oms\nPassword=open-sesame\nPendingNew=Y\nBeginString=";
    lines.append(to_string(version)).append("\n");
    if (version == Version::Fixt11)
        lines += "TransportDataDictionary=" + folder + "FIXT11.xml\nAppDataDictionary=" + folder +
                 "FIX50SP2.xml\n";
    else
        lines += "DataDictionary=" + folder + (version == Version::Fix42 ? "FIX42.xml\n" : "FIX44.xml\n");
    return lines + from.session_lines;
}

}  // namespace qb::conformance
