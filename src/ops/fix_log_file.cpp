#include "ops/fix_log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

namespace qb::ops {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

std::error_code last_error() { return {errno, std::generic_category()}; }

/// ".20261126.001.log"
std::string suffix(std::chrono::sys_days day, unsigned part) {
    const std::chrono::year_month_day date(day);
    std::array<char, 48> text{};
    const int length =
        std::snprintf(text.data(), text.size(), ".%04d%02u%02u.%03u.log", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), part);
    return {text.data(), static_cast<std::size_t>(length)};
}

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-' || c == '_';
}

void append_plain(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        if (is_plain(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
    }
}

}  // namespace

FixLogFile::FixLogFile(std::string folder, std::string name, std::uint64_t max_bytes)
    : folder_(std::move(folder)), name_(std::move(name)), max_bytes_(max_bytes) {}

FixLogFile::~FixLogFile() { close(); }

FixLogFile::FixLogFile(FixLogFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::move(other.name_)),
      max_bytes_(other.max_bytes_),
      file_(std::exchange(other.file_, -1)),
      day_(other.day_),
      part_(other.part_),
      size_(other.size_) {}

std::error_code FixLogFile::append(std::chrono::sys_days day, std::string_view lines) {
    if (file_ < 0 || day != day_) {
        if (const auto error = open_part(day, 1, lines.size())) return error;
    } else if (!has_room_for(lines.size())) {
        if (const auto error = open_part(day, part_ + 1, lines.size())) return error;
    }
    return write_all(lines);
}

bool FixLogFile::has_room_for(std::size_t more) const { return size_ == 0 || size_ + more <= max_bytes_; }

/// The first part from this one on that has room.
std::error_code FixLogFile::open_part(std::chrono::sys_days day, unsigned part, std::size_t more) {
    if (::mkdir(folder_.c_str(), kFolderMode) != 0 && errno != EEXIST) return last_error();
    for (;; ++part) {
        auto error = open_file(day, part);
        if (!error && !has_room_for(more)) continue;
        if (!error) error = end_last_line();
        if (error) close();
        return error;
    }
}

std::error_code FixLogFile::open_file(std::chrono::sys_days day, unsigned part) {
    close();
    const auto path = folder_ + '/' + name_ + suffix(day, part);
    // O_RDWR: its last byte is looked at, and a pipe of that name cannot hold the writer up.
    file_ = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kFileMode);
    if (file_ < 0) return last_error();
    struct stat found {};
    if (::fstat(file_, &found) != 0) return last_error();
    if (!S_ISREG(found.st_mode)) return std::make_error_code(std::errc::not_supported);
    day_ = day;
    part_ = part;
    size_ = static_cast<std::uint64_t>(found.st_size);
    return {};
}

/// A process that was killed may have left half a line.
std::error_code FixLogFile::end_last_line() {
    char last = '\n';
    if (size_ > 0 && ::pread(file_, &last, 1, static_cast<off_t>(size_ - 1)) != 1) return last_error();
    return last == '\n' ? std::error_code{} : write_all("\n");
}

std::error_code FixLogFile::write_all(std::string_view text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count = ::write(file_, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const auto error = count < 0 ? last_error() : std::make_error_code(std::errc::io_error);
            // Half of it would run into the next line. Where even that fails, the next opening ends the line.
            if (written > 0 && ::ftruncate(file_, static_cast<off_t>(size_)) != 0) close();
            return error;
        }
        written += static_cast<std::size_t>(count);
    }
    size_ += text.size();
    return {};
}

void FixLogFile::close() {
    if (file_ >= 0) ::close(std::exchange(file_, -1));
}

std::string fix_log_name(std::string_view begin_string, std::string_view sender_comp_id,
                         std::string_view target_comp_id) {
    std::string name;
    append_plain(name, begin_string);
    append_plain(name += '~', sender_comp_id);
    append_plain(name += '~', target_comp_id);
    return name;
}

}  // namespace qb::ops
