#include "replay/log_options.h"

#include <filesystem>

namespace qb::replay {

std::string own_dictionaries() {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const auto program = fs::read_symlink("/proc/self/exe", ignored);
    for (auto folder = program.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
        for (const char* name : {"fix_spec", "share/qfex-bridge/fix_spec"})
            if (fs::exists(folder / name / "FIX44.xml", ignored)) return (folder / name).string();
    }
    return "fix_spec";
}

}  // namespace qb::replay
