#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fix/engine.h"
#include "fix/framer.h"

namespace qb::fix {

/// A TCP connection as the engine knows it.
struct Connection {
    Connection(ListenerId from, std::string_view remote, MonoTime logon_until, std::size_t max_message_size)
        : listener(from), address(remote), deadline(logon_until), framer(max_message_size) {}

    ConnectionId id{};  ///< given by Connections
    ListenerId listener;
    std::string address;
    MonoTime deadline;                    ///< for the Logon
    std::optional<SessionIndex> session;  ///< once a Logon was given to it
    Framer framer;
    std::string output;
    std::size_t taken = 0;  ///< bytes the driver has, not yet written
    CloseMark mark = CloseMark::Open;
    bool overflowed = false;
    bool listed = false;   ///< in the list of connections with news for the driver
    bool stranger = true;  ///< counts as one, see Connections::strangers()

    [[nodiscard]] bool pending() const { return !session && mark == CloseMark::Open; }
    [[nodiscard]] std::size_t unwritten() const { return output.size() + taken; }
};

/// The connections there are, oldest first: how many of them are strangers, what waits to be written, and
/// which have news for the driver. Keeps the books and decides nothing.
class Connections {
public:
    /// Takes in a connection and gives it an id. A reference to one holds until erase().
    ConnectionId add(Connection connection);
    /// For one that is marked for closing.
    void erase(ConnectionId id) { all_.erase(id); }
    [[nodiscard]] Connection* find(ConnectionId id);
    [[nodiscard]] const Connection* find(ConnectionId id) const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

    /// Connections that never logged on and hold a socket: those that wait for their Logon, and those that
    /// are refused and wait for their last words to leave. One that is closed at once is out of the count.
    [[nodiscard]] std::size_t strangers() const { return strangers_; }
    /// Null when there is none.
    [[nodiscard]] Connection* oldest_stranger();
    template <class Function>
    void for_each_pending(Function&& function) {
        for (auto& [id, connection] : all_)
            if (connection.pending()) function(connection);
    }

    /// It is logged on.
    void vouch_for(Connection& connection) { uncount(connection); }
    /// A stronger mark takes the place of a weaker one, never the other way round.
    void mark(Connection& connection, CloseMark how);

    /// False when the connection is being closed or more than `limit` bytes would wait: the text is lost
    /// then, and nothing may follow it.
    [[nodiscard]] bool append(Connection& connection, std::string_view text, std::size_t limit);
    /// Connections that lost a text since the last call.
    [[nodiscard]] std::vector<ConnectionId> take_overflowed();
    [[nodiscard]] bool none_overflowed() const { return overflowed_.empty(); }

    // The driver's side: see Engine.
    void for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn);
    void take_output(ConnectionId id, std::string& into);
    void written(ConnectionId id, std::size_t count);

private:
    void list(Connection& connection);
    void uncount(Connection& connection);

    std::map<ConnectionId, Connection> all_;
    std::size_t strangers_ = 0;
    std::uint64_t last_id_ = 0;
    std::vector<ConnectionId> listed_;
    std::vector<ConnectionId> overflowed_;
};

}  // namespace qb::fix
