#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "fix/connections.h"
#include "fix/engine.h"

namespace qb::fix {

class Session;
struct Inspection;
struct Shared;

/// The way from a socket to a session: who may connect, where bytes become messages, whether a Logon may be
/// given to QuickFIX. Also the one place that drops a connection: with a cause, which is counted and told.
///
/// Called inside a call into the engine, whose time is Shared::now.
class FrontDoor {
public:
    FrontDoor(const FrontDoorSettings& settings, std::span<const std::unique_ptr<Session>> sessions,
              Connections& connections, Shared& shared);

    /// Distinct addresses of the sessions, in the order of their first mention.
    [[nodiscard]] const std::vector<ListenAddress>& listeners() const { return listeners_; }

    std::optional<ConnectionId> open(ListenerId listener, std::string_view address);
    void bytes(ConnectionId id, std::string_view bytes);
    /// Reads messages out of the bytes. True when it stopped for something that has to be settled before the
    /// next message: to be called again then.
    [[nodiscard]] bool read(ConnectionId id);
    void closed(ConnectionId id);
    /// Drops who did not log on in time.
    void expire();

    void drop(Connection& connection, DropCause cause, CloseMark how, std::string_view detail = {});
    /// Tells when the session has ended its connection by itself. True when it had.
    bool report_ending(const Connection& connection, SessionIndex index);

private:
    void make_room();
    [[nodiscard]] bool read_frame(Connection& connection);
    void message(Connection& connection, std::string_view text);
    [[nodiscard]] std::optional<SessionIndex> session_named(ListenerId listener,
                                                            const Inspection& logon) const;
    void first_logon(Connection& connection, std::string_view text, const Inspection& head);
    [[nodiscard]] bool logon_passes(Connection& connection, SessionIndex index, const Inspection& logon);
    void detach(const Connection& connection);
    void report(const Connection& connection, std::optional<SessionIndex> session, DropCause cause,
                std::string_view detail);

    FrontDoorSettings settings_;
    std::span<const std::unique_ptr<Session>> sessions_;
    Connections& connections_;
    Shared& shared_;
    std::vector<ListenAddress> listeners_;
    std::vector<ListenerId> listener_of_;  // by session
};

}  // namespace qb::fix
