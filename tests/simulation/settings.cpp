#include "settings.h"

#include <stdexcept>
#include <utility>

#include "dictionary.h"

namespace qb::simulation {
namespace {

using namespace std::chrono_literals;

constexpr Party kFirst{"OMS", kFix44, 0}, kSharing{"OMS2", kFix50Sp2, 0}, kApart{"OMS2", kFix50Sp2, 1};

std::string session_section(const Party& party) {
    const std::string version(party.version.default_appl_ver_id);
    const auto dictionaries = version.empty()
                                  ? "\nDataDictionary=" + small_dictionary("FIX44.xml")
                                  : "\nDefaultApplVerID=" + version +
                                        "\nTransportDataDictionary=" + small_dictionary("FIXT11.xml") +
                                        "\nAppDataDictionary=" + small_dictionary("FIX50SP2.xml");
    return "[SESSION]\nTargetCompID=" + std::string(party.comp_id) +
           "\nBeginString=" + std::string(party.version.begin_string) + dictionaries +
           "\nQfexAccount=" + std::string(kAccounts.at(party.account).name) + "\n";
}

std::string account_section(const Account& account) {
    return "[ACCOUNT]\nName=" + std::string(account.name) +
           "\nUrl=ws://127.0.0.1:1/\nRestUrl=http://127.0.0.1:1\nPublicKey=" +
           std::string(account.public_key) + "\nSecretKey=" + std::string(account.secret) + "\n";
}

Settings load(std::vector<Party> parties) {
    std::string text = std::string("[BRIDGE]\nDataDir=data\n[DEFAULT]\nSenderCompID=") + kBridgeCompId +
                       "\nSocketAcceptPort=0\nDayOrders=gtc\nValues=extended\n";
    for (const auto& party : parties) text += session_section(party);
    for (std::size_t i = 0; i <= parties.back().account; ++i) text += account_section(kAccounts.at(i));
    auto loaded = ops::load_config_text("/bridge.cfg", text);
    for (const auto& error : loaded.errors) throw std::runtime_error(to_string(error));
    return {std::move(loaded.config), std::move(parties)};
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

void draw_account(Dice& dice, qfex::AccountSettings& account) {
    account.link = quick_link();
    account.ack_timeout = 2s;
    account.venue_cancel_on_disconnect = dice.one_in(6);
    if (dice.one_in(6)) account.order_rate = account.cancel_rate = 10;
}

}  // namespace

Settings settings_for(Dice& dice) {
    // Reading a dictionary is slow.
    static const Settings kAlone = load({kFirst});
    static const std::array kTogether{load({kFirst, kSharing}), load({kFirst, kApart})};
    auto settings = dice.one_in(4) ? dice.of(kTogether) : kAlone;
    auto& bridge = settings.bridge;
    bridge.journal_reserve = 64U << 10U;
    bridge.journal_sync = dice.one_in(16) ? ops::JournalSync::Process : ops::JournalSync::Power;
    for (auto& session : bridge.sessions) draw_session(dice, session);
    for (auto& account : bridge.accounts) draw_account(dice, account);
    return settings;
}

}  // namespace qb::simulation
