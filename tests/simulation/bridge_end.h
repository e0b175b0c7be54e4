#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bridge/core.h"
#include "link_end.h"
#include "steps.h"
#include "support/fake_disk.h"

namespace qb::simulation {

/// The machine of the bridge: its disk, and one process after the other. A process is the core with the loop
/// around it; what the loop does here is what bridge::Server does with sockets and timers.
class BridgeEnd {
public:
    /// `roads`: by account, as the configuration has them.
    BridgeEnd(Agenda& agenda, Trace& trace, std::deque<VenueRoad>& roads, const ops::BridgeConfig& config);
    ~BridgeEnd();

    void start();
    /// An OMS connects. False: nobody listens.
    bool accept(const std::shared_ptr<Line>& line);
    /// kill -9.
    void kill(std::string_view why);
    /// SIGTERM without its wait for answers: sessions are logged out, the process ends two seconds later.
    void stop();
    /// Dies at the so manieth step from here.
    void crash_after(std::uint64_t steps) { steps_.crash_after(steps); }
    void crash_never() { steps_.never(); }

    [[nodiscard]] bool running() const { return process_ != nullptr; }
    [[nodiscard]] test::FakeDisk& disk() { return disk_; }
    /// Done to the disk when the present process is gone and before the next one starts.
    std::function<void(test::FakeDisk&)> before_start;
    /// How long nobody starts it again.
    microseconds down_time{500'000};
    [[nodiscard]] int starts() const { return starts_; }
    /// Why it did not start the last time it was tried; empty: it did.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }
    /// It is not tried again when a start fails.
    bool give_up_on_refusal = false;

private:
    class Process;
    void process_ended();

    Agenda& agenda_;
    Trace& trace_;
    std::deque<VenueRoad>& roads_;
    const ops::BridgeConfig& config_;
    test::FakeDisk disk_;
    Steps steps_;
    std::unique_ptr<Process> process_;
    int starts_ = 0;
    std::string refusal_;
};

}  // namespace qb::simulation
