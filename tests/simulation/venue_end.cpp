#include "venue_end.h"

namespace qb::simulation {

using sim::OutputKind;

VenueEnd::VenueEnd(Agenda& agenda, Trace& trace, sim::Options options)
    : agenda_(agenda), trace_(trace), venue_(std::move(options)), rest_(venue_) {}

int VenueEnd::connect(const std::shared_ptr<Line>& line, const std::string& public_key) {
    if (!listening_) return 0;
    const int status = venue_.upgrade_status(public_key);
    if (status != 101) return status;
    const auto id = venue_.connected("10.0.0.1", public_key, agenda_.now());
    lines_.emplace(id, line);
    line->attach(Side::Other,
                 {.arrived = [this, id](const std::string& frame) { heard(id, frame); },
                  .closed =
                      [this, id](bool goodbye) {
                          trace_.line("venue", "connection " + std::to_string(id) + " ended");
                          lines_.erase(id);
                          act([&](sim::Venue& venue, Now now) { venue.disconnected(id, now, goodbye); });
                      },
                  .taken = {}});
    pump();
    return status;
}

std::optional<net::HttpResponse> VenueEnd::get(const std::string& target, const net::Headers& headers) {
    if (!listening_) return std::nullopt;
    auto answer = rest_.answer(
        {.method = "GET", .target = target, .headers = headers, .body = {}, .remote = "10.0.0.1"},
        agenda_.now());
    pump();
    return answer;
}

void VenueEnd::heard(sim::ConnectionId id, std::string_view frame) {
    const auto line = lines_.at(id);
    switch (frame.front()) {
    case kPing: line->send(Side::Other, std::string(1, kPong)); break;
    case kPong: venue_.ponged(id); break;
    default:
        trace_.line("venue", "<- " + std::string(frame.substr(1)));
        venue_.received(id, frame.substr(1), agenda_.now());
    }
    pump();
}

void VenueEnd::pump() {
    for (const auto& output : venue_.take_outputs()) perform(output);
    arm();
}

void VenueEnd::perform(const sim::Output& output) {
    if (output.kind == OutputKind::Refuse || output.kind == OutputKind::Listen) {
        listening_ = output.kind == OutputKind::Listen;
        return;
    }
    const auto found = lines_.find(output.connection);
    if (found == lines_.end()) return;
    const auto line = found->second;
    switch (output.kind) {
    case OutputKind::Text:
        trace_.line("venue", "-> " + output.text);
        line->send(Side::Other, kText + output.text);
        break;
    case OutputKind::Ping: line->send(Side::Other, std::string(1, kPing)); break;
    case OutputKind::Close:
    case OutputKind::Abort:
        lines_.erase(found);
        line->close(Side::Other, output.kind == OutputKind::Close);
        break;
    case OutputKind::Pause: line->hold(Side::Other, true); break;
    case OutputKind::Resume: line->hold(Side::Other, false); break;
    case OutputKind::Refuse:
    case OutputKind::Listen: break;
    }
}

/// A timer that fires early finds nothing due and is set again.
void VenueEnd::arm() {
    const auto next = venue_.next_deadline();
    if (!next || (armed_ && *armed_ <= *next)) return;
    armed_ = std::max(*next, agenda_.now().mono);
    agenda_.at(*armed_, [this] {
        armed_.reset();
        act([](sim::Venue& venue, Now now) { venue.tick(now); });
    });
}

}  // namespace qb::simulation
