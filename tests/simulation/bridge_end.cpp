#include "bridge_end.h"

#include <utility>

namespace qb::simulation {
namespace {

using namespace std::chrono_literals;

/// Bytes of a FIX connection that the network takes while nobody reads.
constexpr std::size_t kWindow = 4096;

ops::Log& quiet_log() {
    static ops::Log log({.level = ops::LogLevel::Error, .format = {}, .file = "/dev/null"});
    return log;
}

std::string historic_target(const orders::QueryHistoricOrders& query) {
    std::string target = "/user/historic-orders?";
    if (!query.symbol.empty()) target += "symbol=" + query.symbol + "&";
    if (!query.client_order_id.empty()) target += "client_order_id=" + query.client_order_id + "&";
    return target + "limit=" + std::to_string(orders::kHistoricPage) +
           "&offset=" + std::to_string(query.offset);
}

}  // namespace

/// From one start to the next death.
class BridgeEnd::Process final : public bridge::VenuePort {
public:
    explicit Process(BridgeEnd& machine)
        : machine_(machine),
          core_(machine.config_, machine.disk_, storage_, journal::JournalId{1}, quiet_log(), *this,
                "simulation", now()) {
        for (bridge::AccountNumber account = 0; account < machine.roads_.size(); ++account) add_link(account);
    }

    /// Nothing happens in it from here on; its memory may still be on the stack.
    void die() {
        alive_.reset();
        for (auto& link : links_) link.die();
        for (const auto& [id, peer] : peers_) peer.line->close(Side::Bridge, false);
    }

    void start() {
        for (auto& link : links_) link.start();
        for (bridge::AccountNumber account = 0; account < links_.size(); ++account)
            read_reference_data(account);
        every_second();
        input([] {});
    }

    bool accept(const std::shared_ptr<Line>& line) {
        bool taken = false;
        input([&] {
            const auto id = core_.fix_open(fix::ListenerId{0}, "10.0.0.2", now());
            if (!id) return;
            taken = true;
            peers_.emplace(*id, Peer{line});
            line->attach(Side::Bridge, {.arrived = if_alive<std::string>(
                                            [this, id](const std::string& bytes) { bytes_from(*id, bytes); }),
                                        .closed = if_alive<bool>([this, id](bool) { close(*id); }),
                                        .taken = [this, id, alive = std::weak_ptr(alive_)] {
                                            if (!alive.expired()) input([&] { write_ready(*id); });
                                        }});
        });
        return taken;
    }

    void stop() {
        input([&] {
            core_.stop_taking_orders(now());
            core_.log_sessions_out("the bridge is stopped", now());
        });
    }

    // ---- VenuePort

    bool send(bridge::AccountNumber account, std::string command) override {
        machine_.steps_.step();
        return links_[account].send(std::move(command));
    }

    void read_historic_orders(bridge::AccountNumber account,
                              const orders::QueryHistoricOrders& query) override {
        machine_.steps_.step();
        links_[account].get(historic_target(query), [this, account, query](const qfex::RestResult& result) {
            if (result) return core_.historic_orders(account, query, *result, now());
            core_.query_failed(account, query, result.error(), now());
        });
    }

private:
    struct Peer {
        std::shared_ptr<Line> line;
        std::string waiting{};
        bool closing = false;
    };

    /// The journal numbers the accounts as it met them: in the order of the configuration, which never
    /// changes.
    void add_link(bridge::AccountNumber account) {
        links_.emplace_back(
            machine_.roads_[account], machine_.config_.accounts[account],
            LinkEnd::Host{
                .frame = [this, account](std::string_view text) { core_.venue_frame(account, text, now()); },
                .serving = [this, account] { core_.link_serving(account, now()); },
                .down = [this, account](std::string_view why) { core_.link_down(account, why, now()); },
                .input = [this](const std::function<void()>& what) { input(what); }});
    }

    [[nodiscard]] Now now() const { return machine_.agenda_.machine_now(); }

    template <class Value>
    std::function<void(Value)> if_alive(std::function<void(Value)> what) {
        return [this, what = std::move(what), alive = std::weak_ptr(alive_)](Value value) {
            if (!alive.expired()) input([&] { what(value); });
        };
    }

    void later(microseconds delay, std::function<void()> what) {
        machine_.agenda_.after(delay, [this, alive = std::weak_ptr(alive_), what = std::move(what)] {
            if (!alive.expired()) what();
        });
    }

    /// One thing that the loop handles. What else happens at this moment joins its turn.
    void input(const std::function<void()>& what) {
        guarded([&] {
            machine_.steps_.step();
            what();
            if (std::exchange(ending_, true)) return;
            later(0us, [this] {
                ending_ = false;
                guarded([this] { end_turn(); });
            });
        });
    }

    void guarded(const std::function<void()>& what) {
        if (!alive_) return;
        try {
            what();
        } catch (const Crash&) {
            machine_.kill("killed at a step");
        } catch (const std::exception& error) {
            machine_.kill(error.what());
        }
    }

    void end_turn() {
        machine_.steps_.step();
        if (const auto error = core_.end_turn()) throw std::runtime_error(error->text);
        machine_.steps_.step();
        flush();
        arm_deadline();
        if (core_.has_more()) later(0us, [this] { input([this] { core_.go_on(now()); }); });
    }

    // ---- FIX connections

    void bytes_from(fix::ConnectionId id, const std::string& bytes) {
        const auto found = peers_.find(id);
        if (found == peers_.end() || found->second.closing) return;
        core_.fix_bytes(id, bytes, now());
    }

    void flush() {
        core_.engine().for_each_output([this](fix::ConnectionId id, fix::CloseMark mark) {
            const auto found = peers_.find(id);
            if (found == peers_.end()) return;
            if (mark == fix::CloseMark::AtOnce) return close(id);
            machine_.steps_.step();
            core_.engine().take_output(id, scratch_);
            found->second.waiting += scratch_;
            if (mark == fix::CloseMark::AfterFlush && !std::exchange(found->second.closing, true))
                later(2s, [this, id] { input([this, id] { close(id); }); });
            core_.engine().written(id, write(found->second));
        });
    }

    static std::size_t write(Peer& peer) {
        const auto under_way = peer.line->under_way(Side::Other);
        const auto count = std::min(peer.waiting.size(), under_way < kWindow ? kWindow - under_way : 0);
        if (count > 0) peer.line->send(Side::Bridge, peer.waiting.substr(0, count));
        peer.waiting.erase(0, count);
        if (peer.closing && peer.waiting.empty()) peer.line->finish(Side::Bridge);
        return count;
    }

    void write_ready(fix::ConnectionId id) {
        const auto found = peers_.find(id);
        if (found == peers_.end() || found->second.waiting.empty()) return;
        if (const auto count = write(found->second)) core_.fix_written(id, count, now());
    }

    void close(fix::ConnectionId id) {
        const auto found = peers_.find(id);
        if (found == peers_.end()) return;
        found->second.line->close(Side::Bridge, false);
        peers_.erase(found);
        later(0us, [this, id] { input([this, id] { core_.fix_closed(id, now()); }); });
    }

    // ---- timers and reads

    void every_second() {
        later(1s, [this] {
            input([this] { core_.second(now()); });
            if (alive_) every_second();
        });
    }

    void arm_deadline() {
        const auto due = core_.next_deadline();
        if (!due || (armed_ && *armed_ <= *due)) return;
        armed_ = std::max(*due, now().mono);
        later(*armed_ - now().mono, [this] {
            armed_.reset();
            input([this] { core_.timer(now()); });
        });
    }

    void read_reference_data(bridge::AccountNumber account) {
        links_[account].get("/refdata", [this, account](const qfex::RestResult& result) {
            if (result)
                core_.reference_data(account, *result, now());
            else
                core_.reference_data_failed(account, result.error().text, now());
            later(60s, [this, account] { read_reference_data(account); });
        });
    }

    BridgeEnd& machine_;
    journal::HeapStorage storage_;
    bridge::Core core_;
    std::deque<LinkEnd> links_;  ///< by account
    std::map<fix::ConnectionId, Peer> peers_;
    std::string scratch_;
    std::optional<MonoTime> armed_;
    bool ending_ = false;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);
};

BridgeEnd::BridgeEnd(Agenda& agenda, Trace& trace, std::deque<VenueRoad>& roads,
                     const ops::BridgeConfig& config)
    : agenda_(agenda), trace_(trace), roads_(roads), config_(config) {}

BridgeEnd::~BridgeEnd() = default;

void BridgeEnd::start() {
    ++starts_;
    refusal_.clear();
    try {
        process_ = std::make_unique<Process>(*this);
    } catch (const std::exception& error) {
        refusal_ = error.what();
        trace_.line("bridge", "does not start: " + refusal_);
        if (!give_up_on_refusal) process_ended();
        return;
    }
    trace_.line("bridge", "starts");
    process_->start();
}

bool BridgeEnd::accept(const std::shared_ptr<Line>& line) { return process_ && process_->accept(line); }

void BridgeEnd::kill(std::string_view why) {
    if (!process_) return;
    trace_.line("bridge", "dies: " + std::string(why));
    const auto dying = std::shared_ptr<Process>(std::move(process_));
    dying->die();
    agenda_.after(0us, [dying] {});  // it may be on the stack: its memory goes when it is not
    process_ended();
}

void BridgeEnd::process_ended() {
    steps_.never();
    agenda_.after(down_time, [this] {
        disk_.restart();
        if (before_start) std::exchange(before_start, nullptr)(disk_);
        start();
    });
}

void BridgeEnd::stop() {
    if (!process_) return;
    trace_.line("bridge", "is stopped");
    process_->stop();
    agenda_.after(2s, [this, count = starts_] {
        if (count == starts_) kill("stopped");
    });
}

}  // namespace qb::simulation
