#include <cstdlib>
#include <memory>

#include "fuzz/input.h"
#include "unit/fix/rig.h"

/// What a peer may send: raw bytes at the port, before or after its Logon, cut at any place. Nothing may
/// crash, nothing may poison the engine, and another session stays logged on.
namespace {

using namespace qb::fix::test;

/// Engines keep what they sent: a new one now and then, so that memory stays bounded.
Rig& fresh_rig() {
    constexpr int kInputsPerRig = 500;
    static std::unique_ptr<Rig> rig;
    static int inputs = 0;
    if (rig == nullptr || ++inputs % kInputsPerRig == 0) {
        rig.reset();
        rig = std::make_unique<Rig>(std::vector{Rig::session("OMS"), Rig::session("OTHER")});
        rig->report_in_order = true;
        rig->logged_on(1, 1, "98=0|108=300|");
    }
    return *rig;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    qb::fuzz::Input input(data, size);
    Rig& rig = fresh_rig();
    auto peer = rig.connect(1);
    if (!peer.accepted()) std::abort();
    if ((input.byte() & 1U) != 0) peer.logon("98=0|108=30|141=Y|");
    const std::string_view bytes = input.rest();
    const std::size_t cut = bytes.empty() ? 0 : input.first() % bytes.size();
    rig.engine().bytes(peer.id(), bytes.substr(0, cut), now());
    rig.flush();
    if (!peer.is_closed()) rig.engine().bytes(peer.id(), bytes.substr(cut), now());
    rig.flush();
    peer.close();
    rig.pipes.erase(peer.id());
    rig.log_lines.clear();
    rig.drops.clear();
    rig.orders.clear();
    rig.raw_orders.clear();
    rig.events.clear();
    if (rig.engine().poisoned() || !rig.engine().logged_on(1)) std::abort();
    return 0;
}
