#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "orders/time.h"

namespace qb::simulation {

using std::chrono::microseconds;
using std::chrono::milliseconds;

/// The world's clock, and what is to happen when. Time stands still while something happens and then jumps
/// to what is next; at one moment things happen in the order in which they were planned.
class Agenda {
public:
    explicit Agenda(WallTime start);

    /// What everybody's clock shows but that of the bridge's machine.
    [[nodiscard]] Now now() const { return now_; }
    /// The clock of the bridge's machine: its wall clock may be wrong, its monotonic one never is.
    [[nodiscard]] Now machine_now() const { return {now_.wall + wrong_by_, now_.mono}; }
    void set_machine_wrong_by(microseconds error);

    void at(MonoTime when, std::function<void()> what) { plan_.emplace(when, std::move(what)); }
    void after(microseconds delay, std::function<void()> what) { at(now_.mono + delay, std::move(what)); }

    /// Lets everything happen that is planned up to `end`, and what comes of it.
    void run_until(MonoTime end);
    void run_for(microseconds time) { run_until(now_.mono + time); }

private:
    void show() const;

    Now now_;
    microseconds wrong_by_{0};
    std::multimap<MonoTime, std::function<void()>> plan_;
};

}  // namespace qb::simulation
