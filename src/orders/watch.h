#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "orders/change.h"
#include "orders/reads.h"
#include "orders/venue_events.h"

namespace qb::orders {

/// Why an order is about to end, while its last fills are still being fetched.
struct PendingEnd {
    Refusal refusal;
    WallTime at{};
};

/// A venue order nobody owns that may be what a fired stop became; put together from several lists, for every
/// stop that is being searched for.
struct Candidate {
    std::string symbol;
    std::optional<Side> side;
    std::optional<OrderType> type;
    std::optional<Decimal> quantity;  ///< of the order; from trades alone the largest fill, a lower bound
    std::optional<Decimal> price;
    std::optional<WallTime> at;
    bool resting = false;  ///< the open set shows it as an armed stop: it cannot have fired
    bool alien = false;    ///< a list shows somebody's client id on it
    std::vector<FillEvent> fills;
    std::optional<HistoricOrder> history;
    MonoTime first_seen{};  ///< when it was first heard of
    MonoTime seen{};        ///< when a list showed it last
};

/// A venue may list a stop as open in the moment it fires, and for so long after that.
inline constexpr std::chrono::seconds kListedLate{1};

/// Could a venue order be what a stop became? Unclear: what would tell was not told.
enum class Fit : std::uint8_t { No, Unclear, Yes };

/// The search for what became of a stop that vanished, or that fired under an unknown id.
struct Hunt {
    std::set<ReadKind> waiting;  ///< reads not yet answered
    MonoTime since{};            ///< when they were asked for
    bool failed = false;         ///< one of them failed
    bool cut = false;            ///< a wide list was longer than is read
    bool listed = false;         ///< the open set still showed the stop itself
    bool nothing_found = false;  ///< all answered, and nothing is known
};

/// What is being found out about one order. Lives in memory alone: after a restart it is built again from the
/// order's state and from what the venue says next.
struct Watch {
    std::vector<std::string> awaited;   ///< trades that FILLED named and that no fill showed yet
    Decimal expected_cum;               ///< CumQty that FILLED implies
    std::optional<Decimal> hinted_cum;  ///< CumQty that an end implies; believed only if trades agree
    bool check_trades = false;          ///< an execution was implied without number: read once
    bool child_owed = false;            ///< a stop FILLED without trade id: its execution has another id
    bool hunted = false;                ///< the search for that other id is over, or not needed
    bool trades_failed = false;         ///< a read of this round failed
    MonoTime vanished{};                ///< settling: when it began
    std::optional<WallTime> word_at;    ///< settling: the venue's own time of the word that began it
    bool listed = false;                ///< settling: a search before this one showed the stop still open
    bool gone = false;                  ///< a resting order that the venue does not have open any more
    int trade_reads = 0, hunts = 0, checks = 0;  ///< rounds so far, for the backoff
    int rest_looks = 0;                          ///< reads of all trades since a cancel for a rest
    std::optional<PendingEnd> end;
    std::optional<Hunt> hunt;
};

/// What is being found out about a cancel or modify at the venue. Like Watch in memory alone: after a restart
/// or a lost link the order is asked about.
struct ChangeWatch {
    std::optional<CancelRefusal> refusal;  ///< the venue's word, told once the order is known to be open
    bool verifying = false;                ///< a read of how the order stands is under way
    bool line_broke = false;               ///< since the cancel went out: a rest is not added any more
    bool over_before = false;  ///< the order was over before our cancel can have reached the venue
    bool waits = false;        ///< the cancel has not left: for its share of the rate, or the end of the turn
    bool passed_no_gate = false;          ///< a replace that was taken when its order had not been sent yet
    std::optional<WallTime> cancel_sent;  ///< the first cancel for a rest
    int verifications = 0, retries = 0;
};

/// The search for an add of unknown outcome.
struct Lookup {
    MonoTime since{};  ///< when this round began
    /// A read of this round failed, had no end, or shows the order without saying how it stands.
    bool failed = false;
    int rounds = 0;                         ///< that did not decide, for the backoff
    std::optional<MonoTime> nowhere_since;  ///< when it was first found nowhere
};

/// The comparison of our resting orders with the venue's open set after a loss of the link.
struct Survey {
    OrderKey newest = 0;  ///< the newest order when the set was asked for: later ones need not be in it
    std::set<OrderKey> shown{};  ///< orders that the set shows
    OrderKey asked_up_to = 0;    ///< in the last round: asked about so far, oldest first
    int rounds = 0, failures = 0;
};

/// An order id of the account that nobody owns, where a stop of ours could be behind it.
struct Orphan {
    std::string order_id, symbol;
    Side side = Side::Buy;
    OrderType type = OrderType::StopMarket;
    Decimal quantity;
    std::optional<Decimal> price;
    MonoTime seen{};
    OrderKey newest = 0;               ///< last order taken before the id appeared: later ones are not it
    bool many = false;                 ///< too many stops could be it to ask about each
    int rounds = 0;                    ///< times every candidate turned out to be still open
    std::set<OrderKey> cleared{};      ///< stops the venue showed open after this id appeared
    std::vector<VenueEvent> events{};  ///< its life so far, replayed when it is adopted
};

}  // namespace qb::orders
