#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>

#include "conformance/player.h"
#include "conformance/runs.h"
#include "support/world.h"

/// Some of the cases against the bridge's port: the real listener, real TCP, real time.
namespace qb::conformance {
namespace {

using test::FixPeer;

class Port : public test::World, public testing::WithParamInterface<Run>, public Wire {
protected:
    Port() {
        dictionaries.clear();
        default_lines = session_lines(GetParam().script, GetParam().version);
        default_lines.erase(0, default_lines.find("PendingNew"));  // the credentials are the session's own
        more_sections =
            "[SESSION]\nSenderCompID=BRIDGE\nTargetCompID=OMS\nUsername=oms\nPassword=open-sesame\n";
        start_venue();
        start_bridge();
    }

    void connect(int connection) override {
        auto peer = std::make_unique<FixPeer>(io);
        peer->answer_tests = false;
        peer->connect(bridge->fix_port());
        peers_[connection] = std::move(peer);
    }

    void disconnect(int connection) override {
        peers_.at(connection)->drop();
        peers_.erase(connection);
        settle();
    }

    void send(int connection, const std::string& bytes) override { peers_.at(connection)->send_bytes(bytes); }

    std::optional<Arrival> next(int connection) override {
        auto& peer = *peers_.at(connection);
        until([&] { return !peer.inbox.empty() || !peer.connected(); }, "an answer");
        if (peer.inbox.empty()) return std::nullopt;
        Arrival first{peer.inbox.front().readable(), now()};
        peer.inbox.pop_front();
        return first;
    }

    bool ends(int connection) override {
        auto& peer = *peers_.at(connection);
        until([&] { return !peer.connected(); }, "the bridge hangs up");
        const bool ended = !peer.connected() && peer.inbox.empty();
        if (ended) peers_.erase(connection);
        return ended;
    }

    std::string strays() override {
        for (const auto& [number, peer] : peers_) {
            if (!peer->inbox.empty()) return "this came unasked: " + peer->inbox.front().readable();
            if (!peer->connected()) return "the bridge hung up on connection " + std::to_string(number);
        }
        return {};
    }

    void wait(std::chrono::seconds /*time*/) override { throw std::logic_error("a test may not sleep"); }
    void log_out(const std::string& /*reason*/) override {
        throw std::logic_error("the port has no such door");
    }
    [[nodiscard]] WallTime now() const override {
        return std::chrono::time_point_cast<WallTime::duration>(std::chrono::system_clock::now());
    }

private:
    std::map<int, std::unique_ptr<FixPeer>> peers_;
};

TEST_P(Port, BehavesTheSame) {
    EXPECT_EQ(play(GetParam().script, GetParam().version, *this), "");
    settle();
    EXPECT_EQ(strays(), "");
}

std::vector<Case> chosen() {
    auto cases = all_cases();
    std::erase_if(cases, [](const Case& script) { return !script.over_tcp; });
    return cases;
}
INSTANTIATE_TEST_SUITE_P(Cases, Port, testing::ValuesIn(runs_of(chosen())), run_name);

}  // namespace
}  // namespace qb::conformance
