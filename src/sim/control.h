#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "sim/venue.h"

namespace qb::sim {

/// The control port: JSON over HTTP to move the market, set switches, make trouble and look inside. Paths
/// and bodies: README of this room. 400 says what is wrong with a body.
class Control {
public:
    /// `restart` drops every connection and refuses new ones for so long.
    using Restart = std::function<void(std::chrono::milliseconds down)>;

    Control(Venue& venue, Restart restart) : venue_(venue), restart_(std::move(restart)) {}

    net::HttpResponse answer(std::string_view method, std::string_view path, std::string_view body, Now now);

private:
    using Done = boost::system::result<void, std::string>;
    using Action = Done (Control::*)(const Json& body, Now now);
    static Action action_named(std::string_view path);

    Done mark(const Json& body, Now now);
    Done book(const Json& body, Now now);
    Done position(const Json& body, Now now);
    Done set_switch(const Json& body, Now now);
    Done fault(const Json& body, Now now);
    Done reject(const Json& body, Now now);
    Done foreign(const Json& body, Now now);
    Done end(const Json& body, Now now);
    Done symbol(const Json& body, Now now);
    Done account(const Json& body, Now now);
    Done restart(const Json& body, Now now);

    Venue& venue_;
    Restart restart_;
};

/// All that can be seen of the venue, as one JSON object.
[[nodiscard]] std::string state_json(const Venue& venue);
/// The switches: name, variants, value in force, effect.
[[nodiscard]] std::string switches_json(const Switches& switches);

}  // namespace qb::sim
