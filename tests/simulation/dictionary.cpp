#include "dictionary.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace qb::simulation {
namespace {

constexpr const char* kFolder = QB_SOURCE_DIR "/fix_spec/";

const std::set<std::string> kMessages{"0", "1", "2", "3", "4", "5", "A", "D", "F",
                                      "G", "H", "q", "8", "9", "r", "j", "B"};
const std::set<std::string> kComponents{"Instrument", "FreeText"};
const std::set<int> kTags{1,   6,   7,   8,   9,   10,  11,  14,  16,  17,  18,  20,  31,   32,   33,
                          34,  35,  36,  37,  38,  39,  40,  41,  42,  43,  44,  45,  49,   52,   54,
                          55,  56,  58,  59,  60,  61,  97,  98,  99,  102, 103, 108, 112,  115,  122,
                          123, 141, 148, 150, 151, 198, 371, 372, 373, 378, 379, 380, 434,  527,  530,
                          531, 532, 533, 553, 554, 584, 636, 790, 851, 880, 911, 912, 1128, 1137, 1369};

std::string attribute(const std::string& line, const std::string& name) {
    const auto key = " " + name + "=\"";
    const auto at = line.find(key);
    if (at == std::string::npos) return {};
    const auto from = at + key.size();
    return line.substr(from, line.find('"', from) - from);
}

bool opens(const std::string& line, const std::string& element) {
    return line.find("<" + element + " ") != std::string::npos;
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    if (lines.empty()) throw std::runtime_error("cannot read " + path);
    return lines;
}

/// The file has one element a line; one that is not wanted is left out with all that is in it.
class Cutter {
public:
    explicit Cutter(const std::vector<std::string>& lines) : lines_(lines) {
        for (const auto& line : lines_) {
            const auto number = attribute(line, "number");
            if (!number.empty() && kTags.contains(std::stoi(number))) names_.insert(attribute(line, "name"));
        }
    }

    [[nodiscard]] std::string cut() const {
        std::ostringstream out;
        std::string skipping;  // until this element ends
        int depth = 0;
        for (const auto& line : lines_) {
            if (depth > 0) {
                if (opens(line, skipping) && line.find("/>") == std::string::npos) ++depth;
                if (line.find("</" + skipping + ">") != std::string::npos) --depth;
                continue;
            }
            const auto element = unwanted(line);
            if (element.empty()) {
                out << line << "\n";
            } else if (line.find("/>") == std::string::npos) {
                skipping = element;
                depth = 1;
            }
        }
        return out.str();
    }

private:
    /// The element that begins in the line and is not wanted.
    [[nodiscard]] std::string unwanted(const std::string& line) const {
        if (opens(line, "message")) return kMessages.contains(attribute(line, "msgtype")) ? "" : "message";
        if (opens(line, "component")) return kComponents.contains(attribute(line, "name")) ? "" : "component";
        for (const char* element : {"field", "group"})
            if (opens(line, element)) return names_.contains(attribute(line, "name")) ? "" : element;
        return {};
    }

    const std::vector<std::string>& lines_;
    std::set<std::string> names_;
};

class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text)
        : path_((std::filesystem::temp_directory_path() / "qfex-simulation-XXXXXX").string()) {
        const int file = ::mkstemp(path_.data());
        if (file < 0) throw std::runtime_error("no temporary file");
        ::close(file);
        std::ofstream(path_) << text;
    }
    ~TemporaryFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace

const std::string& small_dictionary(const std::string& name) {
    static std::map<std::string, TemporaryFile> files;
    const auto found = files.find(name);
    if (found != files.end()) return found->second.path();
    const auto lines = lines_of(kFolder + name);
    return files.try_emplace(name, Cutter(lines).cut()).first->second.path();
}

}  // namespace qb::simulation
