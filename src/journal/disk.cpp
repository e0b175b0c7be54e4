#include "journal/disk.h"

#include "journal/error.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <cerrno>
#include <cstdlib>

namespace qb::journal {
namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

std::error_code outcome(int result) { return result == 0 ? std::error_code{} : last_error(); }

/// Repeats a system call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result == -1 && errno == EINTR) result = call();
    return result;
}

class PosixFile final : public File {
public:
    explicit PosixFile(int file) : file_{file} {}
    ~PosixFile() override { ::close(file_); }

    Transfer write_at(std::uint64_t offset, std::string_view bytes) override {
        const auto done = uninterrupted(
            [&] { return ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
        if (done < 0) return {0, last_error()};
        return {static_cast<std::size_t>(done), {}};
    }

    Transfer read_at(std::uint64_t offset, std::span<char> into) const override {
        const auto done = uninterrupted(
            [&] { return ::pread(file_, into.data(), into.size(), static_cast<off_t>(offset)); });
        if (done < 0) return {0, last_error()};
        return {static_cast<std::size_t>(done), {}};
    }

    std::error_code truncate(std::uint64_t size) override {
        return outcome(uninterrupted([&] { return ::ftruncate(file_, static_cast<off_t>(size)); }));
    }

    std::error_code sync() override { return outcome(::fdatasync(file_)); }

    std::error_code preallocate(std::uint64_t offset, std::uint64_t bytes) override {
        const auto result = uninterrupted(
            [&] { return ::fallocate(file_, 0, static_cast<off_t>(offset), static_cast<off_t>(bytes)); });
        if (result == 0) return {};
        return errno == EOPNOTSUPP ? fill_with_zeros(offset, bytes) : last_error();
    }

    [[nodiscard]] DiskResult<std::uint64_t> size() const override {
        struct stat status {};
        if (::fstat(file_, &status) != 0) return last_error();
        return static_cast<std::uint64_t>(status.st_size);
    }

private:
    // For file systems that cannot take space without writing to it.
    std::error_code fill_with_zeros(std::uint64_t offset, std::uint64_t bytes) {
        const std::string zeros(std::size_t{1} << 20, '\0');
        while (bytes > 0) {
            const auto part = std::min<std::uint64_t>(bytes, zeros.size());
            if (const auto error = write_fully(*this, offset, std::string_view{zeros}.substr(0, part)))
                return error;
            offset += part;
            bytes -= part;
        }
        return {};
    }

    int file_;
};

// Paths count from the directory `at`, as the *at calls of the system have it.
int open_to_read(int at, const std::string& directory) {
    return uninterrupted([&] { return ::openat(at, directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
}

std::error_code sync_entries(int at, const std::string& directory) {
    const int file = open_to_read(at, directory);
    if (file < 0) return last_error();
    const auto error = outcome(::fsync(file));
    ::close(file);
    return error;
}

/// A new directory that its parent may forget in a power failure is taken back, so that the next start
/// makes it again.
std::error_code make_directory(int at, const std::string& path) {
    if (::mkdirat(at, path.c_str(), 0700) != 0) return errno == EEXIST ? std::error_code{} : last_error();
    const auto error = sync_entries(at, path + "/..");
    if (error) ::unlinkat(at, path.c_str(), AT_REMOVEDIR);
    return error;
}

DiskResult<int> open_directory_at(int at, const std::string& path, Disk::Missing missing) {
    if (missing == Disk::Missing::Create) {
        if (const auto error = make_directory(at, path)) return error;
    }
    const int directory = open_to_read(at, path);
    if (directory < 0) return last_error();
    return directory;
}

bool is_same_file(int at, const std::string& one, const std::string& other) {
    struct stat a {};
    struct stat b {};
    if (::fstatat(at, one.c_str(), &a, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (::fstatat(at, other.c_str(), &b, AT_SYMLINK_NOFOLLOW) != 0) return false;
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

DiskResult<std::unique_ptr<Disk>> Disk::folder(const std::string& /*name*/, Missing /*missing*/) {
    return make_error_code(std::errc::operation_not_supported);
}

std::error_code Disk::link(const std::string& /*name*/, const std::string& /*folder*/) {
    return make_error_code(std::errc::operation_not_supported);
}

std::error_code write_fully(File& file, std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto done = file.write_at(offset, bytes);
        if (done.error) return done.error;
        if (done.bytes == 0) return Errc::ShortWrite;
        offset += done.bytes;
        bytes.remove_prefix(done.bytes);
    }
    return {};
}

DiskResult<std::unique_ptr<PosixDisk>> PosixDisk::open_directory(const std::string& path, Missing missing) {
    const auto directory = open_directory_at(AT_FDCWD, path, missing);
    if (!directory) return directory.error();
    return std::unique_ptr<PosixDisk>{new PosixDisk{*directory}};
}

PosixDisk::~PosixDisk() { ::close(directory_); }

std::error_code PosixDisk::lock() {
    if (locked_) return Errc::AlreadyInUse;  // flock would allow the same descriptor a second time
    if (::flock(directory_, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? make_error_code(Errc::AlreadyInUse) : last_error();
    locked_ = true;
    return {};
}

void PosixDisk::unlock() {
    if (locked_) ::flock(directory_, LOCK_UN);
    locked_ = false;
}

DiskResult<std::unique_ptr<File>> PosixDisk::create(const std::string& name) {
    const int file = uninterrupted(
        [&] { return ::openat(directory_, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); });
    if (file < 0) return last_error();
    return std::unique_ptr<File>{new PosixFile{file}};
}

DiskResult<std::unique_ptr<File>> PosixDisk::open(const std::string& name, Access access) {
    const int mode = access == Access::Read ? O_RDONLY : O_RDWR;
    const int file =
        uninterrupted([&] { return ::openat(directory_, name.c_str(), mode | O_CLOEXEC | O_NOFOLLOW); });
    if (file < 0) return last_error();
    return std::unique_ptr<File>{new PosixFile{file}};
}

DiskResult<std::vector<std::string>> PosixDisk::list() const {
    const int own = ::openat(directory_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0) return last_error();
    DIR* const stream = ::fdopendir(own);
    if (stream == nullptr) {
        const auto error = last_error();
        ::close(own);
        return error;
    }
    std::vector<std::string> names;
    errno = 0;
    while (const auto* entry = ::readdir(stream)) names.emplace_back(entry->d_name);
    const auto error = errno == 0 ? std::error_code{} : last_error();
    ::closedir(stream);
    if (error) return error;
    return names;
}

std::error_code PosixDisk::rename(const std::string& from, const std::string& to) {
    return outcome(::renameat(directory_, from.c_str(), directory_, to.c_str()));
}

std::error_code PosixDisk::remove(const std::string& name) {
    return outcome(::unlinkat(directory_, name.c_str(), 0));
}

std::error_code PosixDisk::sync_directory() { return outcome(::fsync(directory_)); }

DiskResult<std::unique_ptr<Disk>> PosixDisk::folder(const std::string& name, Missing missing) {
    const auto directory = open_directory_at(directory_, name, missing);
    if (!directory) return directory.error();
    return std::unique_ptr<Disk>{new PosixDisk{*directory}};
}

std::error_code PosixDisk::link(const std::string& name, const std::string& folder) {
    const auto second = folder + "/" + name;
    const auto error = outcome(::linkat(directory_, name.c_str(), directory_, second.c_str(), 0));
    return error == std::errc::file_exists && is_same_file(directory_, name, second) ? std::error_code{}
                                                                                     : error;
}

DiskResult<std::unique_ptr<File>> temporary_file() {
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    if (error) return error;
    auto name = (folder / "journal-XXXXXX").string();
    const int file = ::mkostemp(name.data(), O_CLOEXEC);  // mode 0600
    if (file < 0) return last_error();
    ::unlink(name.c_str());
    return std::unique_ptr<File>{new PosixFile{file}};
}

}  // namespace qb::journal
