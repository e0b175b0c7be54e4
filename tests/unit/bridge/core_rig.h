#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/core.h"
#include "support/fake_disk.h"
#include "unit/fix/rig.h"

namespace qb::bridge::test {

using fix::test::Client;
using fix::test::now;
using qb::test::FakeDisk;

/// The venue link's end: keeps what it is given, or takes nothing.
struct Port final : VenuePort {
    bool takes = true;
    std::vector<std::string> sent;
    std::vector<AccountNumber> sent_by;  ///< the account of each
    std::vector<orders::QueryHistoricOrders> reads;

    bool send(AccountNumber account, std::string command) override {
        if (!takes) return false;
        sent.push_back(std::move(command));
        sent_by.push_back(account);
        return true;
    }
    void read_historic_orders(AccountNumber /*account*/, const orders::QueryHistoricOrders& query) override {
        reads.push_back(query);
    }
};

/// A core on a disk in memory, with the test's clock, link and OMS: the bridge between its sockets. Its first
/// session is BRIDGE->OMS, its first account main.
class CoreRig final : public fix::test::Line {
public:
    /// Lines for [BRIDGE] and [SESSION], and whole further sections.
    explicit CoreRig(std::string_view session_lines = {}, std::string_view bridge_lines = {},
                     std::string_view more_sections = {});
    ~CoreRig();
    CoreRig(const CoreRig&) = delete;
    CoreRig& operator=(const CoreRig&) = delete;

    void start();
    /// Ends as kill -9 would.
    void kill() { core_.reset(); }
    void restart() {
        kill();
        disk.restart();
        start();
    }
    /// Kills the core, and gives the log.
    [[nodiscard]] std::string log_text();

    /// Starts again with another configuration.
    void restart_with(std::string_view session_lines, std::string_view more_sections);
    /// A further [ACCOUNT].
    [[nodiscard]] static std::string account_section(std::string_view name);

    Core& core() { return *core_; }
    /// Ends the turn and lets its output leave.
    std::optional<FatalError> try_end_turn();
    void end_turn();
    /// Turns without input until nothing is left; gives how many.
    int go_on();
    void serve(AccountNumber account = 0);
    void second(std::chrono::microseconds after = std::chrono::seconds(1));

    /// `session` counts as the configuration does.
    Client connect(int next = 1, std::size_t session = 0);
    /// Connected and logged on, with the Logon reply read.
    Client logged_on(int next = 1, std::string_view more = "98=0|108=30|", std::size_t session = 0);
    void send_bytes(fix::ConnectionId connection, std::string_view bytes) override;
    void close(fix::ConnectionId connection) override;

    /// DataDir. The journal is on the disk in memory, so it is there only when the test makes it.
    [[nodiscard]] const std::string& data_dir() const { return config_.data_dir; }

    FakeDisk disk;
    Port port;
    bool turn_goes_on = false;  ///< what the OMS sends does not end its turn
    /// At the end the journal is run again from its inputs, with the same result.
    bool verifies = true;

private:
    void load(std::string_view session_lines, std::string_view bridge_lines, std::string_view more_sections);

    std::string folder_;
    ops::BridgeConfig config_;
    std::unique_ptr<ops::Log> log_;
    journal::HeapStorage storage_;
    std::unique_ptr<Core> core_;
};

}  // namespace qb::bridge::test
