#include "journal/history.h"

#include "journal/journal.h"
#include "journal/packing.h"
#include "journal/segment.h"

#include <set>
#include <utility>

namespace qb::journal {
namespace {

bool is_missing(std::error_code error) { return error == std::errc::no_such_file_or_directory; }

std::error_code read_only() { return make_error_code(std::errc::read_only_file_system); }

DiskResult<std::unique_ptr<File>> unpacked(const File& packed) {
    auto file = temporary_file();
    if (!file) return file;
    if (const auto error = unpack(packed, **file)) return error;
    return file;
}

class History final : public Disk {
public:
    History(std::unique_ptr<Disk> kept, std::unique_ptr<Disk> retired)
        : kept_{std::move(kept)}, retired_{std::move(retired)} {}

    std::error_code lock() override { return read_only(); }
    void unlock() override {}
    DiskResult<std::unique_ptr<File>> create(const std::string& /*name*/) override { return read_only(); }
    std::error_code rename(const std::string& /*from*/, const std::string& /*to*/) override {
        return read_only();
    }
    std::error_code remove(const std::string& /*name*/) override { return read_only(); }
    std::error_code sync_directory() override { return read_only(); }

    /// A segment goes from one place to the next in this order, and is in the next one before it leaves.
    DiskResult<std::unique_ptr<File>> open(const std::string& name, Access access) override {
        if (access != Access::Read) return read_only();
        auto file = kept_->open(name, Access::Read);
        if (file || !is_missing(file.error()) || !first_row_of(name)) return file;
        file = retired_->open(name, Access::Read);
        if (file || !is_missing(file.error())) return file;
        const auto packed = retired_->open(name + std::string{kPackedSuffix}, Access::Read);
        if (!packed) return packed.error();
        return unpacked(**packed);
    }

    [[nodiscard]] DiskResult<std::vector<std::string>> list() const override {
        auto kept = kept_->list();
        if (!kept) return kept;
        std::set<std::string> names{kept->begin(), kept->end()};
        // Twice: a listing may miss a segment that goes from one name to the other meanwhile.
        for (int pass = 0; pass < 2; ++pass) {
            auto retired = retired_->list();
            if (!retired) return retired;
            for (const auto& name : *retired) {
                auto segment = name;
                if (name.ends_with(kPackedSuffix)) segment.resize(name.size() - kPackedSuffix.size());
                if (first_row_of(segment)) names.insert(std::move(segment));
            }
        }
        return std::vector<std::string>{names.begin(), names.end()};
    }

private:
    std::unique_ptr<Disk> kept_;
    std::unique_ptr<Disk> retired_;  // a folder of kept_, so it goes first
};

}  // namespace

DiskResult<std::unique_ptr<Disk>> with_retired(std::unique_ptr<Disk> kept) {
    auto retired = kept->folder(kRetiredFolder, Disk::Missing::Fail);
    if (!retired && is_missing(retired.error())) return kept;
    if (!retired) return retired;
    return std::unique_ptr<Disk>{std::make_unique<History>(std::move(kept), std::move(*retired))};
}

DiskResult<std::unique_ptr<Disk>> open_history(const std::string& data_dir) {
    auto kept = PosixDisk::open_directory(data_dir, PosixDisk::Missing::Fail);
    if (!kept) return kept.error();
    return with_retired(std::move(*kept));
}

}  // namespace qb::journal
