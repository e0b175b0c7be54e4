#pragma once

#include <deque>
#include <string>
#include <vector>

#include "oms.h"

namespace qb::simulation {

/// Who a fault happens to. A schedule has faults of some of these kinds.
enum class FaultKind : std::uint8_t { Link, Venue, Session, Process, Power, Disk, Clock };
inline constexpr std::array kFaultKinds{FaultKind::Link,    FaultKind::Venue, FaultKind::Session,
                                        FaultKind::Process, FaultKind::Power, FaultKind::Disk,
                                        FaultKind::Clock};

/// What goes wrong in a world, and the end of it.
class Faults {
public:
    Faults(Agenda& agenda, Trace& trace, Dice& dice, VenueEnd& venue, std::deque<VenueRoad>& roads,
           BridgeEnd& bridge, std::deque<Oms>& omses)
        : agenda_(agenda),
          trace_(trace),
          dice_(dice),
          venue_(venue),
          roads_(roads),
          bridge_(bridge),
          omses_(omses) {}

    void happen(FaultKind kind);
    /// Nothing is wrong any more: what was broken works again, by itself.
    void end();
    /// The venue lost or delayed answers on a connection that stayed open.
    [[nodiscard]] bool answers_are_lost() const { return answers_are_lost_; }

private:
    void link();
    void cut_link(const VenueRoad& road);
    void stall_link(VenueRoad& road);
    void venue();
    void venue_restarts(milliseconds down);
    void spoil_an_answer();
    void silent_venue();
    void venue_acts();
    void session();
    void process();
    void power();
    void disk();
    void clock();
    template <class T>
    [[nodiscard]] T& one_of(std::deque<T>& all) {
        return all[static_cast<std::size_t>(dice_.below(static_cast<int>(all.size())))];
    }
    [[nodiscard]] microseconds some_time(int least_ms, int most_ms) {
        return milliseconds(dice_.between(least_ms, most_ms));
    }
    [[nodiscard]] std::size_t some_of(std::size_t bytes) {
        return static_cast<std::size_t>(dice_.below(static_cast<int>(bytes) + 1));
    }
    void say(const std::string& text) { trace_.line("fault", text); }

    Agenda& agenda_;
    Trace& trace_;
    Dice& dice_;
    VenueEnd& venue_;
    std::deque<VenueRoad>& roads_;
    BridgeEnd& bridge_;
    std::deque<Oms>& omses_;
    bool over_ = false, answers_are_lost_ = false;
};

}  // namespace qb::simulation
