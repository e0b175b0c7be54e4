#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>

#include "bridge/version.h"
#include "replay/data_dir.h"
#include "replay/verify.h"

namespace qb::replay {
namespace {

namespace fs = std::filesystem;

/// Removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder() {
        auto pattern = (fs::temp_directory_path() / "fix-replay-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for temporary files");
        path_ = pattern;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

std::string text_of(const std::string& anchor_or_file) {
    std::error_code ignored;
    if (anchor_or_file.empty() || !fs::is_regular_file(anchor_or_file, ignored)) return anchor_or_file;
    std::ifstream in(anchor_or_file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + anchor_or_file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

int verify(const std::string& data_dir, const std::string& anchor_or_file, const std::string& spec,
           Console& console) {
    const auto disk = open_data_dir(data_dir);
    if (!disk) throw std::runtime_error("cannot open " + data_dir + ": " + disk.error().message());
    const TemporaryFolder folder;
    const auto scratch = journal::PosixDisk::open_directory(folder.path(), journal::PosixDisk::Missing::Fail);
    if (!scratch) throw std::runtime_error("cannot open " + folder.path() + ": " + scratch.error().message());
    const VerifyPlaces places{**disk, **scratch,
                              [&folder] { return std::make_unique<journal::MappedStorage>(folder.path()); }};
    return verify_journal(places,
                          {.anchor = text_of(anchor_or_file),
                           .spec = spec,
                           .build = bridge::build_id(),
                           .configuration = nullptr},
                          console.out);
}

}  // namespace qb::replay
