#include "fix/connections.h"

#include <algorithm>
#include <utility>

namespace qb::fix {

ConnectionId Connections::add(Connection connection) {
    connection.id = static_cast<ConnectionId>(++last_id_);
    ++strangers_;
    return all_.emplace(connection.id, std::move(connection)).first->first;
}

Connection* Connections::find(ConnectionId id) {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : &found->second;
}

const Connection* Connections::find(ConnectionId id) const {
    const auto found = all_.find(id);
    return found == all_.end() ? nullptr : &found->second;
}

Connection* Connections::oldest_stranger() {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [](const auto& entry) { return entry.second.stranger; });
    return found == all_.end() ? nullptr : &found->second;
}

void Connections::uncount(Connection& connection) {
    if (std::exchange(connection.stranger, false)) --strangers_;
}

void Connections::mark(Connection& connection, CloseMark how) {
    if (how <= connection.mark) return;
    if (how == CloseMark::AtOnce) uncount(connection);
    connection.mark = how;
    list(connection);
}

void Connections::list(Connection& connection) {
    if (std::exchange(connection.listed, true)) return;
    listed_.push_back(connection.id);
}

bool Connections::append(Connection& connection, std::string_view text, std::size_t limit) {
    if (connection.mark != CloseMark::Open || connection.overflowed) return false;
    if (connection.unwritten() + text.size() > limit) {
        connection.overflowed = true;
        overflowed_.push_back(connection.id);
        return false;
    }
    connection.output.append(text);
    list(connection);
    return true;
}

std::vector<ConnectionId> Connections::take_overflowed() { return std::exchange(overflowed_, {}); }

void Connections::for_each_output(const std::function<void(ConnectionId, CloseMark)>& fn) {
    for (const auto id : std::exchange(listed_, {})) {
        auto* connection = find(id);
        if (connection == nullptr) continue;
        connection->listed = false;
        fn(id, connection->mark);
    }
}

void Connections::take_output(ConnectionId id, std::string& into) {
    into.clear();
    auto* connection = find(id);
    if (connection == nullptr) return;
    connection->output.swap(into);
    connection->taken += into.size();
}

void Connections::written(ConnectionId id, std::size_t count) {
    if (auto* connection = find(id)) connection->taken -= std::min(count, connection->taken);
}

}  // namespace qb::fix
