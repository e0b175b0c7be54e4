#include "settings.h"

#include <stdexcept>

#include "dictionary.h"

namespace qb::simulation {
namespace {

using namespace std::chrono_literals;

ops::BridgeConfig load() {
    const std::string text =
        std::string("[BRIDGE]\nDataDir=data\n[DEFAULT]\nSenderCompID=") + kBridgeCompId +
        "\nSocketAcceptPort=0\nDataDictionary=" + small_dictionary() +
        "\nDayOrders=gtc\nValues=extended\n[SESSION]\nTargetCompID=" + kOmsCompId +
        "\n[ACCOUNT]\nName=main\nUrl=ws://127.0.0.1:1/\nRestUrl=http://127.0.0.1:1\nPublicKey=" + kPublicKey +
        "\nSecretKey=" + kSecret + "\n";
    auto loaded = ops::load_config_text("/bridge.cfg", text);
    for (const auto& error : loaded.errors) throw std::runtime_error(to_string(error));
    return std::move(loaded.config);
}

/// Short, so that a schedule needs little time to be over.
qfex::LinkSettings quick_link() {
    qfex::LinkSettings link;
    link.connect_timeout = 1s;
    link.auth_timeout = 1s;
    link.subscribe_timeout = 1s;
    link.optional_subscribe_timeout = 500ms;
    link.ping_interval = 1s;
    link.silence_limit = 3s;
    link.backoff_first = 100ms;
    link.backoff_max = 1s;
    link.refused_retry = 1s;
    link.rest_deadline = 1s;
    link.write_stall = 2s;
    return link;
}

void draw_session(Dice& dice, ops::SessionConfig& session) {
    session.dialect.pending_new = dice.one_in(4);
    session.dialect.pending_cancel = !dice.one_in(4);
    session.dialect.trigger_report = dice.of(std::array{
        mapping::TriggerReport::Triggered, mapping::TriggerReport::Restated, mapping::TriggerReport::None});
    session.trigger_settle = 1s;
    session.replace_partly_filled = dice.one_in(3);
    session.fix.link_news = dice.one_in(4);
    if (dice.one_in(5))
        session.disconnect.grace = dice.of(std::array<std::chrono::microseconds, 3>{0s, 1s, 3s});
    session.disconnect.on_logout = session.disconnect.grace && dice.one_in(2);
    if (dice.one_in(4)) session.wait_limits.max_queue_delay = 2s;
}

}  // namespace

ops::BridgeConfig settings_for(Dice& dice) {
    static const ops::BridgeConfig base = load();  // reading a dictionary is slow
    auto config = base;
    config.journal_reserve = 64U << 10U;
    config.journal_sync = dice.one_in(16) ? ops::JournalSync::Process : ops::JournalSync::Power;
    draw_session(dice, config.sessions.front());
    auto& account = config.accounts.front();
    account.link = quick_link();
    account.ack_timeout = 2s;
    account.venue_cancel_on_disconnect = dice.one_in(6);
    if (dice.one_in(6)) account.order_rate = account.cancel_rate = 10;
    return config;
}

}  // namespace qb::simulation
