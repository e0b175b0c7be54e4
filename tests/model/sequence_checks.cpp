#include <algorithm>

#include "describe.h"
#include "sequence.h"

// What only somebody who knows the truth can check: what the venue has, and what left the bridge.
namespace qb::model {

Counts& Counts::operator+=(const Counts& other) {
    for (const auto member :
         {&Counts::fills, &Counts::late_fills, &Counts::replaced, &Counts::cancelled, &Counts::refused,
          &Counts::restarts, &Counts::rests, &Counts::lost, &Counts::overtaken, &Counts::executed,
          &Counts::queued, &Counts::over_rate, &Counts::surveyed, &Counts::for_absent}) {
        this->*member += other.*member;
    }
    return *this;
}

void Sequence::hear(const FIX::Message& message) {
    const Message read = read_message(message);
    note([&] { return describe(read); });
    oms_.clock(bridge_.now().wall.time_since_epoch());
    oms_.receives(read);
    count(read);
    check_truth(read);
}

void Sequence::count(const Message& message) {
    Counts& counts = outcome_.counts;
    if (message.type == "9") ++counts.refused;
    if (message.type == "9" && message.text.starts_with("REPLACE_LOST")) ++counts.lost;
    if (message.text.starts_with("RATE_LIMITED_LOCAL")) ++counts.over_rate;
    if (message.type != "8") return;
    const char what = message.exec_type;
    if (what == 'F') ++counts.fills;
    if (what == 'F' && message.text.starts_with("LATE_FILL")) ++counts.late_fills;
    if (what == '5') ++counts.replaced;
    if (what == '4') ++counts.cancelled;
    if (what == '4' && message.text.starts_with("REPLACE_OVERTAKEN")) ++counts.overtaken;
    if (what == '4' && message.text.starts_with("CANCEL_ON_DISCONNECT")) ++counts.for_absent;
    if (what == 'D' && message.text.starts_with("REPLACE_EXECUTED")) ++counts.executed;
    const int number = what == '4' ? oms_.order_of(message.cl_ord_id) : -1;
    if (number >= 0 && venue_.cancelled_unheard(keys_[static_cast<std::size_t>(number)])) ++counts.surveyed;
}

/// Nothing may be told as ended that the venue has open.
void Sequence::check_truth(const Message& message) {
    const bool ends = message.type == "8" && (message.exec_type == '4' || message.exec_type == '8') &&
                      message.ord_rej_reason != 6;
    const bool filled = message.exec_type == 'F' && message.ord_status == '2';
    const int known = ends || filled ? oms_.order_of(message.cl_ord_id) : -1;
    if (known < 0) return;
    const auto number = static_cast<std::size_t>(known);
    // A modify that nobody has heard of may be done under the old id: nothing shows that it was.
    const bool unheard = oms_.wanted(number) > oms_.quantity(number) && !venue_.new_modify_id();
    if (venue_.open(keys_[number]) && !(filled && (unheard || oms_.doubtful(number))))
        oms_.complain("told as ended while the venue has it open: 11=" + message.cl_ord_id);
}

/// An order leaves for the venue: in time, in its turn, and only while the OMS knows it as alive.
void Sequence::check_add(const orders::Order& order) {
    const int known = oms_.order_of(order.request.cl_ord_id);
    if (known < 0) return oms_.complain("an order of nobody is sent");
    const auto number = static_cast<std::size_t>(known);
    if (oms_.ended(number))
        oms_.complain("sent after the OMS was told of its end: " + oms_.oldest_id(number));
    if (order.rest_is_out()) return check_rest(order, number);
    check_turn(order.request.cl_ord_id);
    check_age(order.request.cl_ord_id);
}

/// A rest makes the new OrderQty(38) whole, and the order that it takes the place of is gone.
void Sequence::check_rest(const orders::Order& order, std::size_t number) {
    ++outcome_.counts.rests;
    const orders::OrderKey key = keys_[number];
    if (venue_.open(key)) oms_.complain("a rest is added while the venue has the order open");
    const Hundredths rest = hundredths(order.venue_quantity().to_string()).value_or(0);
    const Hundredths whole = venue_.executed(key) + rest;
    const Hundredths wanted = oms_.wanted(number);
    // Executions that no list shows yet cannot be reckoned with.
    if (whole == wanted || (whole > wanted && venue_.slow_trades())) return;
    oms_.complain("with a rest of " + text_of(rest) + " the venue has " + text_of(whole) + ", not " +
                  text_of(wanted));
}

/// Nothing leaves that waited longer than MaxOrderAge.
void Sequence::check_age(const std::string& id) {
    const auto asked = unsent_.find(id);
    if (asked == unsent_.end()) return;  // it had left before
    if (bridge_.now().wall - asked->second > kMaxOrderAge) oms_.complain(id + " is too old to be sent");
    unsent_.erase(asked);
}

/// What waits for its share goes in the order in which it came, and within MaxQueueDelay.
void Sequence::check_turn(const std::string& id) {
    const auto place = std::find(queue_.begin(), queue_.end(), id);
    if (place == queue_.end()) return;
    ++outcome_.counts.queued;
    const bool overtakes = std::any_of(queue_.begin(), place, [&](const std::string& before) {
        return !oms_.ended(static_cast<std::size_t>(oms_.order_of(before)));
    });
    if (overtakes) oms_.complain(id + " goes before its turn");
    if (bridge_.now().wall - unsent_.at(id) > session_.max_queue_delay)
        oms_.complain(id + " waited too long for its share");
    queue_.erase(place);
}

/// The bridge has something to do about this order that the venue, which is plain now, lets it do.
bool Sequence::unfinished(std::size_t number) const {
    const orders::OrderKey key = keys_[number];
    if (bridge_.lost_track_of(key)) return false;
    if (venue_.open(key)) {
        const Hundredths most = std::max(oms_.quantity(number), oms_.wanted(number));
        const bool too_much = oms_.executed(number) + venue_.open_quantity(key) > most;
        return oms_.waits(number) || (too_much && !oms_.doubtful(number));
    }
    return oms_.live(number) && venue_.cancelled_unheard(key);
}

void Sequence::check_sums() {
    if (venue_.sent_twice()) oms_.complain("an order was sent twice");
    for (std::size_t i = 0; i < oms_.orders(); ++i) {
        const Hundredths truth = venue_.executed(keys_[i]);
        if (oms_.executed(i) == truth) continue;
        oms_.complain("the venue executed " + text_of(truth) + " of " + oms_.oldest_id(i) +
                      ", the OMS heard of " + text_of(oms_.executed(i)));
    }
}

}  // namespace qb::model
