#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "bridge/server.h"
#include "sim/server.h"
#include "support/certs.h"
#include "support/fix_peer.h"

namespace qb::test {

/// A whole world on loopback and one loop: the simulated venue over TLS, the bridge, and FIX peers in the
/// test's hands. Nothing sleeps: until() runs the loop until something is true and fails the test at its
/// deadline.
class World : public testing::Test {
protected:
    World();
    ~World() override;

    /// Lines for [BRIDGE], [DEFAULT] (the session DESK stands there), [ACCOUNT], and whole further sections.
    std::string bridge_lines, default_lines, account_lines, more_sections;
    /// The dictionaries of [DEFAULT], those of FIX.4.4 unless set: file names in fix_spec by key.
    std::map<std::string, std::string> dictionaries{{"DataDictionary", "FIX44.xml"}};
    std::string venue_host = "localhost";  ///< as the bridge calls it
    /// Link deadlines, short so that a broken link is back at once.
    qfex::LinkSettings link;
    /// Puts a disk that fails around the DataDir's.
    std::function<std::unique_ptr<journal::Disk>(std::unique_ptr<journal::Disk>)> disk;

    void start_venue(sim::Options options = {});
    /// Starts the bridge and waits until it is ready (or, with ready = false, only until it listens).
    void start_bridge(bool wait_until_ready = true);
    /// Ends the bridge as kill -9 would: no goodbye, nothing flushed. The journal stays.
    void kill_bridge();
    /// SIGTERM; gives the exit code.
    int stop_bridge();

    /// A peer that is logged on.
    std::unique_ptr<FixPeer> desk(std::string_view logon_fields = {});
    std::unique_ptr<FixPeer> desk(FixPeer::Identity identity, std::string_view logon_fields = {});
    /// A peer that is logged on with its next MsgSeqNum(34). What follows the answer is left to be read.
    std::unique_ptr<FixPeer> desk_again(int next_out);

    /// Runs the loop until `done` holds; a failure, naming `what`, after ten seconds.
    void until(const std::function<bool()>& done, std::string_view what);
    /// Runs the loop until nothing is left to do for a moment: for showing that nothing more comes.
    void settle();
    /// Waits for the peer's next message of the type and takes it.
    FixFields next(FixPeer& peer, std::string_view msg_type = "8");

    /// A stop order's body; the ClOrdID counts up unless given.
    [[nodiscard]] static std::string stop(std::string_view cl_ord_id, std::string_view quantity = "1",
                                          std::string_view trigger = "190", std::string_view side = "2",
                                          std::string_view symbol = "AAPL-USD");
    void mark(std::string_view symbol, std::string_view price);
    void book(std::string_view symbol, std::vector<std::pair<std::string, std::string>> bids,
              std::vector<std::pair<std::string, std::string>> asks);

    boost::asio::io_context io{1};
    Certs certs;
    std::filesystem::path folder;
    std::unique_ptr<sim::Server> venue;
    std::unique_ptr<bridge::Server> bridge;

    [[nodiscard]] std::string config_text() const;
    bool verifies = true;  ///< at the end the journal is run again from its inputs

private:
    void expect_no_secret_left() const;
    void run_again();
};

}  // namespace qb::test
