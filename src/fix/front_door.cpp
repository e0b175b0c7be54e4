#include "fix/front_door.h"

#include <algorithm>

#include "fix/logon_check.h"
#include "fix/session.h"
#include "fix/wire_text.h"

namespace qb::fix {

FrontDoor::FrontDoor(const FrontDoorSettings& settings, std::span<const std::unique_ptr<Session>> sessions,
                     Connections& connections, Shared& shared)
    : settings_(settings), sessions_(sessions), connections_(connections), shared_(shared) {
    for (const auto& session : sessions_) {
        const auto& address = session->settings().listen;
        auto listener = std::find(listeners_.begin(), listeners_.end(), address);
        if (listener == listeners_.end()) listener = listeners_.insert(listeners_.end(), address);
        listener_of_.push_back(static_cast<ListenerId>(listener - listeners_.begin()));
    }
}

std::optional<ConnectionId> FrontDoor::open(ListenerId listener, std::string_view address) {
    Connection connection(listener, address, shared_.now.mono + settings_.logon_timeout,
                          settings_.max_message_size);
    const auto welcome = [&](std::size_t i) {
        return listener_of_[i] == listener && is_allowed(sessions_[i]->settings().allowed_addresses, address);
    };
    bool allowed = false;
    for (std::size_t i = 0; i < sessions_.size() && !allowed; ++i) allowed = welcome(i);
    if (!allowed) {
        report(connection, std::nullopt, DropCause::AddressNotAllowed, {});
        return std::nullopt;
    }
    if (connections_.strangers() >= settings_.max_pending_connections) make_room();
    ++shared_.counters.connections;
    return connections_.add(std::move(connection));
}

/// Drops the oldest stranger: who is going to log on does so at once, so idle ones, and ones that are refused
/// and do not close, cannot keep anybody out.
void FrontDoor::make_room() {
    auto* connection = connections_.oldest_stranger();
    if (connection == nullptr) return;
    if (connection->mark == CloseMark::Open)
        drop(*connection, DropCause::TooManyPending, CloseMark::AtOnce);
    else
        connections_.mark(*connection, CloseMark::AtOnce);  // its cause was told when it was refused
}

void FrontDoor::bytes(ConnectionId id, std::string_view bytes) {
    auto* connection = connections_.find(id);
    if (connection == nullptr || connection->mark != CloseMark::Open) return;
    if (connection->session) sessions_[*connection->session]->heard();
    connection->framer.append(bytes);
}

bool FrontDoor::read(ConnectionId id) {
    auto* connection = connections_.find(id);
    if (connection == nullptr) return false;
    const auto to_settle = [&] { return !shared_.events.empty() || connection->overflowed; };
    while (connection->mark == CloseMark::Open && !shared_.poison.is_set()) {
        if (to_settle()) return true;
        if (!read_frame(*connection)) return false;
    }
    return false;
}

/// False when there is no whole one.
bool FrontDoor::read_frame(Connection& connection) {
    const auto mode = connection.session ? Framer::Mode::Tolerant : Framer::Mode::Strict;
    const auto item = connection.framer.next(mode);
    switch (item.kind) {
    case Framer::Kind::NeedMore: return false;
    case Framer::Kind::Message: message(connection, item.text); break;
    case Framer::Kind::Garbled: ++shared_.counters.garbled; break;
    case Framer::Kind::NotFix: drop(connection, DropCause::NotFix, CloseMark::AtOnce); break;
    case Framer::Kind::TooLong: drop(connection, DropCause::MessageTooLong, CloseMark::AtOnce); break;
    }
    return true;
}

void FrontDoor::message(Connection& connection, std::string_view text) {
    if (!connection.session) {
        const auto found = inspect(text, {});
        if (found.msg_type != "A") return drop(connection, DropCause::NotLogon, CloseMark::AtOnce);
        return first_logon(connection, text, found);
    }
    const auto index = *connection.session;
    auto& session = *sessions_[index];
    const auto found = inspect(text, session.integers());
    if (found.msg_type == "A") {
        if (session_named(connection.listener, found) != index)
            return drop(connection, DropCause::UnknownIdentity, CloseMark::AtOnce);
        if (!logon_passes(connection, index, found)) return;
    }
    session.receive(text, found);
    report_ending(connection, index);
}

std::optional<SessionIndex> FrontDoor::session_named(ListenerId listener, const Inspection& logon) const {
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        const auto& settings = sessions_[i]->settings();
        if (listener_of_[i] == listener && settings.begin_string == logon.begin_string &&
            settings.target_comp_id == logon.sender && settings.sender_comp_id == logon.target)
            return static_cast<SessionIndex>(i);
    }
    return std::nullopt;
}

void FrontDoor::first_logon(Connection& connection, std::string_view text, const Inspection& head) {
    const auto index = session_named(connection.listener, head);
    if (!index) return drop(connection, DropCause::UnknownIdentity, CloseMark::AtOnce);
    auto& session = *sessions_[*index];
    const auto logon = inspect(text, session.integers());
    if (!logon_passes(connection, *index, logon)) return;
    if (session.connection()) {
        report(connection, index, DropCause::AlreadyConnected, {});
        connections_.mark(connection, CloseMark::AtOnce);
        return session.probe();
    }
    connection.session = index;
    session.attach(connection.id);
    session.receive(text, logon);
    if (session.logged_on()) return connections_.vouch_for(connection);
    if (report_ending(connection, *index)) return;
    session.detach();
    report(connection, index, DropCause::LogonRefused, {});
}

/// Also answers and drops a Logon that does not pass. Nothing of the session changes, except that it ends
/// when the Logon came inside it.
bool FrontDoor::logon_passes(Connection& connection, SessionIndex index, const Inspection& logon) {
    auto& session = *sessions_[index];
    auto refusal = refuse_logon(logon, session.settings(), connection.address, session.numbers().next_target,
                                shared_.now.wall);
    if (!refusal && !session.is_open())
        refusal = LogonRefusal{.cause = DropCause::BadLogon, .text = "the session is closed at this time"};
    if (!refusal) return true;
    if (refusal->text.empty()) {
        drop(connection, refusal->cause, CloseMark::AtOnce);
        return false;
    }
    connection.output.append(refusal_logout(session.ours(), refusal->text, shared_.now.wall));
    if (!connection.session) {
        connections_.mark(connection, CloseMark::AfterFlush);
        report(connection, index, refusal->cause, refusal->text);
    } else {
        drop(connection, refusal->cause, CloseMark::AfterFlush, refusal->text);
    }
    return false;
}

void FrontDoor::closed(ConnectionId id) {
    auto* connection = connections_.find(id);
    if (connection == nullptr) return;
    connections_.mark(*connection, CloseMark::AtOnce);
    detach(*connection);
    connections_.erase(id);
}

void FrontDoor::expire() {
    connections_.for_each_pending([&](Connection& connection) {
        if (shared_.now.mono >= connection.deadline)
            drop(connection, DropCause::LogonTimeout, CloseMark::AtOnce);
    });
}

void FrontDoor::drop(Connection& connection, DropCause cause, CloseMark how, std::string_view detail) {
    detach(connection);
    connections_.mark(connection, how);
    report(connection, connection.session, cause, detail);
}

/// Another connection may have the session by now.
void FrontDoor::detach(const Connection& connection) {
    if (!connection.session) return;
    auto& session = *sessions_[*connection.session];
    if (session.connection() == connection.id) session.detach();
}

bool FrontDoor::report_ending(const Connection& connection, SessionIndex index) {
    const auto ending = sessions_[index]->take_ending();
    if (ending) report(connection, index, ending->cause, ending->text);
    return ending.has_value();
}

void FrontDoor::report(const Connection& connection, std::optional<SessionIndex> session, DropCause cause,
                       std::string_view detail) {
    ++shared_.counters.drops[static_cast<std::size_t>(cause)];
    const Drop drop{.connection = connection.id,
                    .listener = connection.listener,
                    .address = connection.address,
                    .session = session,
                    .cause = cause,
                    .detail = detail};
    shared_.guarded("telling the bridge", [&] { shared_.host.on_drop(drop); });
}

}  // namespace qb::fix
