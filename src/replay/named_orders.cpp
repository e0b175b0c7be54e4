#include "replay/named_orders.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "replay/journal_turns.h"
#include "replay/order_replay.h"

namespace qb::replay {
namespace {

using orders::Order;

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::set<std::string> client_order_ids_of(const Order& order) {
    std::set<std::string> ids;
    if (order.client_order_id != orders::Id128{}) ids.insert(to_hex(order.client_order_id));
    for (const auto& rest : order.changes->rests) ids.insert(to_hex(rest.client_order_id));
    if (order.rest_is_out()) ids.insert(to_hex(order.pending()->rest_id));
    return ids;
}

std::set<std::string> cl_ord_ids_of(const Order& order) {
    std::set<std::string> ids{order.request.cl_ord_id};
    for (const auto& other : order.changes->ids) ids.insert(other.text);
    if (order.pending() != nullptr) ids.insert(order.pending()->cl_ord_id);
    return ids;
}

/// Collects what the facts say of the orders that are asked about.
class Search {
public:
    Search(std::string_view id, std::string_view session) : id_(id), hex_(lower(id)), session_(session) {}

    void take(const journal::PlacedRow& row) {
        if (first_row_ == 0) first_row_ = row.number;
        const auto event = replay_.take(row);
        if (event && event->order != nullptr) note(*event, row.number);
    }
    /// Orders that were there before the first row.
    void note_state(std::uint64_t row) {
        replay_.for_each([&](std::uint16_t account, const Order& order) { note(account, order, row, {}); });
    }
    std::vector<NamedOrder> found() {
        std::vector<NamedOrder> all;
        for (auto& [key, order] : found_) {
            order.session_name = replay_.session_name(order.session);
            order.account_name = replay_.account_name(order.account);
            if (session_.empty() || order.session_name == session_) all.push_back(std::move(order));
        }
        return all;
    }

private:
    void note(const OrderEvent& event, std::uint64_t row) {
        const auto* refused = std::get_if<orders::ChangeRefused>(event.fact);
        const auto* duplicate = std::get_if<orders::Duplicate>(event.fact);
        note(event.account, *event.order, row,
             refused != nullptr ? refused->request.cl_ord_id : std::string());
        const auto known = found_.find(event.order->key);
        if (known == found_.end() || duplicate != nullptr) return;
        const bool ended = event.order->ended();
        if (!ended) known->second.ended_row = 0;
        if (ended && known->second.ended_row == 0) known->second.ended_row = row;
    }

    void note(std::uint16_t account, const Order& order, std::uint64_t row, const std::string& refused_id) {
        auto known = found_.find(order.key);
        if (known == found_.end()) {
            if (!is_named(order, refused_id)) return;
            known = found_.try_emplace(order.key).first;
            auto& fresh = known->second;
            fresh.account = account;
            fresh.session = order.request.session;
            fresh.key = order.key;
            fresh.cl_ord_id = order.request.cl_ord_id;
            fresh.first_row = std::min(row, order.key);
            fresh.is_older = order.key < first_row_;
        }
        add_names(known->second, order);
        if (!refused_id.empty()) known->second.cl_ord_ids.insert(refused_id);
    }

    [[nodiscard]] bool is_named(const Order& order, const std::string& refused_id) const {
        if (refused_id == id_) return true;
        const auto& venue = order.venue_ids;
        return cl_ord_ids_of(order).contains(id_) || client_order_ids_of(order).contains(hex_) ||
               std::find(venue.begin(), venue.end(), id_) != venue.end();
    }

    static void add_names(NamedOrder& named, const Order& order) {
        named.cl_ord_ids.merge(cl_ord_ids_of(order));
        named.client_order_ids.merge(client_order_ids_of(order));
        for (const auto& id : order.venue_ids)
            if (!named.has_venue_id(id)) named.venue_ids.push_back(id);
    }

    std::string id_, hex_, session_;
    OrderReplay replay_;
    std::uint64_t first_row_ = 0;
    std::map<orders::OrderKey, NamedOrder> found_;
};

}  // namespace

bool NamedOrder::has_venue_id(std::string_view id) const {
    return std::find(venue_ids.begin(), venue_ids.end(), id) != venue_ids.end();
}

boost::system::result<std::vector<NamedOrder>, journal::Damage> find_orders(journal::Disk& disk,
                                                                            std::string_view id,
                                                                            std::string_view session) {
    auto reader = TurnReader::open(disk);
    if (!reader) return reader.error();
    Search search(id, session);
    for (bool first = true;; first = false) {
        const auto turn = reader->next();
        if (!turn) return turn.error();
        if (*turn == nullptr) return search.found();
        for (const auto& row : (*turn)->rows) search.take(row);
        if (first && !(*turn)->rows.empty()) search.note_state((*turn)->rows.front().number);
    }
}

}  // namespace qb::replay
