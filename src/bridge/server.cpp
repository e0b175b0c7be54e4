#include "bridge/server.h"

#include <openssl/rand.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <stdexcept>

#include "bridge/clock.h"
#include "bridge/core.h"
#include "bridge/data_folder.h"
#include "bridge/status.h"
#include "bridge/venue_line.h"
#include "fix/listener.h"
#include "ops/log.h"
#include "ops/status_server.h"

namespace qb::bridge {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr int kInputsPerTurn = 64;
constexpr std::chrono::microseconds kTurnLength{1000};
constexpr std::chrono::seconds kLogoutWait{3};

journal::JournalId random_id() {
    journal::JournalId id{};
    if (RAND_bytes(id.data(), static_cast<int>(id.size())) != 1) throw std::runtime_error("no random bytes");
    return id;
}

}  // namespace

class Server::Impl final : private VenuePort, private fix::ByteSink, private ops::StatusSource {
public:
    Impl(asio::io_context& io, ops::BridgeConfig config, Options options)
        : io_(io),
          config_(std::move(config)),
          options_(std::move(options)),
          log_(config_.log),
          disk_(options_.disk ? options_.disk(open_data_folder(config_.data_dir))
                              : open_data_folder(config_.data_dir)),
          index_storage_(config_.data_dir),
          core_(config_, *disk_, index_storage_, random_id(), log_, *this, options_.build, now()),
          listener_(io.get_executor(), *this),
          second_timer_(io),
          deadline_timer_(io),
          stop_timer_(io) {
        core_.begin_fix_logs();
        listen();
        if (config_.status_address) {
            status_.emplace(io_, config_.status_address->host, config_.status_address->port,
                            static_cast<const ops::StatusSource&>(*this));
            say(ops::LogLevel::Info, "status.listening", "port " + std::to_string(status_->port()));
        }
        open_lines();
        arm_second();
        finish_turn();
    }

    ~Impl() override { abandon(); }

    int run() {
        while (!exit_code_) run_one(milliseconds(1000));
        return *exit_code_;
    }

    bool run_one(milliseconds at_most) {
        if (exit_code_) return false;
        try {
            take_inputs(std::min({at_most, log_.hand_over_due().value_or(at_most),
                                  core_.hand_over_fix_logs().value_or(at_most)}));
            finish_turn();
        } catch (const std::exception& error) {  // a row that cannot be read: nothing of this turn leaves
            say(ops::LogLevel::Error, "bridge.failed", error.what());
            end(kExitFatal);
        }
        return !exit_code_;
    }

    bool poll() {
        if (exit_code_) return false;
        finish_turn();
        return !exit_code_;
    }

    void stop(std::string_view reason) {
        if (stopping_) {
            finish();
            return;
        }
        stopping_ = true;
        stop_reason_ = reason;
        listener_.stop_accepting();
        core_.stop_taking_orders(now());
        check_stop();
    }

    void abandon() {
        abandoned_ = true;
        second_timer_.cancel();
        deadline_timer_.cancel();
        stop_timer_.cancel();
        each_line([](VenueLine& line) { line.abandon(); });
    }

    [[nodiscard]] std::uint16_t fix_port(std::size_t listener) const { return ports_.at(listener); }
    [[nodiscard]] std::uint16_t status_port() const { return status_ ? status_->port() : std::uint16_t{0}; }
    [[nodiscard]] bool ready() const { return not_ready_because().empty(); }
    [[nodiscard]] std::optional<int> exit_code() const { return exit_code_; }

private:
    /// A line for every account that is configured.
    void open_lines() {
        for (const auto& desk : core_.accounts()) {
            auto& line = lines_.emplace_back();
            if (desk.config == nullptr) continue;
            auto settings = *desk.config;
            if (options_.link) settings.link = *options_.link;
            line = std::make_unique<VenueLine>(io_, desk.number, settings, core_, log_);
        }
        each_line([](VenueLine& line) { line.start(); });
    }

    template <class Work>
    void each_line(Work&& work) {
        for (auto& line : lines_) {
            if (line) work(*line);
        }
    }

    void say(ops::LogLevel level, std::string_view event, std::string_view text) {
        log_.line(level, now().wall, event, {}, text);
    }

    void listen() {
        const auto& addresses = core_.engine().listeners();
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            const auto where = addresses[i].host + ":" + std::to_string(addresses[i].port);
            const auto port = listener_.listen(static_cast<fix::ListenerId>(i), addresses[i]);
            if (!port) throw std::runtime_error("cannot listen on " + where + ": " + port.error().message());
            ports_.push_back(*port);
            say(ops::LogLevel::Info, "fix.listening", addresses[i].host + ":" + std::to_string(*port));
        }
    }

    void take_inputs(milliseconds at_most) {
        io_.restart();
        // What opened no turn, as a write that ended, is no reason to look for more.
        if (io_.run_one_for(at_most) == 0 || !core_.turn_open()) return;
        const auto until = std::chrono::steady_clock::now() + kTurnLength;
        for (int n = 1; n < kInputsPerTurn && std::chrono::steady_clock::now() < until; ++n) {
            if (io_.poll_one() == 0) break;
        }
    }

    /// Commits what the last inputs did and lets it leave. False: it cannot be written, and nothing left.
    [[nodiscard]] bool commit() {
        const auto error = core_.end_turn();
        if (error)
            say(ops::LogLevel::Error, "bridge.failed", error->text);
        else
            listener_.flush(core_.engine());
        return !error;
    }

    void finish_turn() {
        if (exit_code_) return;
        if (!commit()) return end(kExitFatal);
        if (!stopping_ && core_.journal().reserve_used_up()) stop_for_want_of_space();
        arm_deadline();
        go_on();
    }

    /// What is left of the reserve holds the last answers and the goodbyes; then nothing can be recorded, and
    /// so nothing may leave.
    void stop_for_want_of_space() {
        say(ops::LogLevel::Error, "journal.full", "make room on the disk of DataDir and start again");
        stop("JOURNAL_FULL: the gateway's disk is full, nothing can be recorded any more");
        code_ = kExitFatal;
    }

    /// Peers that keep up get page after page, and an order that the link did not take gets its answer,
    /// without waiting for the next input.
    void go_on() {
        if (going_on_ || !core_.has_more()) return;
        going_on_ = true;
        asio::post(io_, [this, alive = std::weak_ptr(alive_)] {
            if (alive.expired() || abandoned_) return;
            going_on_ = false;
            core_.go_on(now());
        });
    }

    /// The end in good order: the turn that is open is not lost.
    void finish() {
        if (!exit_code_) end(commit() ? code_ : kExitFatal);
    }

    void end(int code) {
        exit_code_ = code;
        abandon();
        say(ops::LogLevel::Info, "bridge.stopped", "exit code " + std::to_string(code));
    }

    // ---- timers

    void arm_second() {
        second_timer_.expires_after(std::chrono::seconds(1));
        second_timer_.async_wait([this](const boost::system::error_code& error) {
            if (error || abandoned_) return;
            core_.second(now());
            arm_second();
        });
    }

    /// A deadline that moved back (an answered order's) is left to fire early: nothing is due then and the
    /// timer is armed anew, which is cheaper than arming and cancelling it for every order.
    void arm_deadline() {
        const auto due = core_.next_deadline();
        if (!due || (armed_ && *armed_ <= *due)) return;
        armed_ = due;
        deadline_timer_.expires_at(*due);
        deadline_timer_.async_wait([this](const boost::system::error_code& error) {
            if (error || abandoned_) return;
            armed_.reset();
            core_.timer(now());
        });
    }

    // ---- stopping: answers first, then the sessions, then the link

    [[nodiscard]] milliseconds longest_ack_timeout() const {
        milliseconds longest{0};
        for (const auto& account : config_.accounts) longest = std::max(longest, account.ack_timeout);
        return longest;
    }

    void check_stop() {
        const bool late =
            stop_checks_++ * 50 > 1000 * (kLogoutWait.count() + longest_ack_timeout().count() / 1000);
        if (!sessions_told_ && (core_.answered() || late)) {
            sessions_told_ = true;
            core_.log_sessions_out(stop_reason_, now());
            each_line([](VenueLine& line) { line.stop(); });
            stop_checks_ = 0;
        }
        if (sessions_told_ &&
            (core_.engine().connection_count() == 0 || stop_checks_ * 50 > 1000 * kLogoutWait.count())) {
            return finish();
        }
        stop_timer_.expires_after(milliseconds(50));
        stop_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error && !abandoned_) check_stop();
        });
    }

    // ---- VenuePort

    bool send(AccountNumber account, std::string command) override {
        return lines_[account] && lines_[account]->send(std::move(command));
    }
    /// Asked for by a core whose link serves: the line is there.
    void read_historic_orders(AccountNumber account, const orders::QueryHistoricOrders& query) override {
        lines_[account]->read_historic_orders(query);
    }

    // ---- ByteSink

    std::optional<fix::ConnectionId> open(fix::ListenerId listener, std::string_view address) override {
        if (abandoned_) return std::nullopt;
        return core_.fix_open(listener, address, now());
    }
    void bytes(fix::ConnectionId connection, std::string_view bytes) override {
        if (!abandoned_) core_.fix_bytes(connection, bytes, now());
    }
    void written(fix::ConnectionId connection, std::size_t count) override {
        if (!abandoned_) core_.fix_written(connection, count, now());
    }
    void closed(fix::ConnectionId connection) override {
        if (!abandoned_) core_.fix_closed(connection, now());
    }
    void note(std::string_view text) override { say(ops::LogLevel::Warn, "fix.listener", text); }

    // ---- StatusSource

    std::vector<std::string> not_ready_because() const override {
        return bridge::not_ready_because(core_, link_states());
    }
    std::vector<ops::Metric> metrics() const override {
        return metrics_of(core_, link_states(), log_.dropped());
    }
    std::string status_json() const override {
        return bridge::status_json(core_, link_states(), options_.build);
    }
    [[nodiscard]] std::vector<qfex::LinkStatus> link_states() const {
        std::vector<qfex::LinkStatus> states;
        for (const auto& line : lines_) states.push_back(line ? line->status() : qfex::LinkStatus{});
        return states;
    }

    asio::io_context& io_;
    ops::BridgeConfig config_;
    Options options_;
    ops::Log log_;
    std::unique_ptr<journal::Disk> disk_;
    journal::MappedStorage index_storage_;
    Core core_;
    fix::Listener listener_;
    std::vector<std::unique_ptr<VenueLine>> lines_;  // by account; null: not configured any more
    std::optional<ops::StatusServer> status_;
    std::vector<std::uint16_t> ports_;

    asio::steady_timer second_timer_, deadline_timer_, stop_timer_;
    std::optional<MonoTime> armed_;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);  // what is posted may outlive us
    bool going_on_ = false;
    bool abandoned_ = false;
    bool stopping_ = false;
    bool sessions_told_ = false;
    long stop_checks_ = 0;
    std::string stop_reason_;
    int code_ = kExitOk;  // of an end in good order
    std::optional<int> exit_code_;
};

Server::Server(asio::io_context& io, ops::BridgeConfig config, Options options)
    : impl_(std::make_unique<Impl>(io, std::move(config), std::move(options))) {}
Server::~Server() = default;

int Server::run() { return impl_->run(); }
bool Server::poll() { return impl_->poll(); }
bool Server::run_one(milliseconds at_most) { return impl_->run_one(at_most); }
void Server::stop(std::string_view reason) { impl_->stop(reason); }
void Server::abandon() { impl_->abandon(); }
std::uint16_t Server::fix_port(std::size_t listener) const { return impl_->fix_port(listener); }
std::uint16_t Server::status_port() const { return impl_->status_port(); }
bool Server::ready() const { return impl_->ready(); }
std::optional<int> Server::exit_code() const { return impl_->exit_code(); }

}  // namespace qb::bridge
