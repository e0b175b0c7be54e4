#pragma once

#include <map>
#include <memory>
#include <string>

#include "journal/disk.h"

namespace qb::replay {

/// A journal's directory in memory, for a bridge that is only played.
class MemoryDisk final : public journal::Disk {
public:
    std::error_code lock() override { return {}; }
    void unlock() override {}
    journal::DiskResult<std::unique_ptr<journal::File>> create(const std::string& name) override;
    journal::DiskResult<std::unique_ptr<journal::File>> open(const std::string& name, Access access) override;
    [[nodiscard]] journal::DiskResult<std::vector<std::string>> list() const override;
    std::error_code rename(const std::string& from, const std::string& to) override;
    std::error_code remove(const std::string& name) override;
    std::error_code sync_directory() override { return {}; }

private:
    std::map<std::string, std::shared_ptr<std::string>> files_;
};

}  // namespace qb::replay
