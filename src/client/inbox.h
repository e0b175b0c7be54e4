#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace qb::client {

/// Something that happened on the FIX session.
struct Event {
    enum class Kind : std::uint8_t {
        Sent,       ///< text: a message as it was given to the socket
        Received,   ///< text: a message as it came from the socket
        Delivered,  ///< text: a message that passed the session's checks, once, in sequence
        LoggedOn,
        LoggedOut,
        Note,  ///< text: a sentence of the engine; never holds a message
    };
    Kind kind = Kind::Note;
    std::chrono::system_clock::time_point time{};
    std::string text{};
};

/// The queue between the session's thread, which fills it, and the one thread that reads it.
class Inbox {
public:
    /// Throws std::system_error where no descriptor is left.
    Inbox();
    ~Inbox();
    Inbox(const Inbox&) = delete;
    Inbox& operator=(const Inbox&) = delete;

    /// From any thread.
    void push(Event event);
    /// Everything so far, oldest first.
    [[nodiscard]] std::vector<Event> take();
    /// Readable for poll() while something is in the queue.
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    std::mutex mutex_;
    std::vector<Event> events_;
    int descriptor_;
};

}  // namespace qb::client
