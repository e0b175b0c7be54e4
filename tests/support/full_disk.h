#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/disk.h"

namespace qb::test {

/// A real directory on a disk that can be made full: from then on no space is to be had beyond what a file
/// has taken already. The test holds the switch.
class FullDisk final : public journal::Disk {
public:
    FullDisk(std::unique_ptr<journal::Disk> real, std::shared_ptr<const bool> full)
        : real_(std::move(real)), full_(std::move(full)) {}

    std::error_code lock() override { return real_->lock(); }
    void unlock() override { real_->unlock(); }
    journal::DiskResult<std::unique_ptr<journal::File>> create(const std::string& name) override {
        return wrap(real_->create(name));
    }
    journal::DiskResult<std::unique_ptr<journal::File>> open(const std::string& name,
                                                             Access access) override {
        return wrap(real_->open(name, access));
    }
    [[nodiscard]] journal::DiskResult<std::vector<std::string>> list() const override {
        return real_->list();
    }
    std::error_code rename(const std::string& from, const std::string& to) override {
        return real_->rename(from, to);
    }
    std::error_code remove(const std::string& name) override { return real_->remove(name); }
    std::error_code sync_directory() override { return real_->sync_directory(); }

private:
    class Handle final : public journal::File {
    public:
        Handle(std::unique_ptr<journal::File> real, std::shared_ptr<const bool> full)
            : real_(std::move(real)), full_(std::move(full)) {}
        journal::Transfer write_at(std::uint64_t offset, std::string_view bytes) override {
            if (lacks_room(offset + bytes.size())) return {0, no_space()};
            return real_->write_at(offset, bytes);
        }
        journal::Transfer read_at(std::uint64_t offset, std::span<char> into) const override {
            return real_->read_at(offset, into);
        }
        std::error_code truncate(std::uint64_t size) override { return real_->truncate(size); }
        std::error_code sync() override { return real_->sync(); }
        std::error_code preallocate(std::uint64_t offset, std::uint64_t bytes) override {
            if (lacks_room(offset + bytes)) return no_space();
            return real_->preallocate(offset, bytes);
        }
        [[nodiscard]] journal::DiskResult<std::uint64_t> size() const override { return real_->size(); }

    private:
        static std::error_code no_space() { return std::make_error_code(std::errc::no_space_on_device); }
        [[nodiscard]] bool lacks_room(std::uint64_t end) const {
            return *full_ && end > real_->size().value();
        }
        std::unique_ptr<journal::File> real_;
        std::shared_ptr<const bool> full_;
    };

    journal::DiskResult<std::unique_ptr<journal::File>> wrap(
        journal::DiskResult<std::unique_ptr<journal::File>> file) const {
        if (!file) return file;
        return std::unique_ptr<journal::File>{std::make_unique<Handle>(std::move(*file), full_)};
    }

    std::unique_ptr<journal::Disk> real_;
    std::shared_ptr<const bool> full_;
};

}  // namespace qb::test
