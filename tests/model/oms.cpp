#include "oms.h"

#include <algorithm>

#include "matrices.h"

namespace qb::model {
namespace {

constexpr int kDuplicateOrder = 6;  // OrdRejReason(103)
constexpr std::string_view kMassCancel = "MASS_CANCEL", kOnDisconnect = "CANCEL_ON_DISCONNECT",
                           kOvertaken = "REPLACE_OVERTAKEN", kLost = "REPLACE_LOST",
                           kExecuted = "REPLACE_EXECUTED";

/// PossResend(97)=Y: the order as it stands now, once more.
bool same_order(const Oms::NewOrder& a, const Oms::NewOrder& b, Hundredths quantity, Hundredths price) {
    return a.stop == b.stop && a.market == b.market && b.quantity == quantity &&
           (a.market || b.price == price);
}

}  // namespace

int Oms::order_of(const std::string& cl_ord_id) const {
    if (const auto own = order_ids_.find(cl_ord_id); own != order_ids_.end()) return own->second;
    const auto request = request_ids_.find(cl_ord_id);
    return request == request_ids_.end() ? -1 : requests_[static_cast<std::size_t>(request->second)].order;
}

// ---- what it sends

void Oms::sends(const NewOrder& order) {
    const int holder = order_of(order.cl_ord_id);
    sending_ = true;
    owed_id_ = order.cl_ord_id;
    owed_order_ = holder;
    if (holder >= 0) {
        const Order& known = orders_[static_cast<std::size_t>(holder)];
        const bool same = same_order(known.sent, order, known.quantity, known.price);
        owed_ = order.resend && same ? Owed::State : Owed::Duplicate;
        return;
    }
    order_ids_[order.cl_ord_id] = static_cast<int>(orders_.size());
    Order fresh;
    fresh.sent = order;
    fresh.ids = {order.cl_ord_id};
    fresh.quantity = order.quantity;
    fresh.price = order.price;
    fresh.sent_at = now_;
    orders_.push_back(std::move(fresh));
}

void Oms::sends(const Change& change) {
    Request request{.sent = change, .sent_at = now_};
    sending_ = true;
    const auto named = order_ids_.find(change.orig_cl_ord_id);
    if (named != order_ids_.end()) request.order = named->second;
    request.early = request.order >= 0 && !orders_[static_cast<std::size_t>(request.order)].accepted;
    const int holder = order_of(change.cl_ord_id);
    owed_id_ = change.cl_ord_id;
    if (holder >= 0) {
        const bool same = holder == request.order && change.cl_ord_id != change.orig_cl_ord_id;
        owed_ = change.resend && same ? Owed::State : Owed::Duplicate;
        owed_order_ = owed_ == Owed::State ? holder : request.order;
        return;
    }
    request_ids_[change.cl_ord_id] = static_cast<int>(requests_.size());
    requests_.push_back(std::move(request));
}

void Oms::asks_status(const std::string& cl_ord_id) {
    const auto named = order_ids_.find(cl_ord_id);
    owed_ = named == order_ids_.end() ? Owed::Unknown : Owed::State;
    owed_order_ = named == order_ids_.end() ? -1 : named->second;
    owed_id_.clear();
}

void Oms::sends_mass_cancel() { owed_ = Owed::MassReport; }

void Oms::loses_line() { owe(kOnDisconnect); }

/// The bridge owes the cancels of all orders that it does not owe another cancel.
void Oms::owe(std::string_view word) {
    for (Order& order : orders_) {
        if (!order.ended && order.owed.empty()) order.owed = word;
    }
}

void Oms::done() {
    sending_ = false;
    if (owed_ != Owed::Nothing) complain("a request was not answered at once");
    owed_ = Owed::Nothing;
    for (Request& request : requests_) {
        if (request.answered || request.taken) continue;
        if (manner_.pending_cancel) {
            complain("the request " + request.sent.cl_ord_id + " was neither taken nor refused");
        } else if (request.order >= 0) {  // taken without a word
            request.taken = true;
            Order& order = orders_[static_cast<std::size_t>(request.order)];
            if (order.change >= 0) complain("a second change was taken while one is under way");
            order.change = static_cast<int>(&request - requests_.data());
            order.may_be_overtaken |= manner_.replaces_partly_filled && !request.sent.cancel;
        }
    }
}

bool Oms::all_answered() const {
    return std::all_of(orders_.begin(), orders_.end(), [](const Order& order) { return order.ended; }) &&
           std::all_of(requests_.begin(), requests_.end(), [](const Request& r) { return r.answered; });
}

void Oms::at_end() {
    for (const Order& order : orders_) {
        if (!order.ended) complain("the order " + order.ids.front() + " never ended");
        if (order.change >= 0) complain("a change of " + order.ids.front() + " is still under way");
        if (order.losing && !order.ended) complain("the lost order " + order.ids.front() + " has no end");
    }
    for (const Request& request : requests_) {
        if (!request.answered) complain("the request " + request.sent.cl_ord_id + " was never answered");
    }
}

// ---- what it hears

void Oms::wrong(const Message& message, const std::string& what) {
    std::string text = what + ": 35=" + std::string(message.type) + " 11=" + message.cl_ord_id;
    if (message.exec_type != 0) text += std::string(" 150=") + message.exec_type;
    if (message.ord_status != 0) text += std::string(" 39=") + message.ord_status;
    complain(text + " 58=" + message.text);
}

char Oms::reached(const Order& order) const {
    const Hundredths cum = order.executed.quantity;
    if (cum > 0 && cum >= order.quantity && (order.ended || !order.may_be_overtaken)) return '2';
    if (order.ended) return order.rejected && cum == 0 ? '8' : '4';
    if (!order.accepted) return 'A';
    return cum > 0 ? '1' : '0';
}

/// OrdStatus precedence: a pending change comes before what was reached, until the order has ended.
char Oms::status(const Order& order, bool last_fill) const {
    const bool pending = order.change >= 0 && manner_.pending_cancel && (!order.ended || last_fill);
    if (!pending) return reached(order);
    return change_of(order)->cancel ? '6' : 'E';
}

const Oms::Change* Oms::change_of(const Order& order) const {
    return order.change < 0 ? nullptr : &requests_[static_cast<std::size_t>(order.change)].sent;
}

Hundredths Oms::wanted(std::size_t number) const {
    const Order& order = orders_[number];
    const Change* change = change_of(order);
    return change != nullptr && !change->cancel ? change->quantity : order.quantity;
}

void Oms::receives(const Message& message) {
    if (message.type == "9") return reject(message);
    if (message.type == "8") return report(message);
    if (owed_ != Owed::MassReport) return wrong(message, "a mass cancel report that nobody asked for");
    owed_ = Owed::Nothing;
    int certain = 0, possible = 0;
    for (Order& order : orders_) {
        const Change* change = change_of(order);
        const bool cancelling = change != nullptr && change->cancel;
        if (order.ended || !order.owed.empty() || cancelling) continue;
        order.owed = kMassCancel;
        ++possible;
        if (!order.may_be_overtaken) ++certain;  // else the bridge may be cancelling it already
    }
    if (message.affected < certain || message.affected > possible)
        wrong(message, "TotalAffectedOrders(533) is not the number of live orders");
}

/// The answer to the request that is being handled where it is not news of the order.
void Oms::at_once(const Message& message) {
    const bool unknown = owed_ == Owed::Unknown;
    const bool duplicate = owed_ == Owed::Duplicate;
    const bool status_answer = message.exec_type == 'I';
    if (owed_ == Owed::Nothing || duplicate == status_answer) return wrong(message, "nobody asked for this");
    owed_ = Owed::Nothing;
    if (unknown) {
        if (message.ord_status != '8') wrong(message, "an unknown order must be shown as rejected");
        return;
    }
    if (!owed_id_.empty() && message.cl_ord_id != owed_id_)
        wrong(message, "another ClOrdID(11) than was sent");
    if (duplicate) {
        if (!exec_ids_.insert(message.exec_id).second) wrong(message, "ExecID(17) was used before");
    } else if (message.exec_id != "0") {
        wrong(message, "a status answer must have ExecID(17)=0");
    }
    const Order& order = orders_[static_cast<std::size_t>(owed_order_)];
    if (message.ord_status != status(order)) wrong(message, "not the status that was told last");
    check_ids(order, message);
    Order copy = order;
    check_figures(copy, message);
}

void Oms::report(const Message& message) {
    if (message.exec_type == 'I' || (message.exec_type == '8' && message.ord_rej_reason == kDuplicateOrder))
        return at_once(message);
    const int number = order_of(message.cl_ord_id);
    if (number < 0) return wrong(message, "a report of no order");
    Order& order = orders_[static_cast<std::size_t>(number)];
    check_identity(order, message);
    if (order.ended && message.exec_type != 'F') wrong(message, "a report after the end");
    if (order.losing && message.exec_type != '4' && message.exec_type != 'F')
        wrong(message, "the lost order's end comes next");
    const bool was_ended = order.ended;
    order.perhaps_over = false;
    news(order, message);
    const bool last_fill = message.exec_type == 'F' && !was_ended;
    const char expected = status(order, last_fill);
    if (message.ord_status != expected) wrong(message, std::string("39 should be ") + expected);
    if (!legal(order.shown, message.exec_type, message.ord_status))
        wrong(message, std::string("no matrix has this step from 39=") + order.shown);
    order.shown = message.ord_status;
    check_figures(order, message);
}

void Oms::news(Order& order, const Message& message) {
    switch (message.exec_type) {
    case 'A': return pending_new(order, message);
    case '0': return accepted(order);
    case '8': return rejected(order, message);
    case '4': return cancelled(order, message);
    case '5': return replaced(order, message);
    case '6':
    case 'E': return taken(order, message);
    case 'D': return restated(order, message);
    case 'L': return triggered(order);
    case 'F': return filled(order, message);
    default: wrong(message, "an ExecType(150) that is never used");
    }
}

void Oms::pending_new(Order& order, const Message& message) {
    bool& told = order.unknown_told;
    if (message.text.starts_with("OUTCOME_UNKNOWN")) {
        if (told) wrong(message, "told twice that the outcome is unknown");
        told = true;
    } else if (!manner_.pending_new || ++order.news_of_pending > 1) {
        wrong(message, "an order is pending once, and only with PendingNew=Y");
    }
    if (order.accepted) wrong(message, "pending after the acceptance");
}

void Oms::accepted(Order& order) {
    if (order.accepted) complain("the order " + order.ids.front() + " was accepted twice");
    order.accepted = true;
}

void Oms::rejected(Order& order, const Message& message) {
    if (order.accepted) wrong(message, "rejected after the acceptance");
    check_queue(order.sent_at, message);
    order.ended = order.rejected = true;
}

/// The pending request that this report answers.
Oms::Request* Oms::close(Order& order, const Message& message, bool cancel) {
    const auto named = request_ids_.find(message.cl_ord_id);
    const bool silent = !manner_.pending_cancel && order.change < 0 && named != request_ids_.end();
    if (silent) order.change = named->second;  // taken without a word, and done at once
    Request* request = order.change < 0 ? nullptr : &requests_[static_cast<std::size_t>(order.change)];
    if (request == nullptr || request->sent.cancel != cancel ||
        request->sent.cl_ord_id != message.cl_ord_id) {
        wrong(message, "it answers no request that is under way");
        return nullptr;
    }
    if (request->answered) wrong(message, "the request was answered before");
    const std::string& orig = request->sent.orig_cl_ord_id;
    if (message.orig_cl_ord_id != orig) wrong(message, "OrigClOrdID(41) should be " + orig);
    request->answered = true;
    order.change = -1;
    order.ids.push_back(message.cl_ord_id);
    order_ids_[message.cl_ord_id] = static_cast<int>(&order - orders_.data());
    return request;
}

void Oms::cancelled(Order& order, const Message& message) {
    const Change* change = change_of(order);
    if (!message.orig_cl_ord_id.empty()) {
        close(order, message, true);
    } else if (change != nullptr && change->cancel) {
        wrong(message, "cancelled, and the cancel under way is not answered by it");
    } else {
        check_owed_word(order, message);
    }
    order.ended = true;
    order.owed = {};
    if (order.executed.quantity >= order.quantity && !order.may_be_overtaken)
        wrong(message, "cancelled, but it was complete");
}

/// A cancel that nobody asked for by F says in its first word why it was done.
void Oms::check_owed_word(const Order& order, const Message& message) {
    if (order.losing != message.text.starts_with(kLost))
        wrong(message, "REPLACE_LOST goes with 9 REPLACE_LOST");
    if (order.losing || (order.may_be_overtaken && message.text.starts_with(kOvertaken))) return;
    const bool owed = message.text.starts_with(kMassCancel) || message.text.starts_with(kOnDisconnect);
    if (owed != !order.owed.empty() || !message.text.starts_with(order.owed))
        wrong(message, "58 should say why it was cancelled");
}

/// What waits for its share of the order rate waits so long, and where the session does not wait it is
/// refused at once.
void Oms::check_queue(std::chrono::microseconds sent_at, const Message& message) {
    if (!message.text.starts_with("RATE_LIMITED_LOCAL")) return;
    if (manner_.max_queue_delay.count() == 0 && !sending_) wrong(message, "refused later, without a queue");
    if (now_ - sent_at != manner_.max_queue_delay) wrong(message, "it waited for another time");
}

void Oms::replaced(Order& order, const Message& message) {
    const Request* request = close(order, message, false);
    if (request == nullptr) return;
    order.quantity = request->sent.quantity;
    order.price = request->sent.price;
    if (order.executed.quantity >= order.quantity)
        wrong(message, "replaced to no more than what is executed");
}

void Oms::taken(Order& order, const Message& message) {
    const auto known = request_ids_.find(message.cl_ord_id);
    if (known == request_ids_.end()) return wrong(message, "no such request");
    Request& request = requests_[static_cast<std::size_t>(known->second)];
    if (!manner_.pending_cancel) wrong(message, "PendingCancel=N leaves this out");
    if (request.taken || request.answered) wrong(message, "taken twice");
    if (order.change >= 0) wrong(message, "a second change was taken while one is under way");
    if (request.sent.cancel != (message.exec_type == '6')) wrong(message, "the other kind of request");
    if (message.orig_cl_ord_id != request.sent.orig_cl_ord_id) wrong(message, "another OrigClOrdID(41)");
    const bool by_cancel = manner_.replaces_partly_filled && order.sent.rests;
    if (!request.sent.cancel && order.executed.quantity > 0 && !by_cancel)
        wrong(message, "a partly filled order is not replaced");
    request.taken = true;
    order.change = known->second;
    order.may_be_overtaken |= by_cancel && !request.sent.cancel;
}

void Oms::restated(Order& order, const Message& message) {
    if (message.text.starts_with("TRIGGERED")) {
        if (manner_.trigger_report != 'D') wrong(message, "TriggerReport is not D");
        return triggered(order);
    }
    if (message.text.starts_with(kExecuted)) return executed_instead(order, message);
    if (order.may_be_overtaken && message.text.starts_with("REPLACE_OVERTAKEN_FAILED")) return;
    if (order.owed.empty() || !message.text.starts_with(std::string(order.owed) + "_FAILED"))
        wrong(message, "restated for no reason");
    order.owed = {};
}

/// It was cancelled to be replaced, and nothing is left to add: OrderQty(38) becomes CumQty(14).
void Oms::executed_instead(Order& order, const Message& message) {
    const Change* change = change_of(order);
    const Hundredths cum = order.executed.quantity;
    if (!manner_.replaces_partly_filled || change == nullptr || change->cancel || cum < change->quantity)
        wrong(message, "no replace asks for so little");
    order.quantity = cum;
    order.ended = true;
}

void Oms::triggered(Order& order) {
    if (manner_.trigger_report == 'n' || !order.sent.stop || order.triggered || !order.accepted ||
        order.executed.quantity > 0) {
        complain("the order " + order.ids.front() + " cannot be triggered now");
    }
    order.triggered = true;
}

void Oms::filled(Order& order, const Message& message) {
    const auto quantity = hundredths(message.last_qty);
    const auto price = hundredths(message.last_px);
    if (!quantity || !price || *quantity <= 0 || *price <= 0)
        return wrong(message, "a fill without LastQty(32) and LastPx(31)");
    const bool late = message.text.starts_with("LATE_FILL");
    if (late != order.ended) wrong(message, "LATE_FILL goes with a fill after the end");
    const bool told = manner_.trigger_report == 'n' || order.triggered || order.ended;
    if (order.sent.stop && !told) wrong(message, "a stop was filled before it fired");
    if (!order.accepted && !order.ended) wrong(message, "filled before it was accepted");
    order.executed.add(*price, *quantity);
    // The rest of a replace that was refused for late executions is done: OrderQty(38) becomes CumQty(14).
    if (order.overtaken && !order.ended && message.ord_status == '2')
        order.quantity = std::min(order.quantity, order.executed.quantity);
    if (order.executed.quantity < order.quantity || order.ended) return;
    // What a former order executed late does not end the rest: 39 says, or the answer to what is under way.
    order.perhaps_over = order.may_be_overtaken && order.change >= 0 && manner_.pending_cancel;
    order.ended = !order.may_be_overtaken || message.ord_status == '2';
    if (order.ended) order.owed = {};
}

// ---- what holds for every report

void Oms::check_ids(const Order& order, const Message& message) {
    const std::string& known = order.order_id;
    const bool late_word = message.exec_type == '8' && message.ord_rej_reason != kDuplicateOrder;
    const bool first =
        known.empty() && message.order_id != "NONE" && (message.exec_type == '0' || late_word || order.ended);
    if (message.order_id != (known.empty() ? "NONE" : known) && !first)
        wrong(message, "OrderID(37) was " + (known.empty() ? "NONE" : known));
}

void Oms::check_identity(Order& order, const Message& message) {
    check_ids(order, message);
    if (order.order_id.empty() && message.order_id != "NONE") order.order_id = message.order_id;
    if (!exec_ids_.insert(message.exec_id).second) wrong(message, "ExecID(17) was used before");
    const bool names_request = !message.orig_cl_ord_id.empty();
    if (!names_request && message.cl_ord_id != order.ids.back())
        wrong(message, "not the order's newest ClOrdID");
    const bool needs_orig = message.exec_type == '5' || message.exec_type == '6' || message.exec_type == 'E';
    const bool may = needs_orig || message.exec_type == '4';
    if (needs_orig != names_request && !(may && names_request))
        wrong(message, "OrigClOrdID(41) belongs to answers to requests alone");
}

void Oms::check_figures(Order& order, const Message& message) {
    const auto cum = hundredths(message.cum_qty);
    const auto leaves = hundredths(message.leaves_qty);
    const auto quantity = hundredths(message.order_qty);
    if (!cum || !leaves || !quantity) return wrong(message, "14, 151 or 38 is no number");
    if (*cum != order.executed.quantity) wrong(message, "CumQty(14) is not the sum of LastQty(32)");
    if (*quantity != order.quantity) wrong(message, "OrderQty(38) is not the order's");
    const Hundredths left = std::max<Hundredths>(*quantity - *cum, 0);
    if (*leaves != (order.ended ? 0 : left))
        wrong(message, "LeavesQty(151) should be 38 less 14, 0 at the end");
    if (!order.executed.has_average(message.avg_px)) wrong(message, "AvgPx(6) is " + message.avg_px);
    const std::string& price = order.sent.stop ? message.stop_px : message.price;
    if (!order.sent.market && hundredths(price) != order.price) wrong(message, "44 or 99 is not the order's");
}

}  // namespace qb::model
