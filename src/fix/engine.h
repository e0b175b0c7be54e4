#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fix/session_settings.h"
#include "orders/time.h"

namespace FIX {
class Message;
}

namespace qb::fix {

/// A TCP connection, from Engine::open() until Engine::closed(). Never used twice.
enum class ConnectionId : std::uint64_t {};

/// Position in Engine::listeners().
enum class ListenerId : std::uint32_t {};

/// What the driver does with a connection once it has written everything that take_output() gave it.
enum class CloseMark : std::uint8_t {
    Open,
    AfterFlush,  ///< write what there is, within 2 s, then close
    AtOnce,      ///< close without writing
};

/// Where a session's numbers stand. An epoch is the time between two resets of the numbers.
struct SessionNumbers {
    std::uint32_t epoch = 1;
    int next_sender = 1;  ///< MsgSeqNum(34) of our next message
    int next_target = 1;  ///< MsgSeqNum(34) expected from the OMS
    WallTime created{};   ///< when the epoch began; matters to sessions with a schedule
    bool operator==(const SessionNumbers&) const = default;
};

/// A sent application message as it was stored.
struct StoredMessage {
    int number = 0;
    std::string text;
};

/// Where the engine's numbers and messages are kept: rows of the turn. Implemented by the bridge; called in
/// the middle of QuickFIX, so it must not call the engine back. An exception out of it poisons the engine.
class SessionJournal {
public:
    virtual ~SessionJournal() = default;

    /// A message got its number and is about to leave. Only application messages are ever read back;
    /// session messages are stored for the record.
    virtual void store(SessionIndex session, std::uint32_t epoch, int number, bool application,
                       std::string_view text) = 0;

    /// Stored application messages with numbers begin..end, ascending, those of the uncommitted turn
    /// included. A number without one is left out and becomes a gap fill. Must throw when a message that was
    /// stored cannot be read: leaving it out would lose it.
    virtual void read(SessionIndex session, std::uint32_t epoch, int begin, int end,
                      std::vector<StoredMessage>& out) = 0;

    /// One of the numbers changed, without a change of epoch.
    virtual void numbers_changed(SessionIndex session, const SessionNumbers& numbers) = 0;

    /// The numbers begin again: `numbers` has the new epoch and both numbers at 1.
    virtual void reset(SessionIndex session, const SessionNumbers& numbers) = 0;
};

/// Why a connection was refused or ended by the engine.
enum class DropCause : std::uint8_t {
    AddressNotAllowed,  ///< source outside AllowedAddresses
    TooManyPending,     ///< pushed out by newer ones: MaxPendingConnections
    LogonTimeout,       ///< no Logon in time
    NotFix,             ///< first bytes are not the frame of a FIX message
    NotLogon,           ///< first message is not Logon(A)
    MessageTooLong,     ///< over MaxMessageSize
    UnknownIdentity,    ///< no such session on this listener
    BadCredentials,     ///< Username(553) or Password(554) wrong or missing
    BadLogon,           ///< the right peer, but a Logon that cannot be accepted; Text(58) said why
    AlreadyConnected,   ///< the session has a living connection
    LogonRefused,       ///< QuickFIX did not accept the Logon (sequence number, validation)
    HalfOpen,           ///< gave no sign of life when another connection wanted the session
    SlowReader,         ///< MaxSendBuffer
    ProtocolViolation,  ///< a message that ends a session; Text(58) of our Logout said why
    EngineFailure,      ///< an exception that should not have been
};
inline constexpr std::size_t kDropCauses = 15;
[[nodiscard]] std::string_view to_string(DropCause cause);

/// Counted since the start.
struct EngineCounters {
    std::uint64_t connections = 0;   ///< taken by open()
    std::uint64_t messages_in = 0;   ///< handed to a session
    std::uint64_t messages_out = 0;  ///< sent, resends included
    std::uint64_t garbled = 0;       ///< frames ignored as FIX demands (after Logon)
    std::uint64_t unsupported = 0;   ///< answered BusinessMessageReject(j) 380=3
    std::uint64_t resend_pages = 0;
    std::array<std::uint64_t, kDropCauses> drops{};  ///< by DropCause
    [[nodiscard]] std::uint64_t of(DropCause cause) const { return drops[static_cast<std::size_t>(cause)]; }
};

/// A refused or dropped connection. Not a line of the peer's own bytes is in it.
struct Drop {
    ConnectionId connection{};
    ListenerId listener{};
    std::string_view address;
    std::optional<SessionIndex> session;  ///< when the Logon named one, or it was logged on
    DropCause cause{};
    std::string_view detail;  ///< what Text(58) said, may be empty
};

/// How a session ended.
struct LogoutInfo {
    bool clean = false;        ///< a Logout exchange was completed
    bool scheduled = false;    ///< the session's hours were over: nobody left and no line was lost
    WallTime last_received{};  ///< when the OMS's last valid message came
};

enum class LogKind : std::uint8_t { Incoming, Outgoing, Event };

/// Application messages that the bridge takes, by MsgType(35): NewOrderSingle, OrderCancelRequest,
/// OrderCancelReplaceRequest, OrderStatusRequest, OrderMassStatusRequest, OrderMassCancelRequest. Others are
/// answered BusinessMessageReject(j) 380=3.
[[nodiscard]] constexpr bool takes(std::string_view msg_type) {
    for (const std::string_view taken : {"D", "F", "G", "H", "AF", "q"}) {
        if (msg_type == taken) return true;
    }
    return false;
}

/// Who the engine works for: the bridge. Calls come in the order of events.
///
/// on_request() and on_unsupported() are called from the middle of QuickFIX; Engine::send() is allowed
/// there, and in the others but log(), which may call nothing of the engine. None may destroy the engine. An
/// exception out of any of them poisons it.
class EngineHost {
public:
    virtual ~EngineHost() = default;

    /// An application message of a type that the bridge takes (see takes()), in sequence, that the dictionary
    /// found no fault with. `raw` is its text as received (not redacted), valid during the call.
    virtual void on_request(SessionIndex session, const FIX::Message& request, std::string_view raw) = 0;

    /// An application message that the bridge does not take. The engine has answered it with
    /// BusinessMessageReject(j) 380=3; this is for the record.
    virtual void on_unsupported(SessionIndex session, std::string_view msg_type, std::string_view raw) = 0;

    /// The session is logged on; comes again when a Logon inside the session resets the numbers.
    virtual void on_logon(SessionIndex session) = 0;
    virtual void on_logout(SessionIndex session, const LogoutInfo& info) = 0;

    /// The numbers began again at 1. Comes before the on_logon() that goes with it.
    virtual void on_sequence_reset(SessionIndex session, std::uint32_t old_epoch) = 0;

    /// A connection was refused or ended by us. The host limits how often it says so.
    virtual void on_drop(const Drop& drop) = 0;

    /// False saves the work of preparing lines that nobody wants.
    [[nodiscard]] virtual bool logs(LogKind) const { return true; }
    /// `text` is redacted already, see redact.h.
    virtual void log(SessionIndex session, LogKind kind, std::string_view text) = 0;
};

enum class SendResult : std::uint8_t {
    Sent,      ///< numbered, stored and in the output buffer
    NotReady,  ///< not logged on, or a resend is under way: keep it and try when ready() again
    Failed,    ///< the engine is poisoned
};

/// For the status page.
struct SessionStatus {
    bool logged_on = false;
    bool resending = false;
    std::string address;           ///< of the present connection
    std::size_t output_bytes = 0;  ///< not yet taken by the peer
    SessionNumbers numbers;
    WallTime last_received{};
};

/// The acceptor side of all FIX sessions: QuickFIX's sessions without its sockets, threads and files.
///
/// No I/O here. The driver tells it of connections, bytes and time and writes what take_output() gives, after
/// the journal's commit. QuickFIX reads gettimeofday() for SendingTime(52) and its timers; everything of our
/// own uses the time that is passed in. One engine at a time: QuickFIX's registry of sessions is static.
///
/// Rules for peers: fix_spec/rules-of-engagement.md, "Sessions". FIX 4.4 volume 2 for the session level.
class Engine {
public:
    /// `stored` has one entry per session, in the same order. May already write to `journal` (a session whose
    /// schedule ended while we were down is reset here).
    /// Throws std::runtime_error when a dictionary cannot be read or holds DATA fields (QuickFIX trusts their
    /// length fields), or when QuickFIX refuses a session's settings.
    Engine(FrontDoorSettings front_door, std::vector<SessionSettings> sessions,
           std::span<const SessionNumbers> stored, SessionJournal& journal, EngineHost& host, Now now);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Distinct addresses of the sessions, in the order of their first mention.
    [[nodiscard]] const std::vector<ListenAddress>& listeners() const;

    // ---- in

    /// A connection was accepted. Nothing: refuse it (close at once, no closed() follows).
    std::optional<ConnectionId> open(ListenerId listener, std::string_view remote_address, Now now);
    /// Bytes from the peer, in any pieces. Ignored once the connection is marked for closing.
    void bytes(ConnectionId connection, std::string_view bytes, Now now);
    /// The socket took `count` more bytes of what take_output() gave. Counts and nothing else, so it needs no
    /// turn; afterwards resend_due() or ready() may have become true.
    void written(ConnectionId connection, std::size_t count);
    /// A peer that asked for a resend has taken what it was sent: feed_resend() has something to do.
    [[nodiscard]] bool resend_due() const;
    /// Sends one more page (200 messages) to each such peer. Part of a turn like any input.
    void feed_resend(Now now);
    /// The socket is gone: the peer closed it, or the driver obeyed a CloseMark. The id dies.
    void closed(ConnectionId connection, Now now);
    /// Once a second: heartbeats, timeouts, schedules.
    void tick(Now now);

    // ---- out

    /// Calls fn(ConnectionId, CloseMark) for each connection with new output or a new mark since the last
    /// call. Called after commit.
    void for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn);
    /// Swaps the connection's pending output into `into`, whose memory is used again for later output.
    void take_output(ConnectionId connection, std::string& into);

    // ---- sessions

    /// Sends an application message: header fields but MsgType(35) are filled in here, and SOH and NUL inside
    /// field values are replaced by a space. Sent means stored, even when the connection dies of it.
    SendResult send(SessionIndex session, FIX::Message& message);
    /// True when send() would send and the peer keeps up (little output is waiting): time for parked reports.
    [[nodiscard]] bool ready(SessionIndex session) const;
    [[nodiscard]] bool logged_on(SessionIndex session) const;
    /// A ResendRequest is being answered page by page; new reports wait behind it.
    [[nodiscard]] bool resending(SessionIndex session) const;
    /// Bytes of the session's connection that its peer has not taken yet.
    [[nodiscard]] std::size_t output_bytes(SessionIndex session) const;
    /// Receipt time of the last valid message since the start of the process.
    [[nodiscard]] std::optional<WallTime> last_received(SessionIndex session) const;
    [[nodiscard]] SessionNumbers numbers(SessionIndex session) const;
    [[nodiscard]] SessionStatus status(SessionIndex session) const;
    [[nodiscard]] const SessionSettings& settings(SessionIndex session) const;
    [[nodiscard]] std::size_t session_count() const;

    /// Sends Logout(5) with Text(58); the session may log on again afterwards.
    void logout(SessionIndex session, std::string_view text, Now now);
    /// Logs all sessions out with Text(58) and takes no logon any more. Answers are waited for by tick().
    void shutdown(std::string_view text, Now now);

    [[nodiscard]] std::size_t connection_count() const;
    [[nodiscard]] const EngineCounters& counters() const;
    /// Something went wrong where it cannot be told to QuickFIX: the turn must not be committed, and the
    /// process must end. The text says what it was.
    [[nodiscard]] bool poisoned() const;
    [[nodiscard]] const std::string& poison() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::fix
