#include <array>
#include <memory>
#include <string>

#include "fuzz/input.h"
#include "unit/fix/versions.h"

/// What a peer may send to the FIX port, before or after its Logon, cut at any place, in each version.
/// Nothing poisons the engine, what is answered are whole messages, and another session stays logged on.
///
/// First byte: 1 = after a Logon; 2 = the rest is bodies ("35=D|11=a|...", one a line) that are framed and
/// numbered rightly, so that they get past the framing; 12 = version. Second byte: where raw bytes are cut.
namespace {

using namespace qb::fix;
using namespace qb::fix::test;
using qb::fuzz::Input;
using qb::fuzz::must;

struct Party {
    SessionIndex session;
    const Version& version;
};
constexpr SessionIndex kOther = 3;

const Party& party(unsigned choice) {
    static const std::array<Party, 3> all{Party{0, kFix44}, Party{1, kFix42}, Party{2, kFix50}};
    return all.at(choice % all.size());
}

/// Rigs keep what was sent: a new one now and then, so that memory stays bounded.
Rig& rig_in_use() {
    constexpr int kInputsPerRig = 1000;
    static std::unique_ptr<Rig> rig;
    static int inputs = 0;
    if (rig == nullptr || ++inputs % kInputsPerRig == 0) {
        rig.reset();  // one engine at a time
        rig = std::make_unique<Rig>(std::vector{session_of(kFix44), session_of(kFix42), session_of(kFix50),
                                                session_of(kFix44, "OTHER")});
        rig->report_in_order = true;
        rig->logged_on(1, kOther, "98=0|108=300|");
    }
    return *rig;
}

void logon(Client& peer, const Version& version) { peer.logon(version.logon + "141=Y|"); }

/// Every input finds its session as the one before did: both numbers at 2, nobody connected.
void begin_anew(Rig& rig, const Party& who) {
    auto peer = rig.connect(1, "127.0.0.1", who.session);
    must(peer.accepted());
    logon(peer, who.version);
    must(rig.engine().logged_on(who.session));
    peer.close();
    rig.pipes.erase(peer.id());
}

void send_bodies(Client& peer, Input input) {
    while (!input.empty() && !peer.is_closed()) peer.send(input.until('\n'));
}

void send_raw(Rig& rig, const Client& peer, Input input) {
    const std::size_t cut = input.byte();
    for (const auto piece : {input.take(cut), input.rest()}) {
        if (!peer.is_closed()) rig.engine().bytes(peer.id(), piece, now());
        rig.flush();
    }
}

void check_and_forget(Rig& rig) {
    must(!rig.engine().poisoned());
    must(rig.engine().logged_on(kOther) && rig.engine().connection_count() == 1);
    for (const auto& drop : rig.drops) must(drop.cause != DropCause::EngineFailure);
    for (const auto& line : rig.log_lines) must(!line.starts_with("gave up on a message"));
    rig.log_lines.clear();
    rig.drops.clear();
    rig.orders.clear();
    rig.raw_orders.clear();
    rig.events.clear();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    Rig& rig = rig_in_use();
    const unsigned how = input.byte();
    const Party& who = party((how & 12U) >> 2U);
    begin_anew(rig, who);
    auto peer = rig.connect(2, "127.0.0.1", who.session);
    must(peer.accepted());
    if ((how & 1U) != 0) {
        peer.set_next(1);
        logon(peer, who.version);
    }
    if ((how & 2U) != 0) {
        send_bodies(peer, input);
    } else {
        send_raw(rig, peer, input);
    }
    (void)peer.read();  // throws for half a message
    peer.close();
    rig.pipes.erase(peer.id());
    check_and_forget(rig);
    return 0;
}
