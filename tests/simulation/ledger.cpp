#include "ledger.h"

#include <algorithm>

namespace qb::simulation {
namespace {

std::string value_of(const Fields& fields, int tag) {
    for (const auto& [number, value] : fields)
        if (number == tag) return value;
    return {};
}

std::string first_word(std::string_view text) { return std::string(text.substr(0, text.find(' '))); }

std::string text_of(const FixMessage& message, int tag) { return std::string(message.get(tag)); }

/// AvgPx(6) as text: exact, rounded half to even to four decimals more than the prices have. Prices here are
/// whole cents and quantities whole thousandths.
std::string average(const std::vector<Ledger::Fill>& fills) {
    std::int64_t value = 0, quantity = 0, unit = 10'000;
    int decimals = 0;
    for (const auto& fill : fills) {
        value += fill.price / 10'000 * (fill.quantity / 1'000);
        quantity += fill.quantity / 1'000;
        decimals = std::max(decimals, fill.price_decimals);
    }
    if (quantity == 0) return "0";
    for (int i = 0; i < decimals; ++i) unit *= 10;
    const std::int64_t scaled = value * unit, divisor = quantity * 100;
    const std::int64_t twice = 2 * (scaled % divisor);
    std::int64_t result = scaled / divisor;
    if (twice > divisor || (twice == divisor && result % 2 != 0)) ++result;
    std::string rest = std::to_string(unit + result % unit).substr(1);
    rest.erase(rest.find_last_not_of('0') + 1);
    return std::to_string(result / unit) + (rest.empty() ? "" : "." + rest);
}

Ledger::Figures figures_of(const Fields& body) {
    const auto limit = value_of(body, 44);
    return {value_of(body, 38), limit.empty() ? value_of(body, 99) : limit};
}

}  // namespace

void Ledger::wrong(const FixMessage& message, const std::string& what) {
    complain_(what + ": " + message.content());
}

Ledger::Order* Ledger::order_of(const std::string& id) {
    const auto found = order_ids_.find(id);
    return found == order_ids_.end() ? nullptr : &orders_[found->second];
}

// ---- what it sends

void Ledger::sends_order(const Fields& body, int number, int epoch) {
    const auto id = value_of(body, 11);
    order_ids_[id] = orders_.size();
    sent_as_[{epoch, number}] = id;
    Order order;
    order.ids = {id};
    order.side = value_of(body, 54);
    order.type = value_of(body, 40);
    order.figures = figures_of(body);
    order.versions = {order.figures};
    orders_.push_back(std::move(order));
}

void Ledger::sends_change(char kind, const Fields& body, int number, int epoch) {
    const auto id = value_of(body, 11);
    const auto orig = value_of(body, 41);
    sent_as_[{epoch, number}] = id;
    const auto order = order_ids_.at(orig);
    requests_[id] = {.kind = kind,
                     .orig = orig,
                     .figures = figures_of(body),
                     .order = order,
                     .number = number,
                     .epoch = epoch};
    if (kind == 'G') orders_[order].versions.push_back(figures_of(body));
}

void Ledger::asks(char kind, const std::string& id, std::size_t order, int number, int epoch) {
    sent_as_[{epoch, number}] = id;
    requests_[id] = {
        .kind = kind, .orig = {}, .figures = {}, .order = order, .number = number, .epoch = epoch};
}

void Ledger::abandoned(int number, int epoch) {
    const auto sent = sent_as_.find({epoch, number});
    if (sent == sent_as_.end()) return;
    const auto request = requests_.find(sent->second);
    if (request == requests_.end()) {
        order_of(sent->second)->uncertain = true;
        return;
    }
    request->second.uncertain = true;
    auto& change = orders_[request->second.order].change;
    if (change == request->first) change.clear();
}

void Ledger::doubt_unanswered() {
    for (auto& order : orders_)
        order.uncertain = order.uncertain || !(order.accepted || order.over() || order.unknown);
    for (auto& [id, request] : requests_) request.uncertain = request.uncertain || request.answers == 0;
}

void Ledger::away() {
    for (auto& order : orders_) order.left = true;
}

/// Not taken: that is all the answer there is.
void Ledger::rejected(int number, int epoch, const FixMessage& reject) {
    if (!reject.has(373, "10")) wrong(reject, "a message of ours is refused");
    const auto sent = sent_as_.find({epoch, number});
    if (sent == sent_as_.end()) return;
    const auto request = requests_.find(sent->second);
    if (request != requests_.end()) {
        if (++request->second.answers > 1) wrong(reject, "answered before");
        return;
    }
    auto& order = *order_of(sent->second);
    if (order.accepted || order.over()) wrong(reject, "the order was answered before");
    order.uncertain = true;
    const auto again = requests_.find("again-" + order.ids.front());
    order.rejected = again == requests_.end();
    if (!order.rejected) again->second.uncertain = true;  // it may now be the first of that ClOrdID
}

// ---- what it hears

Ledger::Request* Ledger::request_of(const FixMessage& message, int tag, std::string_view kinds) {
    const auto found = requests_.find(text_of(message, tag));
    const bool known = found != requests_.end() && kinds.find(found->second.kind) != std::string_view::npos;
    if (!known) wrong(message, "it answers nothing that was asked");
    return known ? &found->second : nullptr;
}

void Ledger::receives(const FixMessage& message) {
    const auto type = message.type();
    if (type == "8") return report(message);
    if (type == "9") return refused_change(message);
    if (type == "B") return;
    if (type != "r") return wrong(message, "a message of this type was not expected");
    if (auto* request = request_of(message, 11, "q"); request != nullptr && ++request->answers > 1)
        wrong(message, "answered before");
}

void Ledger::report(const FixMessage& message) {
    if (message.has(150, "I")) return status(message);
    const auto exec_id = text_of(message, 17);
    repeated_ += message.has(97, "Y") ? 1 : 0;
    const auto [known, fresh] = exec_ids_.emplace(exec_id, message.content());
    if (!fresh) {
        if (known->second != message.content()) return wrong(message, std::string(kExecIdTwice));
        if (!message.has(97, "Y") && !message.has(43, "Y"))
            wrong(message, "a report comes again without 43 or 97");
        return;
    }
    if (message.has(150, "8") && message.has(103, "6")) return duplicate(message);
    auto* order = order_of(text_of(message, 11));
    if (order == nullptr) {
        const auto request = requests_.find(text_of(message, 11));
        if (request == requests_.end()) return wrong(message, "a report of no order");
        order = &orders_[request->second.order];
    }
    news(*order, message);
    check_figures(*order, message);
}

/// 150=I: to a question by its 790, to a D or a request with 97=Y by its 11.
void Ledger::status(const FixMessage& message) {
    if (!message.has(17, "0")) wrong(message, "a status answer with an ExecID(17)");
    const auto id = message.get(790).empty() ? "again-" + text_of(message, 11) : text_of(message, 790);
    const auto found = requests_.find(id);
    if (found == requests_.end()) return wrong(message, "it answers nothing that was asked");
    if (++found->second.answers > 1) wrong(message, "answered before");
    auto& order = orders_[found->second.order];
    check_order_id(order, message);
    order.declared = first_word(message.get(58));
    // The 9 that answered the change may be lost: only reports are sent again after a reset.
    const bool changes = message.has(39, "6") || message.has(39, "E");
    if (!changes && !order.change.empty() && requests_.at(order.change).uncertain) order.change.clear();
    if (order.declared == "UNKNOWN_ORDER") {
        if (!order.uncertain && !order.rejected) wrong(message, "the bridge does not know the order");
        return;
    }
    check_figures(order, message);
}

void Ledger::duplicate(const FixMessage& message) {
    const auto found = requests_.find("again-" + text_of(message, 11));
    if (found == requests_.end()) return wrong(message, "it was sent once");
    check_order_id(orders_[found->second.order], message);
    if (++found->second.answers > 1) wrong(message, "answered before");
}

void Ledger::news(Order& order, const FixMessage& message) {
    const auto kind = message.get(150);
    if (order.over() && kind != "F") wrong(message, "news of an order that is over");
    const auto word = first_word(message.get(58));
    check_order_id(order, message);
    check_cause(order, message);
    if (kind == "A") {
        if (word == "OUTCOME_UNKNOWN") order.unknown = order.was_unknown = true;
        if (order.accepted) wrong(message, "pending after the acceptance");
    } else if (kind == "0") {
        if (std::exchange(order.accepted, true)) wrong(message, "accepted twice");
        order.unknown = false;
    } else if (kind == "8") {
        if (order.accepted) wrong(message, "refused after the acceptance");
        order.rejected = true;
        order.unknown = false;
    } else if (kind == "F") {
        fill(order, message);
    } else if (kind == "4") {
        end(order, message);
    } else if (kind == "5") {
        replaced(order, message);
    } else if (kind == "6" || kind == "E") {
        taken(order, message);
    } else if (kind == "D" && message.has(378, "5")) {  // what a replace asked for had been executed
        order.ended = true;
        order.figures.quantity = text_of(message, 38);
    } else if (kind != "D" && kind != "L") {
        wrong(message, "an ExecType(150) that is never used");
    }
}

void Ledger::fill(Order& order, const FixMessage& message) {
    if (!order.accepted) wrong(message, "a fill before the acceptance");
    const auto price = message.get(31);
    const auto point = price.find('.');
    const Fill fill{
        .exec_id = text_of(message, 17),
        .trade_id = text_of(message, version_.trade_id),
        .quantity = millionths(message.get(32)),
        .price = millionths(price),
        .price_decimals = point == std::string_view::npos ? 0 : static_cast<int>(price.size() - point) - 1};
    if (order.has_fill(fill.trade_id)) wrong(message, "one trade under two ExecIDs(17)");
    order.executed += fill.quantity;
    order.fills.push_back(fill);
    // 39=1 with nothing left: too much is open at the venue, and the bridge cancels it.
    if (order.executed >= millionths(order.figures.quantity) && !message.has(39, "1")) order.ended = true;
}

void Ledger::end(Order& order, const FixMessage& message) {
    order.ended = true;
    order.unknown = false;
    if (!message.has(151, "0")) wrong(message, "an end with something left");
    const auto orig = text_of(message, 41);
    if (!orig.empty()) answer(order, text_of(message, 11), message);
}

/// The one last word about a request.
void Ledger::answer(Order& order, const std::string& id, const FixMessage& message) {
    const auto found = requests_.find(id);
    if (found == requests_.end()) return wrong(message, "it answers no request");
    if (++found->second.answers > 1) wrong(message, "answered before");
    if (order.change == id) order.change.clear();
}

void Ledger::replaced(Order& order, const FixMessage& message) {
    const auto id = text_of(message, 11);
    answer(order, id, message);
    const auto found = requests_.find(id);
    if (found == requests_.end() || found->second.kind != 'G')
        return wrong(message, "no replace was asked for");
    order.figures = found->second.figures;
    order.ids.push_back(id);
    order_ids_[id] = static_cast<std::size_t>(&order - orders_.data());
}

void Ledger::taken(Order& order, const FixMessage& message) {
    auto* request = request_of(message, 11, message.has(150, "6") ? "F" : "G");
    if (request == nullptr) return;
    if (std::exchange(request->taken, true) || request->answers > 0) wrong(message, "taken twice");
    // The 9 that answered the change before may be lost: only reports are sent again after a reset.
    if (!order.change.empty() && !requests_.at(order.change).uncertain)
        wrong(message, "a second change under way");
    order.change = text_of(message, 11);
}

void Ledger::refused_change(const FixMessage& message) {
    auto* request = request_of(message, 11, "FG");
    if (request == nullptr) return;
    if (!message.has(41, request->orig)) wrong(message, "another OrigClOrdID(41)");
    auto& order = orders_[request->order];
    check_order_id(order, message);
    const bool unknown = message.has(102, "1") && message.has(39, "8");
    if (unknown && !order.uncertain && !order.rejected) wrong(message, "the bridge does not know the order");
    if (message.has(102, "0") && !order.over() && order.executed < millionths(order.figures.quantity)) {
        const auto word = first_word(message.get(58));
        if (word != "STOP_TRIGGERED" && word != "MARKET_ORDER" && message.has(434, "1") &&
            message.has(39, "0"))
            wrong(message, "too late for an order that is live");
    }
    answer(order, text_of(message, 11), message);
}

/// Once it has one, an order keeps it: the other session's order of this ClOrdID has another.
void Ledger::check_order_id(Order& order, const FixMessage& message) {
    if (message.has(37, "NONE")) return;
    if (!order.order_id.empty() && !message.has(37, order.order_id)) wrong(message, "another OrderID(37)");
    order.order_id = text_of(message, 37);
}

/// What the bridge does to an order by itself, it does for this session's sake.
void Ledger::check_cause(const Order& order, const FixMessage& message) {
    const auto word = first_word(message.get(58));
    if (word.starts_with("CANCEL_ON_") && !order.left)
        wrong(message, "cancelled for a session that was not away");
    const auto is_mass_cancel = [](const auto& request) { return request.second.kind == 'q'; };
    if (word.starts_with("MASS_CANCEL") && std::none_of(requests_.begin(), requests_.end(), is_mass_cancel))
        wrong(message, "a mass cancel that nobody asked for");
}

/// 14 is what was executed, 14 + 151 = 38 or 151 = 0, and the figures are those that were sent, digit for
/// digit.
void Ledger::check_figures(const Order& order, const FixMessage& message) {
    const auto executed = millionths(message.get(14)), left = millionths(message.get(151));
    if (executed != order.executed) wrong(message, "14 is not the sum of the fills");
    if (left != 0 && executed + left != millionths(message.get(38))) wrong(message, "14 + 151 is not 38");
    if (!message.has(6, average(order.fills))) wrong(message, "6 is not the average");
    if (!message.has(54, order.side) || !message.has(40, order.type)) wrong(message, "another side or type");
    const auto price = message.get(44).empty() ? message.get(99) : message.get(44);
    if (price != order.figures.price) wrong(message, "another price than was sent");
    if (!message.has(38, order.figures.quantity)) wrong(message, "another quantity than was sent");
}

}  // namespace qb::simulation
