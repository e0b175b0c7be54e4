#include "replay/played_bridge.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "bridge/core.h"
#include "bridge/version.h"
#include "fix/wire_text.h"
#include "journal/index.h"
#include "replay/agreeable_venue.h"
#include "replay/memory_disk.h"

namespace qb::replay {
namespace {

constexpr char kSoh = '\x01';

WallTime real_time() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// Nothing but the message decides what becomes of it.
void relax(ops::SessionConfig& session) {
    session.fix.username = Secret();
    session.fix.password = Secret();
    session.fix.allowed_addresses.clear();
    session.fix.check_latency = false;
    session.fix.schedule.reset();
    session.fix.repeat_on_reset = std::chrono::seconds(0);
    session.wait_limits = {};
    session.disconnect = {};
}

/// Sessions for clients that are not configured, behind those that are.
ops::BridgeConfig with_guests(ops::BridgeConfig config) {
    auto& sessions = config.sessions;
    std::erase_if(sessions, [](const auto& session) { return session.drop_copy; });
    for (auto& session : sessions) relax(session);
    const auto configured = sessions.size();
    for (std::size_t i = 0; i < configured; ++i) {
        const auto of_version = [&](const auto& session) {
            return session.fix.begin_string == sessions[i].fix.begin_string;
        };
        const auto first = std::find_if(sessions.begin(), sessions.end(), of_version);
        if (first != sessions.begin() + static_cast<std::ptrdiff_t>(i)) continue;
        for (std::size_t guest = 1; guest <= PlayedBridge::kGuests; ++guest) {
            auto session = sessions[i];
            session.fix.target_comp_id = "GUEST-" + std::to_string(guest);
            sessions.push_back(std::move(session));
        }
    }
    config.log = {.level = ops::LogLevel::Error, .format = ops::LogFormat::Text, .file = "/dev/null"};
    config.journal_sync = ops::JournalSync::Process;
    config.journal_reserve = std::uint64_t{1} << 20U;
    config.journal_retired = ops::JournalRetired::Remove;
    return config;
}

}  // namespace

class PlayedBridge::Impl final : public bridge::VenuePort {
public:
    explicit Impl(ops::BridgeConfig config)
        : configured_(static_cast<std::size_t>(
              std::count_if(config.sessions.begin(), config.sessions.end(),
                            [](const auto& session) { return !session.drop_copy; }))),
          config_(with_guests(std::move(config))),
          log_(config_.log),
          lines_(config_.sessions.size()),
          core_(config_, disk_, storage_, journal::JournalId{}, log_, *this, bridge::build_id(), now_) {
        for (const auto& account : core_.accounts()) core_.link_serving(account.number, now_);
        settle({});
    }

    Answer play(const FixFields& message) {
        Answer answer;
        pass_time();
        const auto session = session_of(message);
        if (!session) return answer;
        answer.session = config_.sessions[rules_of(*session)].fix.name();
        auto& line = lines_[*session];
        if (!line.connection || !core_.engine().logged_on(static_cast<fix::SessionIndex>(*session)))
            log_on(*session);
        core_.fix_bytes(*line.connection, rewritten(message, *session), now_);
        end_turn();
        for (const auto& command : sent_)
            if (is_change(command.text)) answer.commands.push_back(command.text);
        answer.messages = messages_in(std::exchange(line.received, {}));
        settle(message.value(tag::kClOrdId));
        answer.ended = !line.connection;
        for (auto& other : lines_) other.received.clear();
        return answer;
    }

private:
    struct Line {
        std::optional<fix::ConnectionId> connection;
        int next_number = 1;
        std::string received;
    };
    struct Sent {
        bridge::AccountNumber account;
        std::string text;
    };

    // VenuePort
    bool send(bridge::AccountNumber account, std::string command) override {
        sent_.push_back({account, std::move(command)});
        return true;
    }
    void read_historic_orders(bridge::AccountNumber account,
                              const orders::QueryHistoricOrders& query) override {
        historic_.emplace_back(account, query);
    }

    /// Enough between two messages for every rate. The wall clock is the real one: QuickFIX looks at it too.
    void pass_time() {
        now_.wall = real_time();
        now_.mono += std::chrono::seconds(1);
    }

    std::optional<std::size_t> session_of(const FixFields& message) {
        const auto begin_string = message.value(tag::kBeginString);
        const auto client = message.value(tag::kSenderCompId);
        const auto venue = message.value(tag::kTargetCompId);
        for (std::size_t i = 0; i < configured_; ++i) {
            const auto& settings = config_.sessions[i].fix;
            if (settings.begin_string == begin_string && settings.target_comp_id == client &&
                settings.sender_comp_id == venue)
                return i;
        }
        auto key = std::tuple(std::string(begin_string), std::string(client), std::string(venue));
        if (const auto known = guests_.find(key); known != guests_.end()) return known->second;
        for (auto i = configured_; i < config_.sessions.size(); ++i) {
            const bool taken = std::any_of(guests_.begin(), guests_.end(),
                                           [&](const auto& guest) { return guest.second == i; });
            if (taken || config_.sessions[i].fix.begin_string != begin_string) continue;
            guests_.emplace(std::move(key), i);
            return i;
        }
        return std::nullopt;
    }

    /// The configured session that a session is, or is a copy of.
    [[nodiscard]] std::size_t rules_of(std::size_t session) const {
        if (session < configured_) return session;
        std::size_t rules = 0;
        while (config_.sessions[rules].fix.begin_string != config_.sessions[session].fix.begin_string)
            ++rules;
        return rules;
    }

    void log_on(std::size_t session) {
        const auto& settings = config_.sessions[session].fix;
        const auto& listeners = core_.engine().listeners();
        const auto listener =
            std::find(listeners.begin(), listeners.end(), settings.listen) - listeners.begin();
        auto& line = lines_[session];
        line.connection =
            core_.fix_open(fix::ListenerId{static_cast<std::uint32_t>(listener)}, "127.0.0.1", now_);
        if (!line.connection) throw std::runtime_error("a played session cannot connect");
        const auto time = fix::utc_timestamp(now_.wall);
        auto body = "35=A|34=1|49=" + settings.target_comp_id + "|52=" + time +
                    "|56=" + settings.sender_comp_id + "|98=0|108=30|141=Y|";
        if (!settings.default_appl_ver_id.empty()) body += "1137=" + settings.default_appl_ver_id + '|';
        std::replace(body.begin(), body.end(), '|', kSoh);
        core_.fix_bytes(*line.connection, fix::make_frame(settings.begin_string, body), now_);
        settle({});
        if (!core_.engine().logged_on(static_cast<fix::SessionIndex>(session)))
            throw std::runtime_error("a played session cannot log on: " + settings.name());
        line.next_number = 2;
        line.received.clear();
    }

    std::string rewritten(const FixFields& message, std::size_t session) {
        const auto& settings = config_.sessions[session].fix;
        std::string body;
        for (const auto& field : message.fields) {
            if (field.tag == tag::kBeginString || field.tag == tag::kBodyLength ||
                field.tag == tag::kCheckSum)
                continue;
            body += std::to_string(field.tag) + '=';
            if (field.tag == tag::kMsgSeqNum)
                body += std::to_string(lines_[session].next_number++);
            else if (field.tag == tag::kSenderCompId)
                body += settings.target_comp_id;
            else if (field.tag == tag::kTargetCompId)
                body += settings.sender_comp_id;
            else
                body += field.value;
            body += kSoh;
        }
        return fix::make_frame(settings.begin_string, body);
    }

    void end_turn() {
        if (const auto error = core_.end_turn()) throw std::runtime_error(error->text);
        std::vector<fix::ConnectionId> closed;
        core_.engine().for_each_output([&](fix::ConnectionId id, fix::CloseMark mark) {
            std::string bytes;
            core_.engine().take_output(id, bytes);
            core_.engine().written(id, bytes.size());
            for (auto& line : lines_)
                if (line.connection == id) line.received += bytes;
            if (mark != fix::CloseMark::Open) closed.push_back(id);
        });
        for (const auto id : closed) {
            for (auto& line : lines_)
                if (line.connection == id) line.connection.reset();
            core_.fix_closed(id, now_);
        }
        if (!closed.empty()) end_turn();
    }

    /// Lets the venue answer what was sent, until there is nothing more to say.
    void settle(std::string_view cl_ord_id) {
        end_turn();
        while (!sent_.empty() || !historic_.empty() || core_.has_more()) {
            for (const auto& command : std::exchange(sent_, {})) {
                const auto frame = venue_.answer(command.text, cl_ord_id);
                if (!frame.empty()) core_.venue_frame(command.account, frame, now_);
            }
            for (const auto& [account, query] : std::exchange(historic_, {}))
                core_.historic_orders(account, query, R"({"data":[],"count":0})", now_);
            if (core_.has_more()) core_.go_on(now_);
            end_turn();
        }
    }

    static std::vector<std::string> messages_in(std::string_view bytes) {
        std::vector<std::string> messages;
        FixFields fields;
        while (!bytes.empty()) {
            const auto scan = scan_message(bytes, bytes.size(), false, fields);
            if (scan.damage) throw std::runtime_error("the bridge sent what cannot be read");
            messages.emplace_back(bytes.substr(0, scan.size));
            bytes.remove_prefix(scan.size);
        }
        return messages;
    }

    std::size_t configured_;  // sessions of the configuration; the guests follow them
    ops::BridgeConfig config_;
    ops::Log log_;
    MemoryDisk disk_;
    journal::HeapStorage storage_;
    AgreeableVenue venue_;
    Now now_{real_time(), MonoTime(std::chrono::seconds(1))};
    std::vector<Line> lines_;  // by session
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> guests_;
    std::vector<Sent> sent_;
    std::vector<std::pair<bridge::AccountNumber, orders::QueryHistoricOrders>> historic_;
    bridge::Core core_;
};

PlayedBridge::PlayedBridge(ops::BridgeConfig config) : impl_(std::make_unique<Impl>(std::move(config))) {}
PlayedBridge::~PlayedBridge() = default;

PlayedBridge::Answer PlayedBridge::play(const FixFields& message) { return impl_->play(message); }

}  // namespace qb::replay
