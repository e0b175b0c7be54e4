#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger.h"
#include "sim/venue.h"

namespace qb::simulation {

/// Judges a world by what was written down in it: the OMS's ledger, what the venue received and executed, and
/// the journal's files. Shares no code with the bridge.
class Checker {
public:
    using Complain = std::function<void(const std::string&)>;

    Checker(const Ledger& ledger, const sim::Venue& venue, Complain complain)
        : ledger_(ledger), venue_(venue), complain_(std::move(complain)) {}

    /// The faults are over and their time has passed: everything that was asked is answered.
    void everything_is_answered() const;
    /// Every order that was live has been cancelled: the ledger and the venue must agree.
    void books_agree() const;
    /// Every segment of the journal, oldest first.
    void journal_has_everything(const std::vector<std::string>& segments) const;
    /// Each order went out once, with the digits that the OMS wrote.
    void orders_left_once() const;
    /// No client_order_id was used twice: holds whatever a power failure takes.
    void client_ids_are_unique() const;

private:
    struct AtVenue;
    [[nodiscard]] AtVenue at_venue(const Ledger::Order& order) const;
    void check_fills(const Ledger::Order& order, const AtVenue& there) const;
    void check_add(const std::string& frame) const;
    void check_modify(const std::string& frame) const;

    const Ledger& ledger_;
    const sim::Venue& venue_;
    Complain complain_;
};

}  // namespace qb::simulation
