#include <array>
#include <chrono>
#include <utility>

#include "net/ip_address.h"
#include "ops/config_sections.h"

/// [BRIDGE]: where the bridge keeps and writes things, and the limits of its front door.
namespace qb::ops {
namespace {

void read_status_address(SectionKeys& keys, BridgeConfig& config) {
    const auto text = keys.text("StatusAddress");
    if (text.empty()) return;
    const auto address = net::parse_host_port(text);
    if (!address) return keys.fail("StatusAddress", address.error());
    const auto host = net::ip_address(address->host == "localhost" ? "127.0.0.1" : address->host);
    if (!host) return keys.fail("StatusAddress", "must be an IP address or localhost, and a port");
    config.status_address = {*host, address->port};
}

}  // namespace

void read_bridge(SectionKeys& keys, BridgeConfig& config) {
    keys.required("DataDir");
    config.data_dir = keys.path("DataDir");
    read_status_address(keys, config);
    constexpr std::array<std::pair<std::string_view, LogLevel>, 4> kLevels{{{"info", LogLevel::Info},
                                                                            {"debug", LogLevel::Debug},
                                                                            {"warn", LogLevel::Warn},
                                                                            {"error", LogLevel::Error}}};
    config.log.level = keys.word("LogLevel", kLevels);
    constexpr std::array<std::pair<std::string_view, LogFormat>, 2> kFormats{
        {{"text", LogFormat::Text}, {"json", LogFormat::Json}}};
    config.log.format = keys.word("LogFormat", kFormats);
    config.log.file = keys.path("LogFile");
    constexpr std::array<std::pair<std::string_view, JournalSync>, 2> kSyncs{
        {{"process", JournalSync::Process}, {"power", JournalSync::Power}}};
    config.journal_sync = keys.word("JournalSync", kSyncs);
    config.journal_reserve =
        static_cast<std::uint64_t>(keys.integer("JournalReserve", 1 << 20, std::int64_t{1} << 36));
    config.journal_keep = std::chrono::days(keys.integer("JournalKeepDays", 1, 36'500));
    constexpr std::array<std::pair<std::string_view, JournalRetired>, 2> kRetired{
        {{"remove", JournalRetired::Remove}, {"keep", JournalRetired::Keep}}};
    config.journal_retired = keys.word("JournalRetired", kRetired);
    auto& door = config.front_door;
    door.logon_timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(keys.seconds("LogonTimeout", 1, 300));
    door.max_pending_connections = static_cast<std::size_t>(keys.integer("MaxPendingConnections", 1, 10'000));
    door.max_message_size = static_cast<std::size_t>(keys.integer("MaxMessageSize", 1024, 1 << 24));
}

}  // namespace qb::ops
