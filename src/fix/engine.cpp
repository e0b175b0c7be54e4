#include "fix/engine.h"

#include <stdexcept>
#include <utility>

#include "fix/connections.h"
#include "fix/front_door.h"
#include "fix/session.h"

/// The engine as a whole: the calls into it, what they leave to be settled, and the sessions' sends. The way
/// in is front_door.h, what waits to be written is connections.h.
namespace qb::fix {
namespace {

/// Below this many unwritten bytes a peer counts as keeping up.
constexpr std::size_t kLowWater = std::size_t{64} << 10;

std::vector<std::unique_ptr<Session>> make_sessions(std::vector<SessionSettings> settings,
                                                    std::span<const SessionNumbers> stored, Shared& shared) {
    if (stored.size() != settings.size()) throw std::runtime_error("numbers and sessions do not match");
    Dictionaries dictionaries;
    std::vector<std::unique_ptr<Session>> sessions;
    for (std::size_t i = 0; i < settings.size(); ++i) {
        auto& own = settings[i];
        auto dictionary = dictionaries.load(own);
        sessions.push_back(std::make_unique<Session>(static_cast<SessionIndex>(i), std::move(own),
                                                     std::move(dictionary), stored[i], shared));
    }
    return sessions;
}

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
    Impl(const FrontDoorSettings& front_door, std::vector<SessionSettings> sessions,
         std::span<const SessionNumbers> stored, SessionJournal& journal, EngineHost& host, Now now)
        : shared_{.journal = journal, .host = host, .wire = *this, .now = now},
          sessions_(make_sessions(std::move(sessions), stored, shared_)),
          door_(front_door, sessions_, connections_, shared_) {}

    const std::vector<ListenAddress>& listeners() const { return door_.listeners(); }
    std::optional<ConnectionId> open(ListenerId listener, std::string_view address, Now now);
    void bytes(ConnectionId id, std::string_view bytes, Now now);
    void closed(ConnectionId id, Now now);
    void tick(Now now);
    bool resend_due() const;
    void feed_resend(Now now);

    SendResult send(SessionIndex index, FIX::Message& message);
    void logout(SessionIndex index, std::string_view text, Now now);
    void shutdown(std::string_view text, Now now);

    Connections& connections() { return connections_; }
    const Session& session(SessionIndex index) const { return *sessions_.at(index); }
    std::size_t session_count() const { return sessions_.size(); }
    /// The session's present connection; null when it has none.
    const Connection* connection_of(SessionIndex index) const;
    std::size_t output_bytes(SessionIndex index) const;
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
    bool keeps_up(ConnectionId id) const override;

    Shared shared_;
    Connections connections_;
    std::vector<std::unique_ptr<Session>> sessions_;
    FrontDoor door_;
    int depth_ = 0;
    bool shutting_down_ = false;
};

// ---------------------------------------------------------------- a call

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
    while (!shared_.poison.is_set() && !(connections_.none_overflowed() && shared_.events.empty())) {
        for (const auto id : connections_.take_overflowed())
            if (auto* connection = connections_.find(id))
                door_.drop(*connection, DropCause::SlowReader, CloseMark::AtOnce);
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

std::optional<ConnectionId> Engine::Impl::open(ListenerId listener, std::string_view address, Now now) {
    std::optional<ConnectionId> id;
    entry(now, [&] {
        if (!shutting_down_) id = door_.open(listener, address);
    });
    return id;
}

void Engine::Impl::bytes(ConnectionId id, std::string_view bytes, Now now) {
    entry(now, [&] { door_.bytes(id, bytes); });
    bool more = true;
    while (more) {  // each round is settled: the host knows of a reset before it sees the next order
        more = false;
        entry(now, [&] { more = door_.read(id); });
    }
}

void Engine::Impl::closed(ConnectionId id, Now now) {
    entry(now, [&] { door_.closed(id); });
}

void Engine::Impl::tick(Now now) {
    entry(now, [&] {
        door_.expire();
        for (const auto& session : sessions_) {
            if (shared_.poison.is_set()) return;
            tick(*session);
        }
    });
}

void Engine::Impl::tick(Session& session) {
    const auto id = session.connection();
    if (session.probe_failed()) door_.drop(*connections_.find(*id), DropCause::HalfOpen, CloseMark::AtOnce);
    session.tick();
    if (id) door_.report_ending(*connections_.find(*id), session.index());
}

// ---------------------------------------------------------------- sessions

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
        connections_.for_each_pending(
            [&](Connection& connection) { connections_.mark(connection, CloseMark::AtOnce); });
        for (const auto& session : sessions_) session->logout(text, true);
    });
}

bool Engine::Impl::write(ConnectionId id, const std::string& text) {
    auto* connection = connections_.find(id);
    if (connection == nullptr) return false;
    const auto limit = sessions_[*connection->session]->settings().max_send_buffer;
    if (!connections_.append(*connection, text, limit)) return false;
    ++shared_.counters.messages_out;
    return true;
}

void Engine::Impl::release(ConnectionId id) {
    if (auto* connection = connections_.find(id)) connections_.mark(*connection, CloseMark::AfterFlush);
}

bool Engine::Impl::keeps_up(ConnectionId id) const {
    const auto* connection = connections_.find(id);
    return connection == nullptr || connection->unwritten() <= kLowWater;
}

const Connection* Engine::Impl::connection_of(SessionIndex index) const {
    const auto id = session(index).connection();
    return id ? connections_.find(*id) : nullptr;
}

std::size_t Engine::Impl::output_bytes(SessionIndex index) const {
    const auto* connection = connection_of(index);
    return connection == nullptr ? 0 : connection->unwritten();
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
void Engine::written(ConnectionId connection, std::size_t count) {
    impl_->connections().written(connection, count);
}
void Engine::closed(ConnectionId connection, Now now) { impl_->closed(connection, now); }
void Engine::tick(Now now) { impl_->tick(now); }
bool Engine::resend_due() const { return impl_->resend_due(); }
void Engine::feed_resend(Now now) { impl_->feed_resend(now); }
void Engine::for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn) {
    impl_->connections().for_each_output(fn);
}
void Engine::take_output(ConnectionId connection, std::string& into) {
    impl_->connections().take_output(connection, into);
}
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
    const auto* connection = impl_->connection_of(session);
    return {.logged_on = state.logged_on(),
            .resending = state.resending(),
            .address = connection == nullptr ? std::string() : connection->address,
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
std::size_t Engine::connection_count() const { return impl_->connections().size(); }
const EngineCounters& Engine::counters() const { return impl_->shared().counters; }
bool Engine::poisoned() const { return impl_->shared().poison.is_set(); }
const std::string& Engine::poison() const { return impl_->shared().poison.cause(); }

}  // namespace qb::fix
