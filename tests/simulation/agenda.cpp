#include "agenda.h"

#include "unit/fix/fake_time.h"

namespace qb::simulation {

Agenda::Agenda(WallTime start) : now_{start, MonoTime(std::chrono::seconds(1000))} { show(); }

/// To QuickFIX, which reads a clock of its own.
void Agenda::show() const { fix::test::set_now(machine_now()); }

void Agenda::set_machine_wrong_by(microseconds error) {
    wrong_by_ = error;
    show();
}

void Agenda::run_until(MonoTime end) {
    while (!plan_.empty() && plan_.begin()->first <= end) {
        const auto node = plan_.extract(plan_.begin());
        if (node.key() > now_.mono) {
            now_.wall += node.key() - now_.mono;
            now_.mono = node.key();
            show();
        }
        node.mapped()();
    }
    now_.wall += end - now_.mono;
    now_.mono = end;
    show();
}

}  // namespace qb::simulation
