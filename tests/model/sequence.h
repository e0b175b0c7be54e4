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

inline constexpr std::chrono::seconds kMaxOrderAge{5};  ///< MaxOrderAge, as by default

/// What happened so often.
struct Counts {
    int fills = 0, late_fills = 0, replaced = 0, cancelled = 0, refused = 0, restarts = 0;
    int rests = 0;       ///< added for partly filled orders that were replaced
    int lost = 0;        ///< replaces that cost the order
    int overtaken = 0;   ///< rests that are too much, by executions told late
    int executed = 0;    ///< replaces that left nothing to add
    int queued = 0;      ///< orders and replaces that waited for their share and left
    int over_rate = 0;   ///< ... and that got none in time
    int surveyed = 0;    ///< ends that the venue told nobody of, found out after a loss of the link
    int for_absent = 0;  ///< cancels for a session that was away

    Counts& operator+=(const Counts& other);
};

/// How one sequence went.
struct Outcome {
    std::vector<std::string> complaints;  ///< empty: all was well
    std::vector<std::string> trace;       ///< what happened, where it was asked for
    int steps = 0;
    Counts counts;
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
    void carry_on();
    void new_order();
    void cancel_or_replace();
    void status();
    void mass_cancel();
    void session_lost();
    void deliver();
    void time_passes();
    void lose_line();
    void break_link();
    void restart();
    void read_fails();
    void link_up();
    void quiet_down();
    void wind_up();
    void exchange_all();

    void hear(const FIX::Message& message);
    bool take(const orders::Command& command, const orders::Order* order);

    // sequence_checks.cpp: what needs to know the truth
    void count(const Message& message);
    void check_truth(const Message& message);
    void check_add(const orders::Order& order);
    void check_rest(const orders::Order& order, std::size_t number);
    void check_age(const std::string& id);
    void check_turn(const std::string& id);
    bool unfinished(std::size_t number) const;
    void check_sums();

    void feed(const orders::VenueEvent& event);
    orders::OrderRequest request_for(const Oms::NewOrder& order, int kind);
    std::string fresh_id(const char* kind) { return kind + std::to_string(++ids_); }
    std::string some_order_id();
    bool some_partly_filled() const;
    std::string order_to_change();
    bool wrong() const { return !oms_.complaints().empty(); }
    void note(const std::function<std::string()>& line) {
        if (traced_) outcome_.trace.push_back(line());
    }

    Dice dice_;
    bool traced_;
    bool forgets_;      ///< ended orders leave memory soon: late news meets the archive
    bool cancels_all_;  ///< VenueCancelOnDisconnect=Y
    SessionManner session_;
    VenueManner manner_;
    Oms oms_;
    Bridge bridge_;
    Venue venue_;
    Outcome outcome_;
    std::vector<orders::OrderKey> keys_;  ///< by the OMS's order number
    std::vector<Oms::NewOrder> sent_;
    std::vector<int> kinds_;
    std::map<std::string, Oms::Change> changes_;
    std::map<std::string, WallTime> unsent_;  ///< by ClOrdID: orders and replaces, and when they were sent
    std::vector<std::string> queue_;          ///< ClOrdIDs of orders that wait for their share
    int max_orders_, ids_ = 0;
    bool link_takes_ = true;  ///< commands reach the venue
};

}  // namespace qb::model
