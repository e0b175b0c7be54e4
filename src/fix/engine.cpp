#include "fix/engine.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "fix/framer.h"
#include "fix/logon_check.h"
#include "fix/session.h"
#include "fix/wire_text.h"

namespace qb::fix {
namespace {

/// Below this many unwritten bytes a peer counts as keeping up.
constexpr std::size_t kLowWater = std::size_t{64} << 10;

struct Connection {
    Connection(ListenerId from, std::string_view remote, MonoTime logon_until, std::size_t max_message_size)
        : listener(from), address(remote), deadline(logon_until), framer(max_message_size) {}

    ListenerId listener;
    std::string address;
    MonoTime deadline;                    ///< for the Logon
    std::optional<SessionIndex> session;  ///< once a Logon was accepted
    Framer framer;
    std::string output;
    std::size_t taken = 0;  ///< bytes the driver has, not yet written
    CloseMark mark = CloseMark::Open;
    bool overflowed = false;
    bool listed = false;  ///< in the list of connections with news for the driver

    [[nodiscard]] bool pending() const { return !session && mark == CloseMark::Open; }
    [[nodiscard]] std::size_t unwritten() const { return output.size() + taken; }
};

}  // namespace

std::string_view to_string(DropCause cause) {
    switch (cause) {  // no default: a new enumerator must warn here
    case DropCause::AddressNotAllowed: return "address_not_allowed";
    case DropCause::TooManyPending: return "too_many_pending";
    case DropCause::LogonTimeout: return "logon_timeout";
    case DropCause::NotFix: return "not_fix";
    case DropCause::NotLogon: return "not_logon";
    case DropCause::MessageTooLong: return "message_too_long";
    case DropCause::UnknownIdentity: return "unknown_identity";
    case DropCause::BadCredentials: return "bad_credentials";
    case DropCause::BadLogon: return "bad_logon";
    case DropCause::AlreadyConnected: return "already_connected";
    case DropCause::LogonRefused: return "logon_refused";
    case DropCause::HalfOpen: return "half_open";
    case DropCause::SlowReader: return "slow_reader";
    case DropCause::ProtocolViolation: return "protocol_violation";
    case DropCause::EngineFailure: return "engine_failure";
    }
    return "?";  // reached only by a value cast from outside the enum
}

class Engine::Impl final : private Wire {
public:
    Impl(FrontDoorSettings front_door, std::vector<SessionSettings> sessions,
         std::span<const SessionNumbers> stored, SessionJournal& journal, EngineHost& host, Now now);

    const std::vector<ListenAddress>& listeners() const { return listeners_; }
    std::optional<ConnectionId> open(ListenerId listener, std::string_view address, Now now);
    void bytes(ConnectionId id, std::string_view bytes, Now now);
    void written(ConnectionId id, std::size_t count);
    void closed(ConnectionId id, Now now);
    void tick(Now now);
    bool resend_due() const;
    void feed_resend(Now now);

    void for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn);
    void take_output(ConnectionId id, std::string& into);

    SendResult send(SessionIndex index, FIX::Message& message);
    void logout(SessionIndex index, std::string_view text, Now now);
    void shutdown(std::string_view text, Now now);

    const Session& session(SessionIndex index) const { return *sessions_.at(index); }
    std::size_t session_count() const { return sessions_.size(); }
    std::size_t connection_count() const { return connections_.size(); }
    std::size_t output_bytes(SessionIndex index) const;
    std::string_view address_of(SessionIndex index) const;
    const Shared& shared() const { return shared_; }

private:
    /// A call into the engine: sets its time, and settles what it left behind when it ends.
    template <class Function>
    void entry(Now now, Function&& function);
    void settle();
    void tick(Session& session);
    void dispatch(const Event& event);

    bool write(ConnectionId id, const std::string& text) override;
    void release(ConnectionId id) override;

    Connection* find(ConnectionId id);
    std::optional<SessionIndex> session_named(ListenerId listener, const Inspection& logon) const;
    void read_frames(ConnectionId id, Connection& connection);
    void message(ConnectionId id, Connection& connection, std::string_view text);
    void first_logon(ConnectionId id, Connection& connection, std::string_view text, const Inspection& logon);
    bool logon_passes(ConnectionId id, Connection& connection, SessionIndex index, const Inspection& logon);
    void make_room();
    void drop(ConnectionId id, Connection& connection, DropCause cause, CloseMark how,
              std::string_view detail = {});
    void report(ConnectionId id, const Connection& connection, std::optional<SessionIndex> session,
                DropCause cause, std::string_view detail);
    bool report_ending(ConnectionId id, const Connection& connection, SessionIndex index);
    void mark(ConnectionId id, Connection& connection, CloseMark how);
    void list(ConnectionId id, Connection& connection);

    FrontDoorSettings front_door_;
    Shared shared_;
    std::vector<ListenAddress> listeners_;
    std::vector<ListenerId> listener_of_;  // by session
    Dictionaries dictionaries_;
    std::vector<std::unique_ptr<Session>> sessions_;
    std::map<ConnectionId, Connection> connections_;
    std::size_t pending_ = 0;
    std::uint64_t last_id_ = 0;
    std::vector<ConnectionId> listed_;
    std::vector<ConnectionId> overflowed_;
    int depth_ = 0;
    bool shutting_down_ = false;
};

Engine::Impl::Impl(FrontDoorSettings front_door, std::vector<SessionSettings> sessions,
                   std::span<const SessionNumbers> stored, SessionJournal& journal, EngineHost& host, Now now)
    : front_door_(front_door), shared_{.journal = journal, .host = host, .wire = *this, .now = now} {
    if (stored.size() != sessions.size()) throw std::runtime_error("numbers and sessions do not match");
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const auto& settings = sessions[i];
        auto listener = std::find(listeners_.begin(), listeners_.end(), settings.listen);
        if (listener == listeners_.end()) listener = listeners_.insert(listeners_.end(), settings.listen);
        listener_of_.push_back(static_cast<ListenerId>(listener - listeners_.begin()));
        auto dictionary =
            dictionaries_.load(settings.dictionary, settings.begin_string, settings.allow_unknown_fields);
        sessions_.push_back(std::make_unique<Session>(static_cast<SessionIndex>(i), settings,
                                                      std::move(dictionary), stored[i], shared_));
    }
}

template <class Function>
void Engine::Impl::entry(Now now, Function&& function) {
    if (shared_.poison.is_set()) return;
    shared_.now = now;
    ++depth_;
    function();
    --depth_;
    if (depth_ == 0) settle();
}

/// What could not be done while QuickFIX was on the stack.
void Engine::Impl::settle() {
    ++depth_;  // what the host does in here is settled by this loop
    while (!shared_.poison.is_set() && !(overflowed_.empty() && shared_.events.empty())) {
        for (const auto id : std::exchange(overflowed_, {}))
            if (auto* connection = find(id)) drop(id, *connection, DropCause::SlowReader, CloseMark::AtOnce);
        for (const auto& event : std::exchange(shared_.events, {})) dispatch(event);
    }
    --depth_;
}

void Engine::Impl::dispatch(const Event& event) {
    struct Call {
        EngineHost& host;
        void operator()(const LogonEvent& e) const { host.on_logon(e.session); }
        void operator()(const LogoutEvent& e) const { host.on_logout(e.session, e.info); }
        void operator()(const ResetEvent& e) const { host.on_sequence_reset(e.session, e.old_epoch); }
    };
    shared_.guarded("telling the bridge", [&] { std::visit(Call{shared_.host}, event); });
}

// ---------------------------------------------------------------- connections

Connection* Engine::Impl::find(ConnectionId id) {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : &found->second;
}

std::optional<ConnectionId> Engine::Impl::open(ListenerId listener, std::string_view address, Now now) {
    std::optional<ConnectionId> id;
    entry(now, [&] {
        if (shutting_down_) return;
        Connection connection(listener, address, now.mono + front_door_.logon_timeout,
                              front_door_.max_message_size);
        const auto welcome = [&](std::size_t i) {
            return listener_of_[i] == listener &&
                   is_allowed(sessions_[i]->settings().allowed_addresses, address);
        };
        bool allowed = false;
        for (std::size_t i = 0; i < sessions_.size() && !allowed; ++i) allowed = welcome(i);
        if (!allowed) return report({}, connection, std::nullopt, DropCause::AddressNotAllowed, {});
        if (pending_ >= front_door_.max_pending_connections) make_room();
        id = static_cast<ConnectionId>(++last_id_);
        connections_.emplace(*id, std::move(connection));
        ++pending_;
        ++shared_.counters.connections;
    });
    return id;
}

/// Drops the connection that has been waiting for its Logon longest: who is going to log on does so at once,
/// so idle strangers cannot keep anybody out.
void Engine::Impl::make_room() {
    for (auto& [id, connection] : connections_) {
        if (!connection.pending()) continue;
        return drop(id, connection, DropCause::TooManyPending, CloseMark::AtOnce);
    }
}

void Engine::Impl::bytes(ConnectionId id, std::string_view bytes, Now now) {
    entry(now, [&] {
        auto* connection = find(id);
        if (connection == nullptr || connection->mark != CloseMark::Open) return;
        if (connection->session) sessions_[*connection->session]->heard();
        connection->framer.append(bytes);
        read_frames(id, *connection);
    });
}

void Engine::Impl::read_frames(ConnectionId id, Connection& connection) {
    while (connection.mark == CloseMark::Open && !shared_.poison.is_set()) {
        const auto mode = connection.session ? Framer::Mode::Tolerant : Framer::Mode::Strict;
        const auto item = connection.framer.next(mode);
        switch (item.kind) {
        case Framer::Kind::NeedMore: return;
        case Framer::Kind::Message: message(id, connection, item.text); break;
        case Framer::Kind::Garbled: ++shared_.counters.garbled; break;
        case Framer::Kind::NotFix: return drop(id, connection, DropCause::NotFix, CloseMark::AtOnce);
        case Framer::Kind::TooLong: return drop(id, connection, DropCause::MessageTooLong, CloseMark::AtOnce);
        }
    }
}

void Engine::Impl::message(ConnectionId id, Connection& connection, std::string_view text) {
    if (!connection.session) {
        const auto found = inspect(text, {});
        if (found.msg_type != "A") return drop(id, connection, DropCause::NotLogon, CloseMark::AtOnce);
        return first_logon(id, connection, text, found);
    }
    const auto index = *connection.session;
    auto& session = *sessions_[index];
    const auto found = inspect(text, session.integers());
    if (found.msg_type == "A") {
        if (session_named(connection.listener, found) != index)
            return drop(id, connection, DropCause::UnknownIdentity, CloseMark::AtOnce);
        if (!logon_passes(id, connection, index, found)) return;
    }
    session.receive(text, found);
    report_ending(id, connection, index);
}

std::optional<SessionIndex> Engine::Impl::session_named(ListenerId listener, const Inspection& logon) const {
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        const auto& settings = sessions_[i]->settings();
        if (listener_of_[i] == listener && settings.begin_string == logon.begin_string &&
            settings.target_comp_id == logon.sender && settings.sender_comp_id == logon.target)
            return static_cast<SessionIndex>(i);
    }
    return std::nullopt;
}

void Engine::Impl::first_logon(ConnectionId id, Connection& connection, std::string_view text,
                               const Inspection& head) {
    const auto index = session_named(connection.listener, head);
    if (!index) return drop(id, connection, DropCause::UnknownIdentity, CloseMark::AtOnce);
    auto& session = *sessions_[*index];
    const auto logon = inspect(text, session.integers());
    if (!logon_passes(id, connection, *index, logon)) return;
    if (session.connection()) {
        report(id, connection, index, DropCause::AlreadyConnected, {});
        mark(id, connection, CloseMark::AtOnce);
        return session.probe();
    }
    connection.session = index;
    --pending_;
    session.attach(id);
    session.receive(text, logon);
    if (report_ending(id, connection, *index) || session.logged_on()) return;
    session.detach();
    report(id, connection, index, DropCause::LogonRefused, {});
}

bool Engine::Impl::report_ending(ConnectionId id, const Connection& connection, SessionIndex index) {
    const auto ending = sessions_[index]->take_ending();
    if (ending) report(id, connection, index, ending->cause, ending->text);
    return ending.has_value();
}

/// Also answers and drops a Logon that does not pass. Nothing of the session changes, except that it ends
/// when the Logon came inside it.
bool Engine::Impl::logon_passes(ConnectionId id, Connection& connection, SessionIndex index,
                                const Inspection& logon) {
    auto& session = *sessions_[index];
    const auto& settings = session.settings();
    auto refusal =
        refuse_logon(logon, settings, connection.address, session.numbers().next_target, shared_.now.wall);
    if (!refusal && !session.is_open())
        refusal = LogonRefusal{.cause = DropCause::BadLogon, .text = "the session is closed at this time"};
    if (!refusal) return true;
    if (refusal->text.empty()) {
        drop(id, connection, refusal->cause, CloseMark::AtOnce);
        return false;
    }
    const Parties parties{.begin_string = settings.begin_string,
                          .sender = settings.sender_comp_id,
                          .target = settings.target_comp_id};
    connection.output.append(refusal_logout(parties, refusal->text, shared_.now.wall));
    if (!connection.session) {
        mark(id, connection, CloseMark::AfterFlush);
        report(id, connection, index, refusal->cause, refusal->text);
    } else {
        drop(id, connection, refusal->cause, CloseMark::AfterFlush, refusal->text);
    }
    return false;
}

void Engine::Impl::drop(ConnectionId id, Connection& connection, DropCause cause, CloseMark how,
                        std::string_view detail) {
    const auto session = connection.session;
    if (session && sessions_[*session]->connection() == id) sessions_[*session]->detach();
    mark(id, connection, how);
    report(id, connection, session, cause, detail);
}

void Engine::Impl::report(ConnectionId id, const Connection& connection, std::optional<SessionIndex> session,
                          DropCause cause, std::string_view detail) {
    ++shared_.counters.drops[static_cast<std::size_t>(cause)];
    const Drop drop{.connection = id,
                    .listener = connection.listener,
                    .address = connection.address,
                    .session = session,
                    .cause = cause,
                    .detail = detail};
    shared_.guarded("telling the bridge", [&] { shared_.host.on_drop(drop); });
}

void Engine::Impl::mark(ConnectionId id, Connection& connection, CloseMark how) {
    if (how <= connection.mark) return;
    if (connection.pending()) --pending_;
    connection.mark = how;
    list(id, connection);
}

void Engine::Impl::list(ConnectionId id, Connection& connection) {
    if (std::exchange(connection.listed, true)) return;
    listed_.push_back(id);
}

void Engine::Impl::written(ConnectionId id, std::size_t count) {
    if (auto* connection = find(id)) connection->taken -= std::min(count, connection->taken);
}

void Engine::Impl::closed(ConnectionId id, Now now) {
    entry(now, [&] {
        auto* connection = find(id);
        if (connection == nullptr) return;
        if (connection->pending()) --pending_;
        connection->mark = CloseMark::AtOnce;
        const auto session = connection->session;
        // Another connection may have the session by now.
        if (session && sessions_[*session]->connection() == id) sessions_[*session]->detach();
        connections_.erase(id);
    });
}

void Engine::Impl::tick(Now now) {
    entry(now, [&] {
        for (auto& [id, connection] : connections_) {
            if (connection.pending() && now.mono >= connection.deadline)
                drop(id, connection, DropCause::LogonTimeout, CloseMark::AtOnce);
        }
        for (const auto& session : sessions_) {
            if (shared_.poison.is_set()) return;
            tick(*session);
        }
    });
}

void Engine::Impl::tick(Session& session) {
    const auto id = session.connection();
    if (session.probe_failed()) drop(*id, *find(*id), DropCause::HalfOpen, CloseMark::AtOnce);
    session.tick();
    if (id) report_ending(*id, *find(*id), session.index());
}

bool Engine::Impl::resend_due() const {
    for (std::size_t i = 0; i < sessions_.size(); ++i)
        if (sessions_[i]->resending() && output_bytes(static_cast<SessionIndex>(i)) <= kLowWater) return true;
    return false;
}

void Engine::Impl::feed_resend(Now now) {
    entry(now, [&] {
        for (std::size_t i = 0; i < sessions_.size(); ++i)
            if (sessions_[i]->resending() && output_bytes(static_cast<SessionIndex>(i)) <= kLowWater)
                sessions_[i]->feed_resend();
    });
}

// ---------------------------------------------------------------- output

bool Engine::Impl::write(ConnectionId id, const std::string& text) {
    auto* connection = find(id);
    if (connection == nullptr || connection->mark != CloseMark::Open || connection->overflowed) return false;
    if (connection->unwritten() + text.size() > sessions_[*connection->session]->settings().max_send_buffer) {
        connection->overflowed = true;  // nothing may follow what was lost
        overflowed_.push_back(id);
        return false;
    }
    connection->output.append(text);
    ++shared_.counters.messages_out;
    list(id, *connection);
    return true;
}

void Engine::Impl::release(ConnectionId id) {
    if (auto* connection = find(id)) mark(id, *connection, CloseMark::AfterFlush);
}

void Engine::Impl::for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn) {
    for (const auto id : std::exchange(listed_, {})) {
        auto* connection = find(id);
        if (connection == nullptr) continue;
        connection->listed = false;
        fn(id, connection->mark);
    }
}

void Engine::Impl::take_output(ConnectionId id, std::string& into) {
    into.clear();
    auto* connection = find(id);
    if (connection == nullptr) return;
    connection->output.swap(into);
    connection->taken += into.size();
}

std::size_t Engine::Impl::output_bytes(SessionIndex index) const {
    const auto id = session(index).connection();
    const auto found = id ? connections_.find(*id) : connections_.end();
    return found == connections_.end() ? 0 : found->second.unwritten();
}

std::string_view Engine::Impl::address_of(SessionIndex index) const {
    const auto id = session(index).connection();
    const auto found = id ? connections_.find(*id) : connections_.end();
    return found == connections_.end() ? std::string_view() : found->second.address;
}

// ---------------------------------------------------------------- sessions

SendResult Engine::Impl::send(SessionIndex index, FIX::Message& message) {
    auto result = SendResult::Failed;
    entry(shared_.now, [&] {
        auto& session = *sessions_.at(index);
        if (!session.can_send()) {
            result = SendResult::NotReady;
        } else if (session.send_report(message)) {
            result = SendResult::Sent;
        } else {
            shared_.poison.set("QuickFIX refused to send a message");
        }
    });
    return shared_.poison.is_set() ? SendResult::Failed : result;
}

void Engine::Impl::logout(SessionIndex index, std::string_view text, Now now) {
    entry(now, [&] { sessions_.at(index)->logout(text, false); });
}

void Engine::Impl::shutdown(std::string_view text, Now now) {
    entry(now, [&] {
        shutting_down_ = true;
        for (auto& [id, connection] : connections_)
            if (connection.pending()) mark(id, connection, CloseMark::AtOnce);
        for (const auto& session : sessions_) session->logout(text, true);
    });
}

// ---------------------------------------------------------------- Engine

Engine::Engine(FrontDoorSettings front_door, std::vector<SessionSettings> sessions,
               std::span<const SessionNumbers> stored, SessionJournal& journal, EngineHost& host, Now now)
    : impl_(std::make_unique<Impl>(front_door, std::move(sessions), stored, journal, host, now)) {}
Engine::~Engine() = default;

const std::vector<ListenAddress>& Engine::listeners() const { return impl_->listeners(); }
std::optional<ConnectionId> Engine::open(ListenerId listener, std::string_view remote_address, Now now) {
    return impl_->open(listener, remote_address, now);
}
void Engine::bytes(ConnectionId connection, std::string_view bytes, Now now) {
    impl_->bytes(connection, bytes, now);
}
void Engine::written(ConnectionId connection, std::size_t count) { impl_->written(connection, count); }
void Engine::closed(ConnectionId connection, Now now) { impl_->closed(connection, now); }
void Engine::tick(Now now) { impl_->tick(now); }
bool Engine::resend_due() const { return impl_->resend_due(); }
void Engine::feed_resend(Now now) { impl_->feed_resend(now); }
void Engine::for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn) {
    impl_->for_each_output(fn);
}
void Engine::take_output(ConnectionId connection, std::string& into) { impl_->take_output(connection, into); }
SendResult Engine::send(SessionIndex session, FIX::Message& message) { return impl_->send(session, message); }
bool Engine::ready(SessionIndex session) const {
    return impl_->session(session).can_send() && impl_->output_bytes(session) <= kLowWater && !poisoned();
}
bool Engine::logged_on(SessionIndex session) const { return impl_->session(session).logged_on(); }
bool Engine::resending(SessionIndex session) const { return impl_->session(session).resending(); }
std::size_t Engine::output_bytes(SessionIndex session) const { return impl_->output_bytes(session); }
std::optional<WallTime> Engine::last_received(SessionIndex session) const {
    return impl_->session(session).last_received();
}
SessionNumbers Engine::numbers(SessionIndex session) const { return impl_->session(session).numbers(); }
SessionStatus Engine::status(SessionIndex session) const {
    const auto& state = impl_->session(session);
    return {.logged_on = state.logged_on(),
            .resending = state.resending(),
            .address = std::string(impl_->address_of(session)),
            .output_bytes = impl_->output_bytes(session),
            .numbers = state.numbers(),
            .last_received = state.last_received().value_or(WallTime{})};
}
const SessionSettings& Engine::settings(SessionIndex session) const {
    return impl_->session(session).settings();
}
std::size_t Engine::session_count() const { return impl_->session_count(); }
void Engine::logout(SessionIndex session, std::string_view text, Now now) {
    impl_->logout(session, text, now);
}
void Engine::shutdown(std::string_view text, Now now) { impl_->shutdown(text, now); }
std::size_t Engine::connection_count() const { return impl_->connection_count(); }
const EngineCounters& Engine::counters() const { return impl_->shared().counters; }
bool Engine::poisoned() const { return impl_->shared().poison.is_set(); }
const std::string& Engine::poison() const { return impl_->shared().poison.cause(); }

}  // namespace qb::fix
