#pragma once

#include "journal/disk.h"
#include "journal/error.h"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qb::test {

/// A disk in memory that fails when told to: calls refused by a script, space that runs out, the process
/// or the power gone after a chosen call. Files and names keep two states, as written and as synced. A file
/// in a folder is called "folder/name"; a folder is there when a file is.
class FakeDisk final : public journal::Disk {
public:
    enum class Op {
        Lock,
        Create,
        Open,
        List,
        Rename,
        Remove,
        Link,
        SyncDirectory,
        Write,
        Read,
        Truncate,
        Sync,
        Preallocate,
        Size
    };

    /// What the script says to one call. Without an error and `bytes` the call goes its way.
    struct Verdict {
        std::error_code error;
        std::optional<std::size_t> bytes;  ///< of a Write: taken before the error, or before it came up short
    };

    /// Asked before every call, with the name of the file (empty for the directory, "folder/" for a folder).
    std::function<Verdict(Op, const std::string& name)> script;
    /// Bytes that all files together may take.
    std::uint64_t capacity = std::numeric_limits<std::uint64_t>::max();

    static std::error_code error(int number) { return {number, std::generic_category()}; }

    // Calls that change something are counted, so that a test can stop the process at each of them.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    /// The next `count` changing calls happen, all later ones fail as if the process were gone; of the
    /// first one that does not happen, if it is a write, `bytes` still reach the file.
    void stop_after(std::uint64_t count, std::size_t bytes = 0) {
        stop_at_ = changes_ + count;
        stop_bytes_ = bytes;
    }
    /// A new process: no lock is held, nothing fails. Everything written is there.
    void restart() {
        stop_at_.reset();
        script = nullptr;
        locked_ = false;
    }
    /// A new process after a power failure: only what was synced is there, and of the rest those 512-byte
    /// blocks that `keep` chooses by file name and block number.
    void lose_power(const std::function<bool(const std::string&, std::uint64_t)>& keep = {}) {
        restart();
        names_ = synced_names_;
        for (auto& [name, data] : names_) data->bytes = survivors(name, *data, keep);
        for (auto& [name, data] : names_) data->synced = data->bytes;
    }

    /// The disk writes the names of the directory itself before anybody asks it to.
    void write_names_back() { keep_names({}); }

    [[nodiscard]] bool has(const std::string& name) const { return names_.contains(name); }
    /// A file's bytes, to look at or to damage.
    std::string& bytes(const std::string& name) { return names_.at(name)->bytes; }
    void put(const std::string& name, std::string content) {
        auto data = std::make_shared<Data>();
        data->bytes = std::move(content);
        names_[name] = std::move(data);
    }
    void erase(const std::string& name) { names_.erase(name); }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& [name, data] : names_) all.push_back(name);
        return all;
    }
    /// The same files and nothing else, as another process would find them, all on the disk for good.
    [[nodiscard]] std::unique_ptr<FakeDisk> copy() const {
        auto other = std::make_unique<FakeDisk>();
        for (const auto& [name, data] : names_) other->put(name, data->bytes);
        for (const auto& [name, data] : other->names_) data->synced = data->bytes;
        other->synced_names_ = other->names_;
        return other;
    }

    std::error_code lock() override {
        if (const auto verdict = ask(Op::Lock, ""); verdict.error) return verdict.error;
        if (locked_) return journal::Errc::AlreadyInUse;
        locked_ = true;
        return {};
    }
    void unlock() override { locked_ = false; }

    journal::DiskResult<std::unique_ptr<journal::File>> create(const std::string& name) override {
        if (const auto verdict = change(Op::Create, name); verdict.error) return verdict.error;
        if (names_.contains(name)) return error(EEXIST);
        names_[name] = std::make_shared<Data>();
        return handle(name);
    }

    journal::DiskResult<std::unique_ptr<journal::File>> open(const std::string& name, Access) override {
        if (const auto verdict = ask(Op::Open, name); verdict.error) return verdict.error;
        if (!names_.contains(name)) return error(ENOENT);
        return handle(name);
    }

    [[nodiscard]] journal::DiskResult<std::vector<std::string>> list() const override {
        return list_folder({});
    }

    std::error_code rename(const std::string& from, const std::string& to) override {
        if (const auto verdict = change(Op::Rename, from); verdict.error) return verdict.error;
        const auto entry = names_.find(from);
        if (entry == names_.end()) return error(ENOENT);
        auto data = entry->second;
        names_.erase(entry);
        names_[to] = std::move(data);
        return {};
    }

    std::error_code remove(const std::string& name) override {
        if (const auto verdict = change(Op::Remove, name); verdict.error) return verdict.error;
        return names_.erase(name) == 1 ? std::error_code{} : error(ENOENT);
    }

    std::error_code sync_directory() override { return sync_folder({}); }

    journal::DiskResult<std::unique_ptr<journal::Disk>> folder(const std::string& name,
                                                               Missing missing) override {
        const auto is_in = [&](const auto& entry) { return folder_of(entry.first) == name + "/"; };
        if (missing == Missing::Fail && std::none_of(names_.begin(), names_.end(), is_in))
            return error(ENOENT);
        return std::unique_ptr<journal::Disk>{std::make_unique<Folder>(*this, name + "/")};
    }

    std::error_code link(const std::string& name, const std::string& folder) override {
        const auto second = folder + "/" + name;
        if (const auto verdict = change(Op::Link, name); verdict.error) return verdict.error;
        const auto entry = names_.find(name);
        if (entry == names_.end()) return error(ENOENT);
        const auto& data = names_.try_emplace(second, entry->second).first->second;
        return data == entry->second ? std::error_code{} : error(EEXIST);
    }

private:
    class Folder final : public journal::Disk {
    public:
        Folder(FakeDisk& disk, std::string path) : disk_{disk}, path_{std::move(path)} {}
        std::error_code lock() override { return disk_.ask(Op::Lock, path_).error; }
        void unlock() override {}
        journal::DiskResult<std::unique_ptr<journal::File>> create(const std::string& name) override {
            return disk_.create(path_ + name);
        }
        journal::DiskResult<std::unique_ptr<journal::File>> open(const std::string& name,
                                                                 Access access) override {
            return disk_.open(path_ + name, access);
        }
        [[nodiscard]] journal::DiskResult<std::vector<std::string>> list() const override {
            return disk_.list_folder(path_);
        }
        std::error_code rename(const std::string& from, const std::string& to) override {
            return disk_.rename(path_ + from, path_ + to);
        }
        std::error_code remove(const std::string& name) override { return disk_.remove(path_ + name); }
        std::error_code sync_directory() override { return disk_.sync_folder(path_); }

    private:
        FakeDisk& disk_;
        std::string path_;
    };

    /// With its "/"; empty for a file of the directory itself.
    static std::string folder_of(const std::string& name) { return name.substr(0, name.find('/') + 1); }

    [[nodiscard]] journal::DiskResult<std::vector<std::string>> list_folder(const std::string& path) const {
        if (const auto verdict = ask(Op::List, path); verdict.error) return verdict.error;
        std::vector<std::string> found;
        for (const auto& [name, data] : names_)
            if (folder_of(name) == path) found.push_back(name.substr(path.size()));
        return found;
    }

    std::error_code sync_folder(const std::string& path) {
        if (const auto verdict = change(Op::SyncDirectory, path); verdict.error) return verdict.error;
        keep_names(path);
        return {};
    }

    void keep_names(const std::string& path) {
        const auto is_in = [&](const auto& entry) { return folder_of(entry.first) == path; };
        std::erase_if(synced_names_, is_in);
        std::copy_if(names_.begin(), names_.end(), std::inserter(synced_names_, synced_names_.end()), is_in);
    }

    struct Data {
        std::string bytes;
        std::string synced;
    };

    class Handle final : public journal::File {
    public:
        Handle(FakeDisk& disk, std::string name, std::shared_ptr<Data> data)
            : disk_{disk}, name_{std::move(name)}, data_{std::move(data)} {}

        journal::Transfer write_at(std::uint64_t offset, std::string_view bytes) override {
            const auto verdict = disk_.change(Op::Write, name_);
            if (verdict.error || verdict.bytes) {
                const auto taken = std::min(verdict.bytes.value_or(0), bytes.size());
                put_at(offset, bytes.substr(0, taken));
                return {taken, verdict.error};
            }
            const auto fits = disk_.room_for(*data_, offset, bytes.size());
            put_at(offset, bytes.substr(0, fits));
            if (fits == 0 && !bytes.empty()) return {0, error(ENOSPC)};
            return {fits, {}};
        }

        journal::Transfer read_at(std::uint64_t offset, std::span<char> into) const override {
            if (const auto verdict = disk_.ask(Op::Read, name_); verdict.error) return {0, verdict.error};
            if (offset >= data_->bytes.size()) return {0, {}};
            return {data_->bytes.copy(into.data(), into.size(), static_cast<std::size_t>(offset)), {}};
        }

        std::error_code truncate(std::uint64_t size) override {
            if (const auto verdict = disk_.change(Op::Truncate, name_); verdict.error) return verdict.error;
            data_->bytes.resize(static_cast<std::size_t>(size));
            return {};
        }

        std::error_code sync() override {
            if (const auto verdict = disk_.change(Op::Sync, name_); verdict.error) return verdict.error;
            data_->synced = data_->bytes;
            return {};
        }

        std::error_code preallocate(std::uint64_t offset, std::uint64_t bytes) override {
            if (const auto verdict = disk_.change(Op::Preallocate, name_); verdict.error)
                return verdict.error;
            if (disk_.room_for(*data_, offset, bytes) < bytes) return error(ENOSPC);
            const auto end = static_cast<std::size_t>(offset + bytes);
            if (data_->bytes.size() < end) data_->bytes.resize(end);
            return {};
        }

        [[nodiscard]] journal::DiskResult<std::uint64_t> size() const override {
            if (const auto verdict = disk_.ask(Op::Size, name_); verdict.error) return verdict.error;
            return std::uint64_t{data_->bytes.size()};
        }

    private:
        void put_at(std::uint64_t offset, std::string_view bytes) {
            const auto from = static_cast<std::size_t>(offset);
            if (bytes.empty()) return;
            if (data_->bytes.size() < from + bytes.size()) data_->bytes.resize(from + bytes.size());
            std::copy(bytes.begin(), bytes.end(), data_->bytes.begin() + static_cast<std::ptrdiff_t>(from));
        }

        FakeDisk& disk_;
        std::string name_;
        std::shared_ptr<Data> data_;
    };

    journal::DiskResult<std::unique_ptr<journal::File>> handle(const std::string& name) {
        return std::unique_ptr<journal::File>{std::make_unique<Handle>(*this, name, names_.at(name))};
    }

    [[nodiscard]] Verdict ask(Op op, const std::string& name) const {
        if (stop_at_ && changes_ >= *stop_at_) return {error(EIO), {}};
        return script ? script(op, name) : Verdict{};
    }

    Verdict change(Op op, const std::string& name) {
        if (stop_at_ && changes_ >= *stop_at_) {
            const auto bytes = changes_ == *stop_at_ ? stop_bytes_ : 0;
            ++changes_;
            return {error(EIO), bytes};
        }
        ++changes_;
        return script ? script(op, name) : Verdict{};
    }

    /// How many of `bytes` at `offset` the disk still takes.
    [[nodiscard]] std::size_t room_for(const Data& data, std::uint64_t offset, std::uint64_t bytes) const {
        std::uint64_t used = 0;
        for (const auto& [name, file] : names_) used += file->bytes.size();
        const auto room = data.bytes.size() + (capacity > used ? capacity - used : 0);
        if (room <= offset) return 0;
        return static_cast<std::size_t>(std::min(bytes, room - offset));
    }

    static std::string survivors(const std::string& name, const Data& data,
                                 const std::function<bool(const std::string&, std::uint64_t)>& keep) {
        constexpr std::size_t kBlock = 512;
        auto bytes = data.synced;
        if (!keep) return bytes;
        for (std::size_t from = 0; from < data.bytes.size(); from += kBlock) {
            if (!keep(name, from / kBlock)) continue;
            const auto block = data.bytes.substr(from, kBlock);
            if (bytes.size() < from + block.size()) bytes.resize(from + block.size());
            bytes.replace(from, block.size(), block);
        }
        return bytes;
    }

    std::map<std::string, std::shared_ptr<Data>> names_;
    std::map<std::string, std::shared_ptr<Data>> synced_names_;
    std::uint64_t changes_ = 0;
    std::optional<std::uint64_t> stop_at_;
    std::size_t stop_bytes_ = 0;
    bool locked_ = false;
};

}  // namespace qb::test
