#include "torture/checker.h"

#include <algorithm>
#include <map>

#include "torture/exact.h"

namespace qb::torture {
namespace {

/// The value of a key in a command of the bridge, as it is written there, without quotes.
std::string json_value(const std::string& frame, const std::string& key) {
    const auto at = frame.find("\"" + key + "\":");
    if (at == std::string::npos) return {};
    const auto first = frame.find_first_not_of(" \"", at + key.size() + 3);
    return frame.substr(first, frame.find_first_of("\",}", first) - first);
}

std::int64_t value(const orders::Decimal& number) { return millionths(number.to_string()); }

class Comparison {
public:
    Comparison(const Desk& desk, const sim::Server& venue) : desk_(desk) {
        for (const auto& command : venue.commands()) {
            if (command.type == "add_order") added(command.frame);
        }
        if (venue.count("add_order") != adds_)
            complain("the venue has forgotten commands, the test is too long", {});
        for (auto& order : venue.orders()) orders_[order.client_order_id].push_back(std::move(order));
        for (auto& trade : venue.trades()) trades_[trade.client_order_id].push_back(std::move(trade));
    }

    std::vector<Difference> run() {
        for (const auto& order : desk_.orders()) compare(order);
        for (const auto& request : desk_.requests()) {
            if (request.answers == 0) complain("a request without an answer", {request.id});
        }
        if (adds_ != matched_) complain("an add_order of no order of ours", {});
        if (desk_.status_rows().size() != live_) complain("AF lists orders that are not live", {});
        return std::move(found_);
    }

private:
    void complain(std::string text, std::vector<std::string> ids) {
        found_.push_back({std::move(text), std::move(ids)});
    }

    void added(const std::string& frame) {
        ++adds_;
        auto& same = frames_[json_value(frame, "quantity")];
        same.push_back(frame);
        if (!client_ids_.emplace(json_value(frame, "client_order_id"), frame).second)
            complain("a client_order_id twice: " + frame, {});
    }

    void compare(const Order& order) {
        if (order.accepted + order.refused != 1) complain("an order without its one answer", order.ids);
        const auto frames = frames_.find(order.first_quantity);
        if (frames == frames_.end()) {
            if (order.accepted != 0) complain("accepted, and the venue was never asked", order.ids);
            return;
        }
        matched_ += frames->second.size();
        if (frames->second.size() != 1) return complain("more than one add_order", order.ids);
        compare_add(order, frames->second.front());
        const auto client_id = json_value(frames->second.front(), "client_order_id");
        compare_trades(order, trades_[client_id]);
        compare_state(order, orders_[client_id]);
    }

    void compare_add(const Order& order, const std::string& frame) {
        const std::string symbol = order.symbol == "AAPL" ? "AAPL-USD" : order.symbol;
        const std::string side = order.side == "1" ? "BUY" : "SELL";
        const std::string price = order.type == "1" ? json_value(frame, "price") : order.first_price;
        if (json_value(frame, "symbol") != symbol || json_value(frame, "side") != side ||
            json_value(frame, "price") != price)
            complain("not the order that was sent: " + frame, order.ids);
    }

    void compare_trades(const Order& order, const std::vector<sim::TradeView>& trades) {
        std::map<std::string, const Execution*> told;
        for (const auto& execution : order.executions) told[execution.trade_id] = &execution;
        std::int64_t executed = 0;
        for (const auto& trade : trades) {
            executed += value(trade.quantity);
            const auto heard = told.find(trade.trade_id);
            if (heard == told.end()) {
                complain("an execution was not told: " + trade.trade_id, order.ids);
            } else if (millionths(heard->second->quantity) != value(trade.quantity) ||
                       millionths(heard->second->price) != value(trade.price)) {
                complain("an execution told with other figures: " + trade.trade_id, order.ids);
            }
        }
        if (executed != order.executed || trades.size() != order.executions.size())
            complain("executed " + decimal_text(executed, 6) + ", told " + decimal_text(order.executed, 6),
                     order.ids);
    }

    void compare_state(const Order& order, const std::vector<sim::OrderView>& at_venue) {
        const auto open =
            std::find_if(at_venue.begin(), at_venue.end(), [](const auto& o) { return o.open; });
        const bool is_open = open != at_venue.end();
        if (order.live() != is_open)
            return complain(is_open ? "open at the venue, and not live" : "live, and not open at the venue",
                            order.ids);
        if (!is_open) return;
        ++live_;
        if (order.order_id != open->order_id) complain("OrderID(37) is another order's", order.ids);
        if (millionths(order.quantity) != value(open->quantity) ||
            millionths(order.quantity) - order.executed != value(open->remaining) ||
            millionths(order.price) != value(open->price))
            complain("open with other figures than was told", order.ids);
        const auto row = desk_.status_rows().find(order.ids.back());
        if (row == desk_.status_rows().end()) return complain("live, and AF does not list it", order.ids);
        if (row->second.order_id != order.order_id || millionths(row->second.cum_qty) != order.executed ||
            millionths(row->second.leaves_qty) != value(open->remaining))
            complain("AF shows other figures than was told", order.ids);
    }

    const Desk& desk_;
    std::size_t adds_ = 0, matched_ = 0, live_ = 0;
    std::map<std::string, std::vector<std::string>> frames_;  ///< of add_order, by quantity
    std::map<std::string, std::string> client_ids_;
    std::map<std::string, std::vector<sim::OrderView>> orders_;  ///< by client_order_id
    std::map<std::string, std::vector<sim::TradeView>> trades_;
    std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Desk& desk, const sim::Server& venue) {
    return Comparison(desk, venue).run();
}

}  // namespace qb::torture
