#include "replay/memory_disk.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace qb::replay {
namespace {

class MemoryFile final : public journal::File {
public:
    explicit MemoryFile(std::shared_ptr<std::string> bytes) : bytes_(std::move(bytes)) {}

    journal::Transfer write_at(std::uint64_t offset, std::string_view bytes) override {
        const auto from = static_cast<std::size_t>(offset);
        if (bytes_->size() < from + bytes.size()) bytes_->resize(from + bytes.size());
        bytes_->replace(from, bytes.size(), bytes);
        return {bytes.size(), {}};
    }
    journal::Transfer read_at(std::uint64_t offset, std::span<char> into) const override {
        const auto from = static_cast<std::size_t>(offset);
        if (from >= bytes_->size()) return {};
        return {bytes_->copy(into.data(), into.size(), from), {}};
    }
    std::error_code truncate(std::uint64_t size) override {
        bytes_->resize(static_cast<std::size_t>(size));
        return {};
    }
    std::error_code sync() override { return {}; }
    std::error_code preallocate(std::uint64_t offset, std::uint64_t bytes) override {
        bytes_->resize(std::max(bytes_->size(), static_cast<std::size_t>(offset + bytes)));
        return {};
    }
    [[nodiscard]] journal::DiskResult<std::uint64_t> size() const override {
        return std::uint64_t{bytes_->size()};
    }

private:
    std::shared_ptr<std::string> bytes_;
};

}  // namespace

journal::DiskResult<std::unique_ptr<journal::File>> MemoryDisk::create(const std::string& name) {
    const auto [file, made] = files_.try_emplace(name, std::make_shared<std::string>());
    if (!made) return std::make_error_code(std::errc::file_exists);
    return std::unique_ptr<journal::File>(std::make_unique<MemoryFile>(file->second));
}

journal::DiskResult<std::unique_ptr<journal::File>> MemoryDisk::open(const std::string& name,
                                                                     Access /*access*/) {
    const auto file = files_.find(name);
    if (file == files_.end()) return std::make_error_code(std::errc::no_such_file_or_directory);
    return std::unique_ptr<journal::File>(std::make_unique<MemoryFile>(file->second));
}

journal::DiskResult<std::vector<std::string>> MemoryDisk::list() const {
    std::vector<std::string> names;
    names.reserve(files_.size());
    for (const auto& [name, bytes] : files_) names.push_back(name);
    return names;
}

std::error_code MemoryDisk::rename(const std::string& from, const std::string& to) {
    const auto file = files_.find(from);
    if (file == files_.end()) return std::make_error_code(std::errc::no_such_file_or_directory);
    files_[to] = std::exchange(file->second, nullptr);
    files_.erase(file);
    return {};
}

std::error_code MemoryDisk::remove(const std::string& name) {
    if (files_.erase(name) == 1) return {};
    return std::make_error_code(std::errc::no_such_file_or_directory);
}

}  // namespace qb::replay
