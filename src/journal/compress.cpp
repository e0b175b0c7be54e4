#include "journal/compress.h"

#include "journal/error.h"
#include "journal/packing.h"
#include "journal/recovery.h"
#include "journal/segment.h"

#include <ostream>
#include <string>

namespace qb::journal {
namespace {

class Compression {
public:
    Compression(Disk& retired, std::ostream& out) : disk_{retired}, out_{out} {}

    std::error_code run();
    [[nodiscard]] const CompressResult& result() const { return result_; }

private:
    std::error_code segment(const std::string& name);
    std::error_code make_copy(const File& original, const std::string& name);
    static std::error_code prove(File& copy, const File& original);
    std::error_code leave(const std::string& name, std::string_view why);
    std::error_code replace(const File& original, const File& copy, const std::string& name);

    static std::string packed(const std::string& name) { return name + std::string{kPackedSuffix}; }
    static std::string unfinished(const std::string& name) {
        return packed(name) + std::string{kUnfinishedSuffix};
    }

    Disk& disk_;
    std::ostream& out_;
    CompressResult result_;
};

std::error_code Compression::run() {
    const auto removed = remove_unfinished(disk_, unfinished({}));  // of an earlier run that was ended
    if (!removed) return removed.error();
    const auto first_rows = list_segments(disk_);
    if (!first_rows) return first_rows.error();
    for (const auto first_row : *first_rows)
        if (const auto error = segment(segment_name(first_row))) {
            out_ << segment_name(first_row) << ": not packed: " << error.message() << '\n';
            return error;
        }
    return {};
}

std::error_code Compression::segment(const std::string& name) {
    const auto original = disk_.open(name, Disk::Access::Read);
    if (!original) return original.error();
    // There already when an earlier run was ended behind its rename, or a power failure brought the original
    // back.
    const auto copy = disk_.open(packed(name), Disk::Access::Read);
    if (copy) {
        const auto error = prove(**copy, **original);
        if (error == Errc::BadPacking) return leave(name, "is there already and does not unpack to it");
        return error ? error : replace(**original, **copy, name);
    }
    if (copy.error() != std::errc::no_such_file_or_directory) return copy.error();
    return make_copy(**original, name);
}

std::error_code Compression::make_copy(const File& original, const std::string& name) {
    const auto copy = disk_.create(unfinished(name));
    if (!copy) return copy.error();
    auto error = pack(original, **copy);
    if (!error) error = prove(**copy, original);
    if (error) {
        const auto left_over = disk_.remove(unfinished(name));
        if (error != Errc::BadPacking) return error;
        return left_over ? left_over : leave(name, "was made and did not unpack to it");
    }
    error = disk_.rename(unfinished(name), packed(name));
    return error ? error : replace(original, **copy, name);
}

/// Nothing where the copy is on the disk for good and has the same bytes.
std::error_code Compression::prove(File& copy, const File& original) {
    const auto error = copy.sync();
    return error ? error : compare(copy, original);
}

std::error_code Compression::leave(const std::string& name, std::string_view why) {
    ++result_.left;
    out_ << name << ": LEFT AS IT IS: " << packed(name) << ' ' << why << '\n';
    return {};
}

std::error_code Compression::replace(const File& original, const File& copy, const std::string& name) {
    if (const auto error = disk_.sync_directory()) return error;
    const auto before = original.size();
    const auto after = copy.size();
    if (!before || !after) return before ? after.error() : before.error();
    if (const auto error = disk_.remove(name)) return error;
    ++result_.packed;
    result_.bytes += *before;
    result_.packed_bytes += *after;
    out_ << name << ": " << *before << " bytes, packed " << *after << '\n';
    return {};
}

}  // namespace

CompressResult compress(Disk& retired, std::ostream& out) {
    CompressResult result;
    result.error = retired.lock();
    if (result.error) return result;
    Compression compression{retired, out};
    const auto error = compression.run();
    retired.unlock();
    result = compression.result();
    result.error = error;
    out << "packed: " << result.packed << " segments, " << result.bytes << " bytes to " << result.packed_bytes
        << " bytes\n";
    return result;
}

}  // namespace qb::journal
