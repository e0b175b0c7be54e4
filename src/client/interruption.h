#pragma once

namespace qb::client {

/// SIGINT and SIGTERM as something to wait for: they end nothing by themselves on the thread that made this
/// object, nor on threads that it starts meanwhile. One at a time.
class Interruption {
public:
    /// Throws std::system_error where no descriptor is left.
    Interruption();
    ~Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;

    /// Readable for poll() once there was a signal.
    [[nodiscard]] int descriptor() const { return descriptor_; }
    /// 128 and the signal's number, as shells count; 0 where there was none. A further signal ends the
    /// process at once.
    [[nodiscard]] int end();

private:
    int descriptor_;
};

}  // namespace qb::client
