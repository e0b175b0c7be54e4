#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "conformance/case_file.h"
#include "orders/time.h"

namespace qb::conformance {

/// A message that the bridge sent, with '|' for SOH, and when it came.
struct Arrival {
    std::string text;
    WallTime time{};
};

/// The bridge as a case sees it: connections, known by the numbers that the case gives them, and time.
class Wire {
public:
    virtual ~Wire() = default;
    virtual void connect(int connection) = 0;
    virtual void disconnect(int connection) = 0;
    /// `bytes` as they are.
    virtual void send(int connection, const std::string& bytes) = 0;
    /// The next message; nothing when none comes.
    [[nodiscard]] virtual std::optional<Arrival> next(int connection) = 0;
    /// Whether the bridge hangs up; if so the connection is forgotten.
    [[nodiscard]] virtual bool ends(int connection) = 0;
    /// What came, or ended, and was not asked for yet; empty for nothing.
    [[nodiscard]] virtual std::string strays() = 0;
    virtual void wait(std::chrono::seconds time) = 0;
    virtual void log_out(const std::string& reason) = 0;
    [[nodiscard]] virtual WallTime now() const = 0;
};

/// Plays a case. Gives what did not hold, with the conversation so far; empty when all did.
[[nodiscard]] std::string play(const Case& script, Version version, Wire& wire);

/// Why a message received is not the one expected; empty when it is. Tags are the same in the same order,
/// values equal, `*` any, `abc*` begins so, `<TIME>` the time of arrival; 9 and 10 are right, and need not be
/// named.
[[nodiscard]] std::string difference(const std::string& expected, const Arrival& got);

/// The bytes of a message of a case: 9 and 10 are added where they are absent.
[[nodiscard]] std::string bytes_of(std::string text, WallTime now);

}  // namespace qb::conformance
