#include "torture/desk.h"

#include "torture/exact.h"

namespace qb::torture {
namespace {

using test::FixFields;

/// What the message says, without what a second sending changes.
std::string event_of(const FixFields& message) {
    std::string event;
    for (const int tag : {35, 37, 198, 11, 41, 150, 39, 38, 44, 99, 14, 151, 6, 31, 32, 527, 60, 103, 58})
        event += std::to_string(tag) + "=" + message[tag] + "|";
    return event;
}

std::string price_field(const Order& order, const std::string& price) {
    if (order.type == "1") return {};
    return (order.stop() ? "99=" : "44=") + price + "|";
}

std::string order_body(const Order& order) {
    const std::string tif = order.tif.empty() ? "" : "59=" + order.tif + "|";
    return "55=" + order.symbol + "|54=" + order.side + "|38=" + order.first_quantity + "|40=" + order.type +
           "|" + price_field(order, order.first_price) + tif + "60=" + test::fix_now() + "|";
}

std::string request_body(const Request& request, const Order& order) {
    const std::string body = "55=" + order.symbol + "|54=" + order.side + "|";
    const std::string time = "60=" + test::fix_now() + "|";
    if (request.cancel) return body + time;
    return body + "40=" + order.type + "|38=" + request.quantity + "|" + price_field(order, request.price) +
           time;
}

}  // namespace

// ---- what it sends

std::string Desk::new_order(Order order) {
    order.ids = {next_id('d')};
    order.quantity = order.first_quantity;
    order.price = order.first_price;
    order_ids_[order.ids.front()] = orders_.size();
    open_.insert(orders_.size());
    orders_.push_back(order);
    return "35=D|11=" + order.ids.front() + "|" + order_body(order);
}

std::string Desk::cancel(std::size_t order) {
    auto& wanted = orders_[order];
    wanted.change = static_cast<int>(requests_.size());
    requests_.push_back({.id = next_id('f'), .order = order});
    request_ids_[requests_.back().id] = requests_.size() - 1;
    return "35=F|11=" + requests_.back().id + "|41=" + wanted.ids.back() + "|" +
           request_body(requests_.back(), wanted);
}

std::string Desk::replace(std::size_t order, std::string quantity, std::string price) {
    auto& wanted = orders_[order];
    wanted.change = static_cast<int>(requests_.size());
    requests_.push_back({.id = next_id('g'),
                         .order = order,
                         .cancel = false,
                         .quantity = std::move(quantity),
                         .price = std::move(price)});
    request_ids_[requests_.back().id] = requests_.size() - 1;
    return "35=G|11=" + requests_.back().id + "|41=" + wanted.ids.back() + "|" +
           request_body(requests_.back(), wanted);
}

std::string Desk::ask_for_all() {
    status_asked_ = true;
    return "35=AF|584=all|585=7|";
}

std::vector<std::string> Desk::unanswered() {
    std::vector<std::string> again;
    for (const auto& order : orders_) {
        if (!order.answered()) again.push_back("35=D|97=Y|11=" + order.ids.front() + "|" + order_body(order));
    }
    for (auto& request : requests_) {
        if (request.answers != 0) continue;
        ++request.copies;
        const auto& order = orders_[request.order];
        again.push_back((request.cancel ? "35=F|97=Y|11=" : "35=G|97=Y|11=") + request.id +
                        "|41=" + order.ids.back() + "|" + request_body(request, order));
    }
    return again;
}

bool Desk::settled() const {
    for (const auto& order : orders_) {
        if (!order.answered() || order.change >= 0) return false;
    }
    return !status_asked_ || status_told_;
}

// ---- what it hears

void Desk::hears(const FixFields& message) {
    const std::string type = message[35];
    if (type == "8") return report(message);
    if (type == "9") return answer(message[11], message);
    if (type != "B") complain("not expected", message);
}

void Desk::report(const FixFields& message) {
    if (message[150] == "I") return status(message);
    if (heard_before(message)) return;
    if (message[150] == "6" || message[150] == "E") taken(message);
    Order* order = order_of(message);
    if (order == nullptr) return complain("about no order of ours", message);
    news(*order, message);
    if (millionths(message[14]) != order->executed) complain("CumQty(14) is not what was told", message);
    const bool over = order->ended + order->refused != 0;
    if (over) open_.erase(order_ids_.at(order->ids.front()));
    const auto leaves = over ? 0 : millionths(order->quantity) - order->executed;
    if (millionths(message[151]) != leaves) complain("LeavesQty(151) is not what is left", message);
}

/// ExecID(17) stands for one event; a second time it must say that it is a repetition.
bool Desk::heard_before(const FixFields& message) {
    const auto [entry, first_time] = exec_ids_.emplace(message[17], event_of(message));
    if (first_time) return false;
    ++counts_.repeated;
    if (message[43] != "Y" && message[97] != "Y") complain("ExecID(17) used again", message);
    if (entry->second != event_of(message))
        complain("not what this ExecID(17) was: " + entry->second, message);
    return true;
}

Order* Desk::order_of(const FixFields& message) {
    if (const auto order = order_ids_.find(message[11]); order != order_ids_.end())
        return &orders_[order->second];
    if (const auto request = request_ids_.find(message[11]); request != request_ids_.end())
        return &orders_[requests_[request->second].order];
    return nullptr;
}

void Desk::news(Order& order, const FixFields& message) {
    const std::string type = message[150];
    if (message[58].starts_with("RECONCILED")) ++counts_.reconciled;
    if (type == "A") return unknown(order, message);
    if (type == "0") return accepted(order, message);
    if (type == "8") return refused(order, message);
    if (type == "F") return executed(order, message);
    if (type == "4") return cancelled(order, message);
    if (type == "5") return replaced(order, message);
    if (type == "L") {
        ++counts_.triggers;
    } else if (type != "6" && type != "E") {
        complain("not expected", message);
    }
}

void Desk::unknown(Order& order, const FixFields& message) {
    ++counts_.unknown;
    if (!message[58].starts_with("OUTCOME_UNKNOWN")) complain("150=A and no OUTCOME_UNKNOWN", message);
    if (order.unknown++ != 0 || order.answered()) complain("OUTCOME_UNKNOWN of a known outcome", message);
}

void Desk::accepted(Order& order, const FixFields& message) {
    if (order.answered()) complain("a second answer", message);
    ++order.accepted;
    order.order_id = message[37];
}

void Desk::refused(Order& order, const FixFields& message) {
    if (order.answered()) complain("a second answer", message);
    ++order.refused;
    order.refused_by = message[58];
    if (message[103] == "6") complain("our ClOrdIDs are unique", message);
    if (order.refused_by.find("NOT_AT_VENUE") != std::string::npos) ++counts_.not_at_venue;
}

void Desk::executed(Order& order, const FixFields& message) {
    if (order.accepted == 0) complain("executed before it was accepted", message);
    const bool late = message[58].starts_with("LATE_FILL");
    if ((order.ended != 0) != late) complain("LATE_FILL stands where the order had ended", message);
    for (const auto& known : order.executions) {
        if (known.trade_id == message[527]) complain("a trade told twice", message);
    }
    ++counts_.executions;
    if (late) ++counts_.late;
    order.executions.push_back({message[17], message[527], message[32], message[31]});
    order.executed += millionths(message[32]);
    if (!late && millionths(message[151]) == 0) ++order.ended;
}

void Desk::cancelled(Order& order, const FixFields& message) {
    if (order.accepted == 0) complain("cancelled before it was accepted", message);
    if (order.ended++ != 0) complain("ended twice", message);
    if (message.has(41)) answer(message[11], message);
}

void Desk::replaced(Order& order, const FixFields& message) {
    const auto request = request_ids_.find(message[11]);
    if (request == request_ids_.end()) return complain("a replace nobody asked for", message);
    const auto& wanted = requests_[request->second];
    if (order.ended != 0) complain("replaced after its end", message);
    order.quantity = wanted.quantity;
    order.price = wanted.price;
    order.ids.push_back(wanted.id);
    order_ids_[wanted.id] = wanted.order;
    answer(wanted.id, message);
    const int tag = order.stop() ? 99 : 44;
    if (message[38] != wanted.quantity || message[tag] != wanted.price) complain("not as asked for", message);
}

void Desk::taken(const FixFields& message) {
    const auto request = request_ids_.find(message[11]);
    if (request == request_ids_.end()) return complain("takes no request of ours", message);
    auto& wanted = requests_[request->second];
    if (wanted.taken++ != 0 || wanted.answers != wanted.refusals)
        complain("taken twice, or after its answer", message);
}

/// One for each request. A refused one is not remembered, so that a copy of it is answered too, whether or
/// not the refusal had arrived when the copy was sent.
void Desk::answer(const std::string& request_id, const FixFields& message) {
    const auto request = request_ids_.find(request_id);
    if (request == request_ids_.end()) return complain("answers no request of ours", message);
    auto& wanted = requests_[request->second];
    if (wanted.answers != wanted.refusals || wanted.answers == wanted.copies)
        complain("a second answer", message);
    ++wanted.answers;
    if (message[35] == "9") ++wanted.refusals;
    orders_[wanted.order].change = -1;
}

void Desk::status(const FixFields& message) {
    if (message[17] != "0") complain("a status answer with an ExecID(17)", message);
    if (!message.has(584)) return state_after_reset(message);
    if (message[912] == "Y") status_told_ = true;
    if (message[911] == "0") return;
    const auto [row, first] =
        status_rows_.emplace(message[11], StatusRow{message[37], message[14], message[151]});
    if (!first) complain("an order listed twice", message);
}

/// The answer to a request that was sent again with PossResend(97)=Y. An OrderCancelReject(9) is not repeated
/// after a reset (rules of engagement, section 2): an order that is not being changed any more tells as much.
void Desk::state_after_reset(const FixFields& message) {
    const auto request = request_ids_.find(message[11]);
    if (request == request_ids_.end() || message[39] == "6" || message[39] == "E") return;
    if (requests_[request->second].answers == 0) answer(message[11], message);
}

void Desk::complain(std::string_view what, const FixFields& message) {
    complaints_.push_back(std::string(what) + ": " + message.readable());
}

}  // namespace qb::torture
