#include "replay/recorded_config.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "ops/settings_file.h"

namespace qb::replay {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view key, const std::array<std::string_view, N>& keys) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// Sockets and files, and who may log on: nobody does.
constexpr std::array<std::string_view, 8> kSurroundings{"StatusAddress", "LogFile", "LogLevel",   "LogFormat",
                                                        "CaFile",        "FixLog",  "FixLogSize", "Username"};
constexpr std::array<std::string_view, 3> kDictionaries{"DataDictionary", "TransportDataDictionary",
                                                        "AppDataDictionary"};
/// What a logon needs: nobody logs on.
constexpr std::array<std::string_view, 2> kPasswords{"Password", "PasswordFile"};
/// A key pair or a token; each account must have its own.
constexpr std::array<std::string_view, 2> kSecrets{"SecretKey", "SecretKeyFile"};
constexpr std::array<std::string_view, 2> kTokens{"Jwt", "JwtFile"};

/// Turns the lines of the record into a file of settings again.
class Writer {
public:
    explicit Writer(const std::string& spec) : spec_(spec) {}

    void line(std::string_view text) {
        const auto close = text.find("] ");
        const auto equals = text.find('=', close);
        if (text.empty() || close == std::string_view::npos || equals == std::string_view::npos) {
            in_section_ = false;
            return;
        }
        if (!in_section_) begin(text.substr(0, close + 1));
        setting(text.substr(close + 2, equals - close - 2), text.substr(equals + 1));
    }
    [[nodiscard]] const std::string& text() const { return out_; }

private:
    void begin(std::string_view name) {
        in_section_ = true;
        written_.clear();
        ++sections_;
        out_ += std::string(name) + "\n";
    }

    void setting(std::string_view key, std::string_view value) {
        const auto invented = "invented-" + std::to_string(sections_);
        if (value.empty() || is_one_of(key, kSurroundings) || is_one_of(key, kPasswords)) return;
        if (is_one_of(key, kSecrets)) return put("SecretKey", invented);
        if (is_one_of(key, kTokens)) return put("Jwt", invented);
        if (key == "PublicKey") return put(key, invented);
        if (is_one_of(key, kDictionaries) && !spec_.empty())
            return put(key,
                       (std::filesystem::path(spec_) / std::filesystem::path(value).filename()).string());
        put(key, value);
    }

    void put(std::string_view key, std::string_view value) {
        if (!written_.insert(std::string(key)).second) return;
        out_ += std::string(key) + "=" + std::string(value) + "\n";
    }

    const std::string& spec_;
    std::string out_;
    bool in_section_ = false;
    std::set<std::string> written_;  // of the section
    int sections_ = 0;
};

}  // namespace

RecordedConfig recorded_config(std::string_view effective, const std::string& spec) {
    Writer writer(spec);
    while (!effective.empty()) {
        const auto line = effective.substr(0, effective.find('\n'));
        effective.remove_prefix(std::min(effective.size(), line.size() + 1));
        writer.line(line);
    }
    auto loaded = ops::load_config_text("recorded configuration", writer.text());
    if (!loaded.errors.empty()) return {std::nullopt, to_string(loaded.errors.front())};
    return {std::move(loaded.config), {}};
}

}  // namespace qb::replay
