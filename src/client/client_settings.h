#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/url.h"

namespace qb::client {

/// One FIX session of this client and the simulated venue beside it. Keys: README of this room.
struct ClientSettings {
    std::string host{};
    std::uint16_t port = 0;
    std::string sender_comp_id{};
    std::string target_comp_id{};
    int heartbeat_seconds = 30;
    std::string username{};
    std::string password{};
    std::string begin_string = "FIX.4.4";    ///< FIX.4.2, FIX.4.4 or FIXT.1.1
    std::string dictionary{};                ///< path; of FIXT.1.1 that of the application messages
    std::string transport_dictionary{};      ///< path; FIXT.1.1 alone
    std::string store_path{};                ///< a folder; empty: sequence numbers begin anew with each run
    std::optional<net::HostPort> control{};  ///< SimControl; loopback
    std::map<std::string, std::string, std::less<>> quickfix{};  ///< keys that go to QuickFIX as they are
};

/// Every mistake at once, each with file, line, section and key.
using SettingsMistakes = std::vector<std::string>;

/// Reads a file in QuickFIX's settings format with one [SESSION]; ${NAME} takes an environment variable.
/// Relative paths in it count from the file's own folder.
[[nodiscard]] boost::system::result<ClientSettings, SettingsMistakes> load_settings(const std::string& path);
/// The same from text.
[[nodiscard]] boost::system::result<ClientSettings, SettingsMistakes> load_settings_text(
    const std::string& path, std::string_view text);

}  // namespace qb::client
