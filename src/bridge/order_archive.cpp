#include "bridge/order_archive.h"

#include <algorithm>
#include <stdexcept>

#include "records/facts.h"
#include "records/rows.h"

namespace qb::bridge {

void OrderArchive::attach(const journal::Journal& journal, const journal::Turn& turn) {
    journal_ = &journal;
    turn_ = &turn;
}

void OrderArchive::add(const orders::Order& order, journal::RowRef row) {
    index_.insert(records::cl_ord_id_key(order.request.session, order.request.cl_ord_id), row);
    for (const auto& other : order.changes->ids)
        index_.insert(records::cl_ord_id_key(order.request.session, other.text), row);
    // A refused order has no id at the venue; all of them under one key would be searched one by one.
    if (order.client_order_id != orders::Id128{})
        index_.insert(records::client_order_id_key(order.client_order_id), row);
    for (const auto& rest : order.changes->rests)
        index_.insert(records::client_order_id_key(rest.client_order_id), row);
    for (const auto& id : order.venue_ids) index_.insert(records::venue_id_key(id), row);
}

/// An order that was restored and archived again has several rows: the last one tells its whole story.
/// Only a segment that is gone is passed over: a row that cannot be read might be the very order asked for,
/// and without it a ClOrdID would be taken twice.
template <class Match>
std::optional<orders::Order> OrderArchive::newest(AccountNumber account, std::uint64_t key,
                                                  Match matches) const {
    for (const auto ref : index_.find(key)) {
        const auto row = journal_->read(ref, buffer_, *turn_);
        if (!row && row.error() == journal::Errc::NoSuchSegment) continue;
        if (!row) throw std::runtime_error("an archived order cannot be read: " + row.error().message());
        if (row->kind != journal::RowKind::Fact) continue;
        auto record = records::read_fact(row->version, row->payload);
        if (!record) throw std::runtime_error("an archived order is not readable");
        auto* archived = std::get_if<orders::Archived>(&record->fact);
        if (archived != nullptr && record->account == account && matches(archived->order))
            return std::move(archived->order);
    }
    return std::nullopt;
}

std::optional<orders::Order> OrderArchive::by_cl_ord_id(AccountNumber account, orders::SessionIndex session,
                                                        std::string_view cl_ord_id) const {
    return newest(account, records::cl_ord_id_key(session, cl_ord_id), [&](const orders::Order& order) {
        if (order.request.session != session) return false;
        const auto& others = order.changes->ids;
        return order.request.cl_ord_id == cl_ord_id ||
               std::any_of(others.begin(), others.end(),
                           [cl_ord_id](const auto& other) { return other.text == cl_ord_id; });
    });
}

std::optional<orders::Order> OrderArchive::by_client_order_id(AccountNumber account,
                                                              const orders::Id128& id) const {
    return newest(account, records::client_order_id_key(id), [&](const orders::Order& order) {
        const auto& rests = order.changes->rests;
        return order.client_order_id == id ||
               std::any_of(rests.begin(), rests.end(),
                           [&id](const auto& rest) { return rest.client_order_id == id; });
    });
}

std::optional<orders::Order> OrderArchive::by_venue_id(AccountNumber account,
                                                       std::string_view venue_id) const {
    return newest(account, records::venue_id_key(venue_id), [&](const orders::Order& order) {
        return std::find(order.venue_ids.begin(), order.venue_ids.end(), venue_id) != order.venue_ids.end();
    });
}

}  // namespace qb::bridge
