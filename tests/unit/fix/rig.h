#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fix/engine.h"
#include "unit/fix/fake_time.h"

namespace qb::fix::test {

/// '|' to SOH and back.
[[nodiscard]] std::string soh(std::string_view text);
[[nodiscard]] std::string bars(std::string_view text);
/// 8=, 9= and 10= around a body written with '|'.
[[nodiscard]] std::string frame(std::string_view body, std::string_view begin_string = "FIX.4.4");
[[nodiscard]] std::string utc_text(WallTime time);

/// A message received, as its fields in order.
struct Received {
    std::vector<std::pair<int, std::string>> fields;
    std::string text;  ///< with '|'
    /// The first value of `tag`; "-" when absent.
    [[nodiscard]] std::string operator[](int tag) const;
    [[nodiscard]] std::string type() const { return (*this)[35]; }
    [[nodiscard]] int number() const { return std::stoi((*this)[34]); }
};
[[nodiscard]] std::vector<Received> split_messages(std::string_view bytes);

/// What survives a restart of the bridge: the rows of all turns.
struct Memory {
    std::map<std::pair<SessionIndex, std::uint32_t>, std::map<int, std::string>>
        sent;  ///< application messages
    std::map<std::pair<SessionIndex, std::uint32_t>, std::map<int, std::string>> session_messages;
    std::map<SessionIndex, SessionNumbers> numbers;
    bool fail_store = false;  ///< store() throws
    bool fail_read = false;
};

struct DropSeen {
    DropCause cause;
    std::optional<SessionIndex> session;
    std::string address;
    std::string detail;
};

/// What clients are connected to.
class Line {
public:
    struct Pipe {
        std::string received;
        CloseMark mark = CloseMark::Open;
        bool stuck = false;  ///< the peer does not read: nothing counts as written
    };
    std::map<ConnectionId, Pipe> pipes;

    /// Each is a turn: what it brings about is in the pipes afterwards.
    virtual void send_bytes(ConnectionId connection, std::string_view bytes) = 0;
    virtual void close(ConnectionId connection) = 0;

protected:
    ~Line() = default;
};

/// An OMS's end of one connection: numbers its messages and keeps what it got.
class Client {
public:
    Client(Line& line, std::optional<ConnectionId> id, SessionSettings session, int next)
        : line_(&line), id_(id), session_(std::move(session)), next_(next) {}

    [[nodiscard]] bool accepted() const { return id_.has_value(); }
    [[nodiscard]] ConnectionId id() const { return *id_; }
    /// Sends a body such as "35=D|11=a|..." with 34, 49, 52 and 56 put behind 35.
    void send(std::string_view body) { send_as(next_++, body); }
    void send_as(int number, std::string_view body, std::string_view more_header = {});
    /// Sends bytes as they are, '|' for SOH.
    void raw(std::string_view text);
    void logon(std::string_view more = "98=0|108=30|") { send("35=A|" + std::string(more)); }
    /// The peer closes.
    void close();
    /// Takes what came since the last call.
    std::vector<Received> read();
    std::vector<Received> read(std::string_view type);
    [[nodiscard]] CloseMark mark() const;
    /// The engine let go of this connection.
    [[nodiscard]] bool is_closed() const { return mark() != CloseMark::Open; }
    int next() const { return next_; }
    void set_next(int number) { next_ = number; }

private:
    Line* line_;
    std::optional<ConnectionId> id_;
    SessionSettings session_;
    int next_;
};

/// An engine with a journal in memory, a host that writes everything down, and no sockets.
class Rig : public Line, public SessionJournal, public EngineHost {
public:
    Rig() : Rig(std::vector{session("OMS")}) {}
    explicit Rig(std::vector<SessionSettings> sessions, FrontDoorSettings door = {},
                 std::shared_ptr<Memory> memory = std::make_shared<Memory>());
    ~Rig() override;

    [[nodiscard]] static SessionSettings session(std::string target = "OMS", std::uint16_t port = 0);
    [[nodiscard]] static std::string dictionary();

    Engine& engine() { return *engine_; }
    Memory& memory() { return *memory_; }
    std::shared_ptr<Memory> shared_memory() { return memory_; }
    Client connect(int next = 1, std::string_view address = "127.0.0.1", SessionIndex session = 0);
    /// Connected and logged on, with the Logon reply read.
    Client logged_on(int next = 1, SessionIndex session = 0, std::string_view more = "98=0|108=30|");
    /// Takes the engine's output to the clients, as a driver after the commit; `stuck` peers take nothing.
    void flush();
    void tick(std::chrono::microseconds after = std::chrono::seconds(1));
    /// An ExecutionReport with ExecID(17).
    SendResult report(std::string_view exec_id, SessionIndex session = 0);

    void send_bytes(ConnectionId connection, std::string_view bytes) override;
    void close(ConnectionId connection) override;

    // What the host was told.
    std::vector<std::string> orders;  ///< ClOrdID(11)
    std::vector<std::string> raw_orders;
    std::vector<std::string> events;  ///< logon, logout clean, logout broken, reset 1, unsupported F
    std::vector<DropSeen> drops;
    std::vector<std::string> log_lines;
    [[nodiscard]] int dropped(DropCause cause) const;

    // What the host does.
    bool report_in_order = false;  ///< sends a report from on_request()
    int report_on_logon = 0;       ///< sends that many reports from on_logon()
    bool throw_in_order = false;

    void store(SessionIndex session, std::uint32_t epoch, int number, bool application,
               std::string_view text) override;
    void read(SessionIndex session, std::uint32_t epoch, int begin, int end,
              std::vector<StoredMessage>& out) override;
    void numbers_changed(SessionIndex session, const SessionNumbers& numbers) override;
    void reset(SessionIndex session, const SessionNumbers& numbers) override;
    void on_request(SessionIndex session, const FIX::Message& request, std::string_view raw) override;
    void on_unsupported(SessionIndex session, std::string_view msg_type, std::string_view raw) override;
    void on_logon(SessionIndex session) override;
    void on_logout(SessionIndex session, const LogoutInfo& info) override;
    void on_sequence_reset(SessionIndex session, std::uint32_t old_epoch) override;
    void on_drop(const Drop& drop) override;
    void log(SessionIndex session, LogKind kind, std::string_view text) override;

private:
    std::shared_ptr<Memory> memory_;
    std::vector<SessionSettings> sessions_;
    std::unique_ptr<Engine> engine_;
};

/// A complete stop order for "35=D|...".
[[nodiscard]] std::string stop_order(std::string_view cl_ord_id);

}  // namespace qb::fix::test
