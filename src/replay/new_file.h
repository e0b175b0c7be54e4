#pragma once

#include <string>

namespace qb::replay {

/// A file of our own, mode 0600, never one that is there already; it is removed again unless it was kept.
class NewFile {
public:
    /// Throws std::system_error.
    explicit NewFile(std::string name);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    void keep() { kept_ = true; }

private:
    std::string name_;
    bool kept_ = false;
};

}  // namespace qb::replay
