#include "bridge/data_folder.h"

#include <filesystem>
#include <stdexcept>

namespace qb::bridge {
namespace {

namespace fs = std::filesystem;
using journal::PosixDisk;

std::error_code sync_folder(const fs::path& folder) {
    const auto disk =
        PosixDisk::open_directory(folder.empty() ? "." : folder.string(), PosixDisk::Missing::Fail);
    return disk ? (*disk)->sync_directory() : disk.error();
}

std::error_code make_folders(const fs::path& folder) {
    std::error_code error;
    if (folder.empty() || fs::exists(folder, error)) return error;
    if (const auto above = make_folders(folder.parent_path())) return above;
    return fs::create_directory(folder, error) ? sync_folder(folder.parent_path()) : error;
}

[[noreturn]] void fail(const fs::path& folder, const std::error_code& error) {
    throw std::runtime_error("cannot open the folder " + folder.string() + ": " + error.message());
}

}  // namespace

std::unique_ptr<journal::Disk> open_data_folder(const std::string& path) {
    auto folder = fs::path(path).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();  // "data/"
    if (const auto error = make_folders(folder.parent_path())) fail(folder, error);
    auto disk = PosixDisk::open_directory(folder.string(), PosixDisk::Missing::Create);
    if (!disk) fail(folder, disk.error());
    return std::move(*disk);
}

}  // namespace qb::bridge
