#include "replay/continued_disk.h"

#include <algorithm>
#include <utility>

#include "journal/segment.h"

namespace qb::replay {
namespace {

using journal::DiskResult;
using journal::File;

constexpr const char* kTail = "tail";  // what is written behind the cut

std::error_code not_found() { return make_error_code(std::errc::no_such_file_or_directory); }

/// The segment that was cut: recorded bytes before the cut, new ones behind it.
class CutFile final : public File {
public:
    CutFile(std::unique_ptr<File> before, std::uint64_t cut, std::unique_ptr<File> behind)
        : before_(std::move(before)), cut_(cut), behind_(std::move(behind)) {}

    journal::Transfer write_at(std::uint64_t offset, std::string_view bytes) override {
        if (offset < cut_) return {0, make_error_code(std::errc::operation_not_permitted)};
        return behind_->write_at(offset - cut_, bytes);
    }
    journal::Transfer read_at(std::uint64_t offset, std::span<char> into) const override {
        if (offset >= cut_) return behind_->read_at(offset - cut_, into);
        const auto left = std::min<std::uint64_t>(into.size(), cut_ - offset);
        return before_->read_at(offset, into.first(static_cast<std::size_t>(left)));
    }
    std::error_code truncate(std::uint64_t size) override {
        if (size < cut_) return make_error_code(std::errc::operation_not_permitted);
        return behind_->truncate(size - cut_);
    }
    std::error_code sync() override { return {}; }
    std::error_code preallocate(std::uint64_t /*offset*/, std::uint64_t /*bytes*/) override { return {}; }
    [[nodiscard]] DiskResult<std::uint64_t> size() const override {
        auto size = behind_->size();
        if (size) *size += cut_;
        return size;
    }

private:
    std::unique_ptr<File> before_;
    std::uint64_t cut_;
    std::unique_ptr<File> behind_;
};

}  // namespace

ContinuedDisk::ContinuedDisk(journal::Disk& recorded, CutPlace cut, journal::Disk& scratch,
                             std::uint64_t oldest)
    : recorded_(recorded), cut_(cut), scratch_(scratch), oldest_(oldest) {
    const auto names = scratch_.list();
    if (!names) return;  // the next call on it tells
    for (const auto& name : *names) scratch_.remove(name);
}

bool ContinuedDisk::is_in_scratch(const std::string& name) const {
    const auto names = scratch_.list();
    return names && std::find(names->begin(), names->end(), name) != names->end();
}

DiskResult<std::unique_ptr<File>> ContinuedDisk::create(const std::string& name) {
    return scratch_.create(name);
}

DiskResult<std::unique_ptr<File>> ContinuedDisk::open(const std::string& name, Access access) {
    const auto first_row = journal::first_row_of(name);
    if (!first_row || *first_row > cut_.segment) return scratch_.open(name, access);
    return *first_row == cut_.segment ? open_cut_file() : recorded_.open(name, Access::Read);
}

DiskResult<std::unique_ptr<File>> ContinuedDisk::open_cut_file() {
    auto before = recorded_.open(journal::segment_name(cut_.segment), Access::Read);
    if (!before) return before.error();
    auto behind = is_in_scratch(kTail) ? scratch_.open(kTail, Access::ReadWrite) : scratch_.create(kTail);
    if (!behind) return behind.error();
    return std::unique_ptr<File>(std::make_unique<CutFile>(std::move(*before), cut_.end, std::move(*behind)));
}

DiskResult<std::vector<std::string>> ContinuedDisk::list() const {
    auto names = recorded_.list();
    if (!names) return names;
    std::erase_if(*names, [this](const std::string& name) {
        const auto first_row = journal::first_row_of(name);
        return !first_row || *first_row > cut_.segment || *first_row < oldest_;
    });
    auto written = scratch_.list();
    if (!written) return written;
    for (const auto& name : *written)
        if (name != kTail) names->push_back(name);
    return names;
}

std::error_code ContinuedDisk::rename(const std::string& from, const std::string& to) {
    return is_in_scratch(from) ? scratch_.rename(from, to) : not_found();
}

std::error_code ContinuedDisk::remove(const std::string& name) {
    return is_in_scratch(name) ? scratch_.remove(name) : not_found();
}

}  // namespace qb::replay
