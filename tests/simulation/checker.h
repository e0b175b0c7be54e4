#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ledger.h"
#include "sim/venue.h"

namespace qb::simulation {

/// What one OMS wrote down, and whose it is.
struct Book {
    std::string comp_id;     ///< of the OMS
    std::string account_id;  ///< at the venue: where its orders have to be
    const Ledger& ledger;
};

/// Judges a world by what was written down in it: the OMSs' ledgers, what the venue received and executed,
/// and the journal's files. Shares no code with the bridge.
class Checker {
public:
    using Complain = std::function<void(const std::string&)>;

    /// The books are in the order of the bridge's sessions.
    Checker(std::vector<Book> books, const sim::Venue& venue, Complain complain)
        : books_(std::move(books)), venue_(venue), complain_(std::move(complain)) {}

    /// The faults are over and their time has passed: everything that was asked is answered.
    void everything_is_answered() const;
    /// Every order that was live has been cancelled: the ledger and the venue must agree.
    void books_agree() const;
    /// Every segment of the journal, oldest first.
    void journal_has_everything(const std::vector<std::string>& segments) const;
    /// Each order went out once, with the digits that the OMS wrote.
    void orders_left_once() const;
    /// No client_order_id was used twice, and no ExecID(17) told to two: holds whatever a power failure
    /// takes.
    void ids_are_unique() const;

private:
    struct AtVenue;
    void check_answers(const Book& book) const;
    [[nodiscard]] AtVenue at_venue(const Ledger::Order& order) const;
    void check_order(const Book& book, const Ledger::Order& order) const;
    void check_fills(const std::string& name, const Ledger::Order& order, const AtVenue& there) const;
    void check_add(const std::string& frame) const;
    void check_modify(const std::string& frame) const;
    void check_commands(std::map<std::string, int> written) const;

    std::vector<Book> books_;
    const sim::Venue& venue_;
    Complain complain_;
};

}  // namespace qb::simulation
