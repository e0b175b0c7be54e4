#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fix/engine.h"

/// What the engine and its sessions share. Private to this room.
namespace qb::fix {

/// Set where an error cannot be told to QuickFIX; never cleared. The first cause counts.
class Poison {
public:
    void set(std::string_view cause) noexcept {
        if (poisoned_) return;
        poisoned_ = true;
        try {
            cause_ = cause;
        } catch (...) {  // out of memory: poisoned without a word
        }
    }
    [[nodiscard]] bool is_set() const { return poisoned_; }
    [[nodiscard]] const std::string& cause() const { return cause_; }

private:
    bool poisoned_ = false;
    std::string cause_;
};

/// Calls to the host that wait until QuickFIX is not on the stack any more.
struct LogonEvent {
    SessionIndex session;
};
struct LogoutEvent {
    SessionIndex session;
    LogoutInfo info;
};
struct ResetEvent {
    SessionIndex session;
    std::uint32_t old_epoch;
};
using Event = std::variant<LogonEvent, LogoutEvent, ResetEvent>;

/// The engine's side of a session's connection.
class Wire {
public:
    virtual ~Wire() = default;
    /// False when the connection is gone or its buffer has just overflowed.
    virtual bool write(ConnectionId connection, const std::string& text) = 0;
    /// QuickFIX ended the session: close once everything is written. The session has let go already.
    virtual void release(ConnectionId connection) = 0;
    /// Little output is waiting.
    [[nodiscard]] virtual bool keeps_up(ConnectionId connection) const = 0;
};

struct Shared {
    SessionJournal& journal;
    EngineHost& host;
    Wire& wire;
    Poison poison{};
    EngineCounters counters{};
    std::vector<Event> events{};
    Now now{};  ///< of the call into the engine that is running

    /// Runs what calls into the bridge from a place that QuickFIX lets no exception out of.
    template <class Function>
    void guarded(std::string_view where, Function&& function) noexcept {
        try {
            function();
        } catch (const std::exception& error) {
            poison.set(describe(where, error.what()));
        } catch (...) {
            poison.set(where);
        }
    }

private:
    static std::string describe(std::string_view where, const char* what) noexcept {
        try {
            return std::string(where).append(": ").append(what);
        } catch (...) {
            return {};
        }
    }
};

}  // namespace qb::fix
