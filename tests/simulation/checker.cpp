#include "checker.h"

#include <algorithm>
#include <map>
#include <set>

#include "journal_file.h"

namespace qb::simulation {
namespace {

/// The raw text of a member of the params; empty where there is none. The commands have no nested objects.
std::string member(std::string_view frame, std::string_view name) {
    const auto key = "\"" + std::string(name) + "\":";
    const auto at = frame.find(key);
    if (at == std::string_view::npos) return {};
    auto rest = frame.substr(at + key.size());
    if (rest.front() == '"') {
        rest.remove_prefix(1);
        return std::string(rest.substr(0, rest.find('"')));
    }
    return std::string(rest.substr(0, rest.find_first_of(",}")));
}

bool changes_something(std::string_view type) {
    return type == "add_order" || type.starts_with("cancel_") || type.starts_with("modify_");
}

/// Whether an order at the venue can be this order of the OMS: prices are used once, a market order has its
/// quantity. The rest of a replaced order has the replace's price.
bool fits(const Ledger::Order& order, std::string_view price, std::string_view quantity) {
    return std::any_of(order.versions.begin(), order.versions.end(), [&](const auto& version) {
        return version.price.empty() ? quantity == version.quantity : price == version.price;
    });
}

/// An order at the venue that lost its client id in a modify, or came of one that had (Q12.client_id): its
/// price is nobody else's, and where it has none a trade that was told shows whose it is.
bool is_of(const Ledger::Order& order, const sim::OrderView& nameless,
           const std::vector<sim::TradeView>& trades) {
    const auto price = millionths(nameless.price.to_string());
    const bool same_price = std::any_of(
        order.versions.begin(), order.versions.end(),
        [&](const auto& version) { return !version.price.empty() && millionths(version.price) == price; });
    return same_price || std::any_of(trades.begin(), trades.end(), [&](const auto& trade) {
               return trade.order_id == nameless.order_id && order.has_fill(trade.trade_id);
           });
}

/// ClOrdIDs of two OMSs are equal.
std::string name_of(const Book& book, const Ledger::Order& order) {
    return "the order " + order.ids.front() + " of " + book.comp_id;
}

std::vector<const Ledger::Order*> all_orders(const std::vector<Book>& books) {
    std::vector<const Ledger::Order*> all;
    for (const auto& book : books)
        for (const auto& order : book.ledger.orders()) all.push_back(&order);
    return all;
}

}  // namespace

void Checker::everything_is_answered() const {
    for (const auto& book : books_) check_answers(book);
}

void Checker::check_answers(const Book& book) const {
    const auto& orders = book.ledger.orders();
    for (const auto& order : orders) {
        const bool answered = order.accepted || order.over() || order.unknown || order.uncertain;
        if (!answered) complain_(name_of(book, order) + " was never answered");
    }
    for (const auto& [id, request] : book.ledger.requests()) {
        const auto& order = orders.at(request.order);
        // A change of an order of unknown outcome waits until that is known.
        const bool waits = order.declared == "OUTCOME_UNKNOWN";
        if (request.answers == 0 && !request.uncertain && !waits && !(order.unknown && request.kind == 'F'))
            complain_("the request " + id + " of " + book.comp_id + " was never answered");
    }
}

// ---- the journal

void Checker::journal_has_everything(const std::vector<std::string>& segments) const {
    std::map<std::string, int> written;
    std::map<std::pair<std::uint16_t, std::uint32_t>, std::uint64_t> last_number;  // by session and epoch
    for (const auto& segment : segments) {
        for (const auto& row : rows_of(segment)) {
            if (row.kind == 'W') ++written[std::string(sent_command(row.payload))];
            if (row.kind != 'O') continue;
            const auto sent = sent_fix(row.payload);
            if (sent.text.find("\x01"
                               "56=" +
                               books_.at(sent.session).comp_id + "\x01") == std::string_view::npos)
                complain_("the journal has for one session what another is sent: " + std::string(sent.text));
            auto& last = last_number[{sent.session, sent.epoch}];
            if (sent.number != last + 1)
                complain_("the journal has number " + std::to_string(sent.number) + " behind " +
                          std::to_string(last));
            last = sent.number;
        }
    }
    check_commands(std::move(written));
}

void Checker::check_commands(std::map<std::string, int> written) const {
    for (const auto& command : venue_.commands()) {
        if (!changes_something(command.type) || command.type == "cancel_on_disconnect") continue;
        if (written[command.frame]-- <= 0)
            complain_("the journal does not have what was sent: " + command.frame);
    }
}

// ---- what left

void Checker::ids_are_unique() const {
    std::set<std::string> ids;
    for (const auto& command : venue_.commands()) {
        if (command.type == "add_order" && !ids.insert(member(command.frame, "client_order_id")).second)
            complain_("one client_order_id twice: " + command.frame);
    }
    std::map<std::string, const Book*> told;
    for (const auto& book : books_) {
        for (const auto& [exec_id, report] : book.ledger.exec_ids())
            if (!told.emplace(exec_id, &book).second)
                complain_(book.comp_id + " is told what another OMS was told: " + report);
    }
}

void Checker::orders_left_once() const {
    for (const auto& command : venue_.commands()) {
        if (command.type == "add_order") check_add(command.frame);
        if (command.type.starts_with("modify_")) check_modify(command.frame);
    }
}

void Checker::check_add(const std::string& frame) const {
    const auto price = member(frame, "price"), quantity = member(frame, "quantity");
    const bool market = member(frame, "order_type") == "MARKET";
    for (const auto* order : all_orders(books_)) {
        for (const auto& version : order->versions) {
            const bool same =
                market ? version.price.empty() && version.quantity == quantity : version.price == price;
            if (!same) continue;
            if (&version == &order->versions.front() && version.quantity != quantity)
                complain_("other digits than the OMS's: " + frame);
            return;
        }
    }
    complain_("an order that nobody gave, or with other digits: " + frame);
}

void Checker::check_modify(const std::string& frame) const {
    const auto price = member(frame, "price"), quantity = member(frame, "quantity");
    for (const auto* order : all_orders(books_))
        for (const auto& version : order->versions)
            if (version.price == price && version.quantity == quantity) return;
    complain_("a change that nobody asked for, or with other digits: " + frame);
}

// ---- the books

/// What the venue has of one order of the OMS.
struct Checker::AtVenue {
    std::set<std::string> client_ids;
    int adds = 0;
    bool open = false;
    std::set<std::string> account_ids{};
    std::map<std::string, const sim::TradeView*> trades{};
    std::vector<sim::TradeView> all{};
};

Checker::AtVenue Checker::at_venue(const Ledger::Order& order) const {
    AtVenue there;
    for (const auto& command : venue_.commands()) {
        if (command.type != "add_order") continue;
        const bool market = member(command.frame, "order_type") == "MARKET";
        if (market != order.versions.front().price.empty()) continue;
        if (!fits(order, member(command.frame, "price"), member(command.frame, "quantity"))) continue;
        there.client_ids.insert(member(command.frame, "client_order_id"));
        ++there.adds;
    }
    const auto trades = venue_.trades();
    std::set<std::string> order_ids;  // a trade does not show the client id in every manner of the venue
    for (const auto& view : venue_.orders(false)) {
        const bool own = view.client_order_id.empty() ? is_of(order, view, trades)
                                                      : there.client_ids.contains(view.client_order_id);
        if (!own) continue;
        order_ids.insert(view.order_id);
        there.open = there.open || view.open;
        there.account_ids.insert(view.account_id);
    }
    for (const auto& trade : trades)
        if (order_ids.contains(trade.order_id)) there.all.push_back(trade);
    for (const auto& trade : there.all) there.trades[trade.trade_id] = &trade;
    return there;
}

void Checker::books_agree() const {
    for (const auto& book : books_)
        for (const auto& order : book.ledger.orders()) check_order(book, order);
}

void Checker::check_order(const Book& book, const Ledger::Order& order) const {
    const auto there = at_venue(order);
    const auto name = name_of(book, order);
    for (const auto& account_id : there.account_ids)
        if (account_id != book.account_id) complain_(name + " is in the account " + account_id);
    // The first add, and at most one rest for each replace.
    if (there.adds > static_cast<int>(order.versions.size()))
        complain_(name + " left more often than it was given");
    if (order.uncertain && !order.accepted && !order.over()) return;
    if (order.unknown) return;  // declared
    if (order.rejected && (there.open || !there.all.empty()))
        complain_(name + " was refused and lives at the venue");
    if (order.ended && there.open) complain_(name + " has ended and is open at the venue");
    if (order.live() && order.declared.empty()) complain_(name + " was cancelled and is still shown as live");
    check_fills(name, order, there);
}

void Checker::check_fills(const std::string& name, const Ledger::Order& order, const AtVenue& there) const {
    for (const auto& fill : order.fills) {
        const auto trade = there.trades.find(fill.trade_id);
        if (trade == there.trades.end()) {
            complain_(name + " has a fill that the venue does not know: " + fill.trade_id);
            continue;
        }
        const auto& done = *trade->second;
        if (millionths(done.quantity.to_string()) != fill.quantity ||
            millionths(done.price.to_string()) != fill.price)
            complain_(name + " has a fill with other figures: " + fill.trade_id);
    }
    if (order.over() && order.fills.size() != there.trades.size())
        complain_(name + " has " + std::to_string(order.fills.size()) + " fills, the venue " +
                  std::to_string(there.trades.size()));
}

}  // namespace qb::simulation
