#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "journal/disk.h"

namespace qb::replay {

/// Where in a recorded journal a turn ended: behind it something else is written.
struct CutPlace {
    std::uint64_t segment = 0;  ///< number of its segment's first row
    std::uint64_t end = 0;      ///< byte behind the turn's mark
};

/// A recorded journal up to some turn, as the disk of a bridge that goes on from there. What is recorded is
/// only read; what is written goes to the scratch disk, of which nothing else is kept.
class ContinuedDisk final : public journal::Disk {
public:
    /// Empties the scratch disk. Both must outlive this object. Segments that begin before row `oldest` were
    /// removed or retired at that turn, and are not seen.
    ContinuedDisk(journal::Disk& recorded, CutPlace cut, journal::Disk& scratch, std::uint64_t oldest);

    std::error_code lock() override { return {}; }
    void unlock() override {}
    journal::DiskResult<std::unique_ptr<journal::File>> create(const std::string& name) override;
    journal::DiskResult<std::unique_ptr<journal::File>> open(const std::string& name, Access access) override;
    [[nodiscard]] journal::DiskResult<std::vector<std::string>> list() const override;
    std::error_code rename(const std::string& from, const std::string& to) override;
    std::error_code remove(const std::string& name) override;
    std::error_code sync_directory() override { return {}; }

private:
    [[nodiscard]] bool is_in_scratch(const std::string& name) const;
    journal::DiskResult<std::unique_ptr<journal::File>> open_cut_file();

    journal::Disk& recorded_;
    CutPlace cut_;
    journal::Disk& scratch_;
    std::uint64_t oldest_;
};

}  // namespace qb::replay
