#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bridge.h"
#include "dice.h"
#include "oms.h"
#include "venue.h"

namespace qb::model {

/// How one sequence went.
struct Outcome {
    std::vector<std::string> complaints;  ///< empty: all was well
    std::vector<std::string> trace;       ///< what happened, where it was asked for
    int steps = 0, reports = 0;
    int fills = 0, late_fills = 0, replaced = 0, cancelled = 0, refused = 0, restarts = 0;
};

/// One random life of one account: an OMS that sends requests, a bridge, a venue, and everything that goes
/// wrong between them. The same seed plays the same life.
class Sequence {
public:
    Sequence(std::uint64_t seed, bool traced);
    Outcome play();

private:
    using Step = void (Sequence::*)();

    void step();
    void new_order();
    void cancel_or_replace();
    void status();
    void mass_cancel();
    void deliver();
    void time_passes();
    void break_link();
    void restart();
    void read_fails();
    void link_up();
    void quiet_down();
    void wind_up();
    void exchange_all();

    void hear(const FIX::Message& message);
    bool take(const orders::Command& command, const orders::Order* order);
    void check_truth(const Message& message);
    void check_sums();
    void feed(const orders::VenueEvent& event);
    orders::OrderRequest request_for(const Oms::NewOrder& order, int kind);
    std::string fresh_id(const char* kind) { return kind + std::to_string(++ids_); }
    std::string some_order_id();
    std::string order_to_change();
    bool wrong() const { return !oms_.complaints().empty(); }
    void note(const std::function<std::string()>& line) {
        if (traced_) outcome_.trace.push_back(line());
    }

    Dice dice_;
    bool traced_;
    bool forgets_;  ///< ended orders leave memory soon: late news meets the archive
    SessionManner session_;
    Oms oms_;
    Bridge bridge_;
    Venue venue_;
    Outcome outcome_;
    std::vector<orders::OrderKey> keys_;  ///< by the OMS's order number
    std::vector<Oms::NewOrder> sent_;
    std::vector<int> kinds_;
    std::map<std::string, Oms::Change> changes_;
    int max_orders_, ids_ = 0;
    bool link_takes_ = true;  ///< commands reach the venue
};

}  // namespace qb::model
