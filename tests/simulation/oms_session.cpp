#include "oms_session.h"

#include <algorithm>
#include <utility>

namespace qb::simulation {

using namespace std::chrono_literals;

OmsSession::OmsSession(Agenda& agenda, Trace& trace, BridgeEnd& bridge, Dice& dice, const Party& party,
                       Host host)
    : agenda_(agenda), trace_(trace), bridge_(bridge), dice_(dice), party_(party), host_(std::move(host)) {}

void OmsSession::start() {
    connect();
    keep_alive();
}

void OmsSession::wrong(const FixMessage& message, const std::string& what) {
    host_.complain("session: " + what + ": 34=" + std::string(message.get(34)) + " " + message.content());
}

// ---- the connection

void OmsSession::connect_later() {
    if (std::exchange(connecting_, true)) return;
    agenda_.after(pause, [this] {
        connecting_ = false;
        if (!line_) connect();
    });
}

void OmsSession::connect() {
    auto line = std::make_shared<Line>(agenda_, Line::Unit::Bytes, microseconds(200 * dice_.between(1, 10)));
    if (!bridge_.accept(line)) return connect_later();
    line_ = line;
    buffer_.clear();
    line->attach(Side::Other, {.arrived = [this](const std::string& bytes) { heard(bytes); },
                               .closed = [this](bool) { ended(); },
                               .taken = {}});
    log_on();
}

Fields OmsSession::logon() const {
    Fields body{{35, "A"}, {98, "0"}, {108, "30"}};
    const auto& version = party_.version.default_appl_ver_id;
    if (!version.empty()) body.emplace_back(1137, version);
    return body;
}

void OmsSession::log_on() {
    auto body = logon();
    if ((std::exchange(reset_next_, false) && !logout_open_) || reset_sent_) {
        reset_sent_ = true;
        body.emplace_back(141, "Y");
        write(1, body, {});
    } else {
        send_new(body, false);
    }
    logon_deadline_ = agenda_.now().mono + 3s;
}

void OmsSession::ended() {
    if (const auto line = std::exchange(line_, nullptr)) line->close(Side::Other, true);
    logged_on_ = asked_again_ = false;
    host_.ended();
    connect_later();
}

void OmsSession::disconnect() {
    if (line_) ended();
}

void OmsSession::lose_line(Dice& dice, bool half_open) {
    if (!line_) return;
    const auto some_of = [&](std::size_t bytes) {
        return static_cast<std::size_t>(dice.below(static_cast<int>(bytes) + 1));
    };
    Line::Cut cut{.to_other = some_of(line_->under_way(Side::Other)),
                  .to_bridge = some_of(line_->under_way(Side::Bridge)),
                  .other_hears = milliseconds(dice.between(0, 200)),
                  .bridge_hears = milliseconds(dice.between(0, 200))};
    if (half_open) cut.bridge_hears.reset();
    line_->cut(cut);
}

void OmsSession::stop_reading(bool stopped) {
    if (line_) line_->hold(Side::Other, stopped);
}

void OmsSession::log_out() {
    if (!logged_on_ || logout_open_) return;
    logout_open_ = true;
    send_new({{35, "5"}}, false);
}

void OmsSession::reset_now() {
    if (!logged_on_ || logout_open_) return;
    reset_sent_ = true;
    auto body = logon();
    body.emplace_back(141, "Y");
    write(1, body, {});
    logged_on_ = false;
    logon_deadline_ = agenda_.now().mono + 3s;
}

void OmsSession::keep_alive() {
    agenda_.after(1s, [this] { keep_alive(); });
    if (logged_on_ && agenda_.now().mono - last_sent_ > 25s) send_new({{35, "0"}}, false);
    if (line_ && !logged_on_ && agenda_.now().mono > logon_deadline_) ended();
}

// ---- out

int OmsSession::send(Fields body) { return send_new(std::move(body), true); }

int OmsSession::send_new(Fields body, bool application) {
    const int number = static_cast<int>(sent_.size()) + 1;
    sent_.push_back({std::move(body), application, agenda_.now().wall});
    write(number, sent_.back().body, {});
    return number;
}

void OmsSession::write(int number, const Fields& body, std::optional<WallTime> original) {
    if (!line_) return;
    Fields fields{
        body.front(), {34, std::to_string(number)}, {49, std::string(party_.comp_id)}, {56, kBridgeCompId}};
    if (original) fields.emplace_back(43, "Y");
    fields.emplace_back(52, utc(agenda_.now().wall));
    if (original) fields.emplace_back(122, utc(*original));
    fields.insert(fields.end(), body.begin() + 1, body.end());
    last_sent_ = agenda_.now().mono;
    const auto text = framed(party_.version, fields);
    trace_.line(party_.comp_id, "-> " + text);
    line_->send(Side::Other, text);
}

/// Numbers without an application message, and those that are not sent again, are filled over.
void OmsSession::on_resend_request(const FixMessage& message) {
    const int last = static_cast<int>(sent_.size());
    const int end = message.number(16) == 0 ? last : std::min(last, message.number(16));
    int from = message.number(7);
    if (from < 1 || from > last) return wrong(message, "it asks for what was not sent");
    const auto fill = [&](int upto) {
        if (from < upto) write(from, {{35, "4"}, {123, "Y"}, {36, std::to_string(upto)}}, agenda_.now().wall);
    };
    for (int number = from; number <= end; ++number) {
        const auto& sent = sent_.at(static_cast<std::size_t>(number - 1));
        if (sent.application && !resends) host_.abandoned(number);
        if (!sent.application || !resends) continue;
        fill(number);
        write(number, sent.body, sent.at);
        from = number + 1;
    }
    fill(end + 1);
}

// ---- in

void OmsSession::heard(const std::string& bytes) {
    buffer_ += bytes;
    try {
        while (line_) {
            const auto message = take_message(party_.version, buffer_);
            if (!message) return;
            std::string text;
            if (trace_.wanted()) text = framed(party_.version, message->fields);
            trace_.line(party_.comp_id, "<- " + text);
            handle(*message);
        }
    } catch (const std::exception& error) {
        host_.complain(std::string("session: ") + error.what());
    }
}

void OmsSession::handle(const FixMessage& message) {
    const auto type = message.type();
    if (!message.has(49, kBridgeCompId) || !message.has(56, party_.comp_id))
        wrong(message, "of another session");
    if (type == "A" && message.has(141, "Y") && reset_sent_) on_reset();
    if (type == "4" && !message.has(123, "Y")) return wrong(message, "a reset that nobody asked for");
    const int number = message.number(34);
    const bool again = message.has(43, "Y");
    if (type == "5" && !logged_on_) return ended();    // a refusal carries 34=1 whatever the numbers are
    if (reset_sent_ && !again && type != "A") return;  // of the epoch that ends
    if (number < next_in_) {
        if (again) return;
        if (!expects_forgetting)
            return wrong(message, "a number that was used before; expected " + std::to_string(next_in_));
        reset_next_ = true;
        return ended();
    }
    if (type == "A") on_logon(message);
    if (number > next_in_) {
        if (!std::exchange(asked_again_, true) && logged_on_)
            send_new({{35, "2"}, {7, std::to_string(next_in_)}, {16, "0"}}, false);
        if (type == "2") on_resend_request(message);  // or both ends wait for each other
        return;
    }
    in_order(message);
}

void OmsSession::on_reset() {
    reset_sent_ = false;
    for (std::size_t i = 0; i < sent_.size(); ++i)
        if (sent_[i].application) host_.abandoned(static_cast<int>(i) + 1);
    sent_.assign(1, {});
    next_in_ = 1;
    ++epoch_;
    asked_again_ = false;
}

void OmsSession::on_logon(const FixMessage& message) {
    if (std::exchange(logged_on_, true)) wrong(message, "a Logon that nobody asked for");
    if (!message.has(1137, party_.version.default_appl_ver_id))
        wrong(message, "another DefaultApplVerID(1137)");
    logout_open_ = false;
}

void OmsSession::in_order(const FixMessage& message) {
    const auto type = message.type();
    if (type == "4") return on_gap_fill(message);
    ++next_in_;
    asked_again_ = false;
    if (type == "0" || type == "A") return;
    if (type == "1") {
        send_new({{35, "0"}, {112, std::string(message.get(112))}}, false);
    } else if (type == "2") {
        on_resend_request(message);
    } else if (type == "3") {
        host_.rejected(message.number(45), message);
    } else if (type == "5") {
        if (line_ && !std::exchange(logout_open_, false)) send_new({{35, "5"}}, false);
        ended();
    } else {
        resent_ += message.has(43, "Y") ? 1 : 0;
        host_.message(message);
    }
}

void OmsSession::on_gap_fill(const FixMessage& message) {
    const int next = message.number(36);
    if (next <= next_in_) wrong(message, "a gap fill that fills nothing");
    next_in_ = std::max(next, next_in_ + 1);
    asked_again_ = false;
}

}  // namespace qb::simulation
