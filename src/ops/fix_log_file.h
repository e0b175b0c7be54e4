#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace qb::ops {

/// One session's FIX log on disk: a file for each part of a UTC day, `NAME.YYYYMMDD.NNN.log`, mode 0600. The
/// next part begins where a file would grow over its limit, and with a new day. Older parts are never
/// touched. Used by one thread.
class FixLogFile {
public:
    /// `folder` is made when it is missing, mode 0700; what it stands in must be there. Nothing is opened
    /// yet.
    FixLogFile(std::string folder, std::string name, std::uint64_t max_bytes);
    ~FixLogFile();
    FixLogFile(FixLogFile&& other) noexcept;
    FixLogFile& operator=(FixLogFile&&) = delete;
    FixLogFile(const FixLogFile&) = delete;
    FixLogFile& operator=(const FixLogFile&) = delete;

    /// Appends whole lines, whose line feeds are in them: all of them or, with an error, none. A file is
    /// longer than the limit only where `lines` alone are.
    [[nodiscard]] std::error_code append(std::chrono::sys_days day, std::string_view lines);

private:
    [[nodiscard]] std::error_code open_part(std::chrono::sys_days day, unsigned part, std::size_t more);
    [[nodiscard]] std::error_code open_file(std::chrono::sys_days day, unsigned part);
    [[nodiscard]] std::error_code end_last_line();
    [[nodiscard]] std::error_code write_all(std::string_view text);
    [[nodiscard]] bool has_room_for(std::size_t more) const;
    void close();

    std::string folder_, name_;
    std::uint64_t max_bytes_;
    int file_ = -1;
    std::chrono::sys_days day_{};
    unsigned part_ = 0;
    std::uint64_t size_ = 0;
};

/// NAME of a session's files: `FIX.4.4~BRIDGE~OMS`. What is not a letter, a digit or one of `.-_` stands as
/// %XX, so that no two sessions share a file and no CompID leads out of the folder.
[[nodiscard]] std::string fix_log_name(std::string_view begin_string, std::string_view sender_comp_id,
                                       std::string_view target_comp_id);

}  // namespace qb::ops
