#pragma once

#include <boost/system/result.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <cstddef>
#include <cstdint>

namespace qb::journal {

template <class T>
using DiskResult = boost::system::result<T, std::error_code>;

/// What came of one write or read call. Fewer bytes than asked without an error is possible for both.
struct Transfer {
    std::size_t bytes = 0;
    std::error_code error;
};

/// One open file. All calls are made at once on the disk; nothing is buffered here.
class File {
public:
    File() = default;
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    virtual ~File() = default;

    /// One write call of all `bytes` at `offset`; extends the file when it ends behind its end.
    virtual Transfer write_at(std::uint64_t offset, std::string_view bytes) = 0;
    /// One read call; 0 bytes at or behind the end of the file.
    virtual Transfer read_at(std::uint64_t offset, std::span<char> into) const = 0;
    /// Cuts or extends the file; cut space, preallocated space included, goes back to the disk.
    virtual std::error_code truncate(std::uint64_t size) = 0;
    /// Returns when the file's bytes and size would survive a power failure. A failure is final: what
    /// was not written is not known, and a second call may lie.
    virtual std::error_code sync() = 0;
    /// Takes disk space for [offset, offset + bytes), which reads as zeros where never written, and
    /// extends the file to its end.
    virtual std::error_code preallocate(std::uint64_t offset, std::uint64_t bytes) = 0;
    [[nodiscard]] virtual DiskResult<std::uint64_t> size() const = 0;
};

/// Writes all of `bytes`: with one call as a rule, with more where the disk takes only a part at once (a
/// nearly full one does, and says so with the next call). Errc::ShortWrite when it takes nothing.
std::error_code write_fully(File& file, std::uint64_t offset, std::string_view bytes);

/// One directory and everything the journal does to the outside world. Names are plain file names.
/// Implemented by PosixDisk, and by fakes that lose power and run full on purpose.
class Disk {
public:
    Disk() = default;
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;
    virtual ~Disk() = default;

    /// Makes this the only writer of the directory; Errc::AlreadyInUse when there is another one.
    virtual std::error_code lock() = 0;
    virtual void unlock() = 0;
    /// A new file, mode 0600; fails with file_exists when the name is taken.
    virtual DiskResult<std::unique_ptr<File>> create(const std::string& name) = 0;
    enum class Access : std::uint8_t { Read, ReadWrite };
    virtual DiskResult<std::unique_ptr<File>> open(const std::string& name, Access access) = 0;
    /// Names of the directory's files, in any order.
    [[nodiscard]] virtual DiskResult<std::vector<std::string>> list() const = 0;
    /// Replaces `to` if it exists.
    virtual std::error_code rename(const std::string& from, const std::string& to) = 0;
    virtual std::error_code remove(const std::string& name) = 0;
    /// Returns when names created, renamed and removed would survive a power failure.
    virtual std::error_code sync_directory() = 0;

    enum class Missing : std::uint8_t { Create, Fail };
    /// A folder of the directory, as a disk of its own that must not outlive this one. One that is not there
    /// is made with Missing::Create, mode 0700, durable in the directory. Fails with operation_not_supported
    /// on a disk that has no folders.
    virtual DiskResult<std::unique_ptr<Disk>> folder(const std::string& name, Missing missing);
    /// Gives a file a second name, the same in the folder. The very file that has it there already is as
    /// good; another one is left alone: file_exists.
    virtual std::error_code link(const std::string& name, const std::string& folder);
};

/// A directory of the machine's file system.
class PosixDisk final : public Disk {
public:
    /// Opens the directory; with Missing::Create one that is not there is made, mode 0700, its parent
    /// must exist.
    static DiskResult<std::unique_ptr<PosixDisk>> open_directory(const std::string& path, Missing missing);
    ~PosixDisk() override;

    std::error_code lock() override;
    void unlock() override;
    DiskResult<std::unique_ptr<File>> create(const std::string& name) override;
    DiskResult<std::unique_ptr<File>> open(const std::string& name, Access access) override;
    [[nodiscard]] DiskResult<std::vector<std::string>> list() const override;
    std::error_code rename(const std::string& from, const std::string& to) override;
    std::error_code remove(const std::string& name) override;
    std::error_code sync_directory() override;
    DiskResult<std::unique_ptr<Disk>> folder(const std::string& name, Missing missing) override;
    std::error_code link(const std::string& name, const std::string& folder) override;

private:
    explicit PosixDisk(int directory) : directory_{directory} {}
    int directory_;
    bool locked_ = false;
};

/// A file without a name where temporary files go (TMPDIR); its space is free again when it is closed.
DiskResult<std::unique_ptr<File>> temporary_file();

}  // namespace qb::journal
