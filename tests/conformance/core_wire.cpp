#include "conformance/core_wire.h"

#include <stdexcept>

namespace qb::conformance {

CoreWire::CoreWire(const Case& script, Version version) : rig_(session_lines(script, version)) {
    using namespace std::chrono;
    fix::test::set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h));
    if (script.venue_is_up) rig_.serve();
}

void CoreWire::connect(int connection) {
    auto client = rig_.connect();
    if (!client.accepted()) throw std::runtime_error("the bridge took no connection");
    peers_.erase(connection);
    peers_.emplace(connection, Peer{.client = std::move(client)});
    settle();
}

void CoreWire::disconnect(int connection) {
    peers_.at(connection).client.close();
    peers_.erase(connection);
    settle();
}

void CoreWire::send(int connection, const std::string& bytes) {
    rig_.send_bytes(peers_.at(connection).client.id(), bytes);
    settle();
}

std::optional<Arrival> CoreWire::next(int connection) {
    auto& inbox = peers_.at(connection).inbox;
    if (inbox.empty()) return std::nullopt;
    auto first = std::move(inbox.front());
    inbox.pop_front();
    return first;
}

bool CoreWire::ends(int connection) {
    auto& peer = peers_.at(connection);
    if (!peer.inbox.empty() || !peer.client.is_closed()) return false;
    disconnect(connection);
    return true;
}

std::string CoreWire::strays() {
    for (const auto& [number, peer] : peers_) {
        const auto where = "on connection " + std::to_string(number);
        if (!peer.inbox.empty()) return "this came unasked " + where + ": " + peer.inbox.front().text;
        if (peer.client.is_closed()) return "the bridge hung up " + where;
    }
    return {};
}

void CoreWire::wait(std::chrono::seconds time) {
    for (auto left = time; left.count() > 0; --left) {
        rig_.second();
        settle();
    }
}

void CoreWire::log_out(const std::string& reason) {
    rig_.core().log_sessions_out(reason, fix::test::now());
    rig_.end_turn();
    settle();
}

WallTime CoreWire::now() const { return fix::test::now().wall; }

void CoreWire::settle() {
    rig_.go_on();
    for (auto& [number, peer] : peers_) {
        for (const auto& message : peer.client.read()) peer.inbox.push_back({message.text, now()});
    }
}

}  // namespace qb::conformance
