#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace qb::bench {

/// What becomes of a stop order.
enum class Fate : std::uint8_t {
    Rests,  ///< accepted, live
    Ends,   ///< of the quantity that makes the scripted venue fill at once
};

/// The OMS of the measurement: one blocking socket and as little else as possible, so that what is measured
/// is the other side. The same code speaks to the bridge and to QuickFIX's executor.
class FixLine {
public:
    /// Connects to loopback and logs on as DESK. Throws std::runtime_error where it cannot.
    explicit FixLine(std::uint16_t port);
    ~FixLine();
    FixLine(const FixLine&) = delete;
    FixLine& operator=(const FixLine&) = delete;

    /// Sends a sell stop and waits for its report 150=0. Gives the time between the two: from the first byte
    /// handed to the kernel to the whole report in hand. Throws on any other answer, and after five seconds.
    std::chrono::nanoseconds order();
    /// Sends that many, some dozens under way at a time, and waits until each has come to its fate.
    void orders(std::size_t count, Fate fate);

private:
    void send_message(std::string_view type_and_head, std::string_view body);
    /// The next message of the application or the session's A; answers TestRequest(1). The view ends with the
    /// next call.
    std::string_view receive();
    void send_order(Fate fate);
    /// The next message, which must be a report that refuses nothing.
    std::string_view report();

    int socket_ = -1;
    std::uint64_t next_out_ = 1, orders_ = 0;
    std::string out_, body_, cl_ord_id_;
    std::array<char, 16384> in_{};
    std::size_t begin_ = 0, end_ = 0;
};

}  // namespace qb::bench
