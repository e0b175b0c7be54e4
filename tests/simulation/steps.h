#pragma once

#include <cstdint>
#include <optional>

namespace qb::simulation {

/// Thrown where the process dies: nothing after this step happens any more.
struct Crash {};

/// The steps of a process at which it can be killed.
class Steps {
public:
    /// It dies at the `count`th step from here, the next one being 0.
    void crash_after(std::uint64_t count) { left_ = count; }
    void never() { left_.reset(); }
    void step() {
        if (left_ && (*left_)-- == 0) {
            left_.reset();
            throw Crash{};
        }
    }

private:
    std::optional<std::uint64_t> left_;
};

}  // namespace qb::simulation
