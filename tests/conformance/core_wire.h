#pragma once

#include <deque>
#include <map>

#include "conformance/player.h"
#include "unit/bridge/core_rig.h"

namespace qb::conformance {

/// The whole bridge between its sockets, with the test's clock: what takes minutes takes none.
class CoreWire final : public Wire {
public:
    CoreWire(const Case& script, Version version);

    void connect(int connection) override;
    void disconnect(int connection) override;
    void send(int connection, const std::string& bytes) override;
    std::optional<Arrival> next(int connection) override;
    bool ends(int connection) override;
    std::string strays() override;
    void wait(std::chrono::seconds time) override;
    void log_out(const std::string& reason) override;
    WallTime now() const override;

private:
    struct Peer {
        fix::test::Client client;
        std::deque<Arrival> inbox{};
    };
    /// Takes in what the last turn let out.
    void settle();

    bridge::test::CoreRig rig_;
    std::map<int, Peer> peers_;
};

}  // namespace qb::conformance
