#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "line.h"
#include "model/dice.h"
#include "net/http.h"
#include "sim/rest.h"
#include "sim/venue.h"
#include "trace.h"

namespace qb::simulation {

/// Kinds of frames on a WebSocket line, the first byte of each.
inline constexpr char kText = 'T', kPing = 'P', kPong = 'O';

/// The simulated venue with its port: connections, the answers to REST reads, its timer.
class VenueEnd {
public:
    VenueEnd(Agenda& agenda, Trace& trace, sim::Options options);

    /// HTTP status of an upgrade; 101: the line is taken. 0: nobody listens.
    int connect(const std::shared_ptr<Line>& line, const std::string& public_key);
    /// A signed or public GET; nothing where nobody answers.
    std::optional<net::HttpResponse> get(const std::string& target, const net::Headers& headers);

    /// Whatever is done to the venue from outside: its outputs leave afterwards.
    template <class Act>
    void act(Act&& what) {
        what(venue_, agenda_.now());
        pump();
    }
    void set_listening(bool listening) { listening_ = listening; }

    [[nodiscard]] sim::Venue& venue() { return venue_; }
    [[nodiscard]] const sim::Venue& venue() const { return venue_; }

private:
    void heard(sim::ConnectionId id, std::string_view frame);
    void pump();
    void perform(const sim::Output& output);
    void arm();

    Agenda& agenda_;
    Trace& trace_;
    sim::Venue venue_;
    sim::Rest rest_;
    std::map<sim::ConnectionId, std::shared_ptr<Line>> lines_;
    std::optional<MonoTime> armed_;
    bool listening_ = true;
};

}  // namespace qb::simulation
