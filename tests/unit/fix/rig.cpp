#include "unit/fix/rig.h"

#include <algorithm>
#include <stdexcept>

#include "fix/framer.h"
#include "fix/quickfix.h"
#include "fix/wire_text.h"

namespace qb::fix::test {

std::string soh(std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), '|', '\x01');
    return out;
}

std::string bars(std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), '\x01', '|');
    return out;
}

std::string frame(std::string_view body, std::string_view begin_string) {
    return make_frame(begin_string, soh(body));
}

std::string utc_text(WallTime time) { return utc_timestamp(time); }

std::string Received::operator[](int tag) const {
    for (const auto& [number, value] : fields)
        if (number == tag) return value;
    return "-";
}

std::vector<Received> split_messages(std::string_view bytes) {
    std::vector<Received> messages;
    while (!bytes.empty()) {
        const auto end = bytes.find('\x01', bytes.find("\x01"
                                                       "10=") +
                                                1);
        if (end == std::string_view::npos) throw std::runtime_error("half a message: " + bars(bytes));
        auto text = bytes.substr(0, end + 1);
        bytes.remove_prefix(end + 1);
        Received message{.fields = {}, .text = bars(text)};
        while (!text.empty()) {
            const auto equals = text.find('=');
            const auto stop = text.find('\x01');
            message.fields.emplace_back(std::stoi(std::string(text.substr(0, equals))),
                                        std::string(text.substr(equals + 1, stop - equals - 1)));
            text.remove_prefix(stop + 1);
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

std::string stop_order(std::string_view cl_ord_id) {
    return "35=D|11=" + std::string(cl_ord_id) +
           "|55=AAPL-USD|54=2|38=5|40=3|99=190|59=1|60=20250611-12:00:00|";
}

// ---------------------------------------------------------------- Client

void Client::send_as(int number, std::string_view body, std::string_view more_header) {
    const auto behind_type = body.find('|') + 1;
    std::string full(body.substr(0, behind_type));
    full += "34=" + std::to_string(number) + "|49=" + session_.target_comp_id +
            "|52=" + utc_text(now().wall) + "|56=" + session_.sender_comp_id + "|" +
            std::string(more_header) + std::string(body.substr(behind_type));
    raw(frame(full, session_.begin_string));
}

void Client::raw(std::string_view text) { line_->send_bytes(*id_, soh(text)); }

void Client::close() { line_->close(*id_); }

std::vector<Received> Client::read() {
    return split_messages(std::exchange(line_->pipes[*id_].received, {}));
}

std::vector<Received> Client::read(std::string_view type) {
    auto messages = read();
    std::erase_if(messages, [&](const Received& message) { return message.type() != type; });
    return messages;
}

CloseMark Client::mark() const { return line_->pipes[*id_].mark; }

// ---------------------------------------------------------------- Rig

SessionSettings Rig::session(std::string target, std::uint16_t port) {
    SessionSettings settings;
    settings.sender_comp_id = "BRIDGE";
    settings.target_comp_id = std::move(target);
    settings.listen.port = port;
    settings.dictionary = dictionary();
    return settings;
}

std::string Rig::dictionary() { return QB_SOURCE_DIR "/fix_spec/FIX44.xml"; }

Rig::Rig(std::vector<SessionSettings> sessions, FrontDoorSettings door, std::shared_ptr<Memory> memory)
    : memory_(std::move(memory)), sessions_(sessions) {
    std::vector<SessionNumbers> stored;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const auto found = memory_->numbers.find(static_cast<SessionIndex>(i));
        stored.push_back(found == memory_->numbers.end() ? SessionNumbers{.created = now().wall}
                                                         : found->second);
    }
    engine_ = std::make_unique<Engine>(door, std::move(sessions), stored, *this, *this, now());
}

Rig::~Rig() = default;

Client Rig::connect(int next, std::string_view address, SessionIndex session) {
    const auto& listeners = engine_->listeners();
    const auto at =
        std::find(listeners.begin(), listeners.end(), sessions_[session].listen) - listeners.begin();
    const auto id = engine_->open(static_cast<ListenerId>(at), address, now());
    if (id) pipes[*id];
    flush();
    return {*this, id, sessions_[session], next};
}

Client Rig::logged_on(int next, SessionIndex session, std::string_view more) {
    auto client = connect(next, "127.0.0.1", session);
    client.logon(more);
    const auto replies = client.read();
    if (replies.empty() || replies.front().type() != "A") throw std::runtime_error("no Logon reply");
    return client;
}

void Rig::send_bytes(ConnectionId connection, std::string_view bytes) {
    engine_->bytes(connection, bytes, now());
    flush();
}

void Rig::close(ConnectionId connection) {
    engine_->closed(connection, now());
    flush();
}

void Rig::flush() {
    bool again = true;
    while (again) {
        again = false;
        engine_->for_each_output([&](ConnectionId id, CloseMark mark) {
            auto& pipe = pipes[id];
            pipe.mark = mark;
            if (mark == CloseMark::AtOnce) return;
            std::string bytes;
            engine_->take_output(id, bytes);
            if (pipe.stuck) return;
            pipe.received += bytes;
            engine_->written(id, bytes.size());
        });
        if (engine_->resend_due()) {
            engine_->feed_resend(now());
            again = true;
        }
    }
}

void Rig::tick(std::chrono::microseconds after) {
    advance(after);
    engine_->tick(now());
    flush();
}

SendResult Rig::report(std::string_view exec_id, SessionIndex session) {
    FIX::Message message;
    message.getHeader().setField(FIX::FIELD::MsgType, "8");
    const std::vector<std::pair<int, std::string>> fields{{37, "o1"},
                                                          {11, "a1"},
                                                          {17, std::string(exec_id)},
                                                          {150, "0"},
                                                          {39, "0"},
                                                          {55, "AAPL-USD"},
                                                          {54, "2"},
                                                          {38, "5"},
                                                          {14, "0"},
                                                          {151, "5"},
                                                          {6, "0"},
                                                          {40, "3"},
                                                          {99, "190"},
                                                          {60, "20250611-12:00:00"}};
    for (const auto& [tag, value] : fields) message.setField(tag, value);
    return engine_->send(session, message);
}

int Rig::dropped(DropCause cause) const {
    return static_cast<int>(
        std::count_if(drops.begin(), drops.end(), [&](const DropSeen& drop) { return drop.cause == cause; }));
}

void Rig::store(SessionIndex session, std::uint32_t epoch, int number, bool application,
                std::string_view text) {
    if (memory_->fail_store) throw std::runtime_error("no space for a row");
    auto& kept = application ? memory_->sent : memory_->session_messages;
    kept[{session, epoch}][number] = text;
}

void Rig::read(SessionIndex session, std::uint32_t epoch, int begin, int end,
               std::vector<StoredMessage>& out) {
    if (memory_->fail_read) throw std::runtime_error("row cannot be read");
    const auto& kept = memory_->sent[{session, epoch}];
    for (auto at = kept.lower_bound(begin); at != kept.end() && at->first <= end; ++at)
        out.push_back({.number = at->first, .text = at->second});
}

void Rig::numbers_changed(SessionIndex session, const SessionNumbers& numbers) {
    memory_->numbers[session] = numbers;
}

void Rig::reset(SessionIndex session, const SessionNumbers& numbers) { memory_->numbers[session] = numbers; }

void Rig::on_request(SessionIndex session, const FIX::Message& request, std::string_view raw) {
    if (throw_in_order) throw std::runtime_error("the host failed");
    const bool named = request.isSetField(FIX::FIELD::ClOrdID);  // OrderMassStatusRequest(AF) has none
    orders.push_back(named ? request.getField(FIX::FIELD::ClOrdID) : "");
    raw_orders.push_back(bars(raw));
    if (report_in_order) report("for " + orders.back(), session);
}

void Rig::on_unsupported(SessionIndex, std::string_view msg_type, std::string_view raw) {
    events.push_back("unsupported " + std::string(msg_type));
    raw_orders.push_back(bars(raw));
}

void Rig::on_logon(SessionIndex session) {
    events.push_back("logon");
    for (int i = 0; i < report_on_logon; ++i) report("parked " + std::to_string(i), session);
}

void Rig::on_logout(SessionIndex, const LogoutInfo& info) {
    events.push_back(info.scheduled ? "logout scheduled" : info.clean ? "logout clean" : "logout broken");
}

void Rig::on_sequence_reset(SessionIndex, std::uint32_t old_epoch) {
    events.push_back("reset " + std::to_string(old_epoch));
}

void Rig::on_drop(const Drop& drop) {
    drops.push_back({.cause = drop.cause,
                     .session = drop.session,
                     .address = std::string(drop.address),
                     .detail = std::string(drop.detail)});
}

void Rig::log(SessionIndex, LogKind, std::string_view text) { log_lines.push_back(bars(text)); }

}  // namespace qb::fix::test
