#include "torture/oms_session.h"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <set>

namespace qb::torture {
namespace {

using test::FixFields;

bool is_session_message(const std::string& type) {
    static const std::set<std::string> kTypes{"0", "1", "2", "3", "4", "5", "A"};
    return kTypes.contains(type);
}

/// The message without what differs when it is sent again (FIX 4.4, volume 2: 43, 97, 122, and with them
/// SendingTime, BodyLength and CheckSum).
std::string event_of(const FixFields& message) {
    static const std::set<std::string> kOfTheFrame{"8", "9", "10", "34", "43", "52", "97", "122"};
    std::string event;
    std::string_view rest = message.text();
    while (!rest.empty()) {
        const auto field = rest.substr(0, rest.find('\x01'));
        rest.remove_prefix(std::min(rest.size(), field.size() + 1));
        const std::string tag(field.substr(0, field.find('=')));
        if (!kOfTheFrame.contains(tag)) event.append(field).append("|");
    }
    return event;
}

}  // namespace

OmsSession::OmsSession(boost::asio::io_context& io, std::function<void(const FixFields&)> deliver)
    : io_(io), deliver_(std::move(deliver)) {}

bool OmsSession::log_on(std::uint16_t port, bool reset) {
    peer_ = std::make_unique<test::FixPeer>(io_);
    peer_->answer_tests = false;
    logged_on_ = asked_ = false;
    early_.clear();
    try {
        peer_->connect(port);
    } catch (const boost::system::system_error&) {
        peer_.reset();
        return false;
    }
    resetting_ = reset || resetting_;  // whether the last one was heard is not known
    if (resetting_) {
        sent_.clear();
        next_out_ = 1;
        ++counts_.resets;
    }
    const std::string logon = "35=A|98=0|108=30|553=desk|554=desk-pass-3Tz9|";
    transmit(resetting_ ? logon + "141=Y|" : logon, true);
    return true;
}

void OmsSession::drop() {
    if (peer_) peer_->drop();
    peer_.reset();
    logged_on_ = false;
}

void OmsSession::read() {
    while (peer_ && !peer_->inbox.empty()) {
        const auto message = std::move(peer_->inbox.front());
        peer_->inbox.pop_front();
        transcript_.push_back("bridge " + message.readable());
        take(message);
    }
    if (peer_ && !peer_->connected()) drop();
}

void OmsSession::send(std::string_view fields) { transmit(fields, false); }

void OmsSession::transmit(std::string_view fields, bool session) {
    const int number = next_out_++;
    sent_[number] = {std::string(fields), test::fix_now(), session};
    put(std::string(fields), number);
}

void OmsSession::put(const std::string& fields, int number) {
    transcript_.push_back("oms    34=" + std::to_string(number) + "|" + fields +
                          (connected() ? "" : " (kept)"));
    if (connected()) peer_->send_numbered(fields, number);
}

// ---- what comes in

void OmsSession::take(const FixFields& message) {
    const std::string type = message[35];
    const int number = std::stoi(message[34]);
    if (type == "A") return logon_answered(message, number);
    if (!logged_on_) return complain("before the Logon's answer", message);
    if (type == "2") resend(message);  // whatever its number, or both would wait for each other
    if (number < next_in_ && message[43] != "Y") return complain("MsgSeqNum(34) used again", message);
    compare_with_first(message, number);
    if (number < next_in_) return;
    if (number > next_in_) {
        early_.emplace(number, message);
        return ask_for_gap();
    }
    in_turn(message);
}

void OmsSession::logon_answered(const FixFields& message, int number) {
    if (resetting_) {
        if (number != 1 || message[141] != "Y") complain("no reset, though asked for", message);
        heard_.clear();
        next_in_ = 1;
        resetting_ = false;
    }
    ++counts_.logons;
    logged_on_ = true;
    if (number < next_in_) return complain("MsgSeqNum(34) used again", message);
    compare_with_first(message, number);
    if (number == next_in_) return in_turn(message);
    early_.emplace(number, message);
    ask_for_gap();
}

/// `message` has the number that is due; with it goes what waited for it.
void OmsSession::in_turn(const FixFields& message) {
    handle(message);
    for (;;) {
        early_.erase(early_.begin(), early_.lower_bound(next_in_));
        if (early_.empty()) asked_ = false;
        if (early_.empty() || early_.begin()->first != next_in_) return;
        handle(early_.begin()->second);
    }
}

void OmsSession::handle(const FixFields& message) {
    const std::string type = message[35];
    if (message[43] == "Y") ++counts_.repeated;
    const int number = next_in_++;
    if (type == "4") gap_filled(message, number);
    if (type == "1") transmit("35=0|112=" + message[112] + "|", true);
    if (!is_session_message(type) || type == "3" || type == "5") deliver_(message);
}

void OmsSession::gap_filled(const FixFields& message, int number) {
    const int next = std::stoi(message[36]);
    if (message[123] != "Y" || next <= number) complain("a SequenceReset that fills no gap", message);
    for (int n = number; n < next; ++n) {
        const auto heard = heard_.find(n);
        const bool session = heard == heard_.end() || !heard->second.starts_with("app");
        if (!session) complain("a gap fill over an application message", message);
    }
    next_in_ = std::max(next_in_, next);
}

/// A number stands for one event, however often it comes.
void OmsSession::compare_with_first(const FixFields& message, int number) {
    const std::string type = message[35];
    const bool fills_gap = type == "4";
    const std::string event = (is_session_message(type) ? "session " : "app ") + event_of(message);
    const auto [entry, first_time] = heard_.emplace(number, event);
    if (first_time) return;
    if (message[43] != "Y") return complain("MsgSeqNum(34) used again", message);
    if (!fills_gap && entry->second != event)
        complain("not the event that this MsgSeqNum(34) was: " + entry->second, message);
}

void OmsSession::ask_for_gap() {
    if (asked_) return;
    asked_ = true;
    ++counts_.gaps;
    transmit("35=2|7=" + std::to_string(next_in_) + "|16=0|", true);
}

// ---- what is asked for again

void OmsSession::resend(const FixFields& request) {
    const int first = std::stoi(request[7]);
    const int last = request[16] == "0" ? next_out_ - 1 : std::min(std::stoi(request[16]), next_out_ - 1);
    int gap = first;  // first number that neither went out again nor was filled
    for (int number = first; number <= last; ++number) {
        const auto& sent = sent_.at(number);
        if (sent.session) continue;
        if (gap < number) fill_gap(gap, number);
        gap = number + 1;
        ++counts_.resent;
        auto again = sent.fields;
        again.insert(again.find('|') + 1, "43=Y|122=" + sent.time + "|");
        put(again, number);
    }
    if (gap <= last) fill_gap(gap, last + 1);
}

void OmsSession::fill_gap(int first, int next) {
    put("35=4|43=Y|122=" + test::fix_now() + "|36=" + std::to_string(next) + "|123=Y|", first);
}

void OmsSession::complain(std::string_view what, const FixFields& message) {
    complaints_.push_back(std::string(what) + ": " + message.readable());
}

}  // namespace qb::torture
