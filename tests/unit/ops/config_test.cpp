#include "ops/config.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ops/key_table.h"
#include "support/certs.h"
#include "unit/ops/folder.h"

namespace qb::ops {
namespace {

constexpr std::string_view kPassword = "P4ssw0rd-of-the-desk";
constexpr std::string_view kSecret = "S3cret-of-the-account";
constexpr std::string_view kJwt = "T0ken-of-the-account";
constexpr std::string_view kPublic = "Pub1ic-of-the-account";

const qb::test::Certs& certs() {
    static const qb::test::Certs all;
    return all;
}

/// As small as a dictionary may be, with one more field in it.
std::string dictionary(const std::string& minor = "4", const std::string& field = {}) {
    return "<fix type='FIX' major='4' minor='" + minor +
           "'><header><field name='BeginString' required='Y'/></header>"
           "<trailer><field name='CheckSum' required='Y'/></trailer>"
           "<messages><message name='Heartbeat' msgtype='0' msgcat='admin'/></messages>"
           "<fields><field number='8' name='BeginString' type='STRING'/>"
           "<field number='10' name='CheckSum' type='STRING'/>" +
           field + "</fields></fix>";
}

/// A configuration that loads, and what may be put into it.
class ConfigTest : public testing::Test {
protected:
    ConfigTest() {
        folder_.write("dictionary.xml", dictionary());
        auto fixt = dictionary();
        fixt.replace(fixt.find("type='FIX' major='4' minor='4'"), 30, "type='FIXT' major='1' minor='1'");
        folder_.write("fixt.xml", fixt);
    }

    struct Sections {
        std::string bridge = "DataDir=data\n";
        std::string defaults =
            "DataDictionary=dictionary.xml\nSenderCompID=QFEX\nSocketAcceptPort=9878\nDayOrders=gtc\n";
        std::string session = "TargetCompID=DESK\n";
        std::string account = "Name=main\nUrl=wss://venue.test\nRestUrl=https://venue.test\n";
        std::string keys = "PublicKey=" + std::string(kPublic) + "\nSecretKey=" + std::string(kSecret) + "\n";
        std::string symbol = "Name=AAPL\nVenue=AAPL-USD\n";
        std::string more;

        [[nodiscard]] std::string text() const {
            return "[BRIDGE]\n" + bridge + "[DEFAULT]\n" + defaults + "[SESSION]\n" + session +
                   "[ACCOUNT]\n" + account + keys + "[SYMBOL]\n" + symbol + more;
        }
        std::string& of(char section) {
            return section == 'B' ? bridge : section == 'S' ? session : section == 'A' ? account : symbol;
        }
    };

    LoadedConfig load(const Sections& sections) {
        auto loaded = load_config_text(folder_ / "bridge.cfg", sections.text());
        const auto silent = [](const std::string& text) {
            for (const auto secret : {kPassword, kSecret, kJwt, kPublic}) {
                EXPECT_EQ(text.find(secret), std::string::npos) << text;
            }
        };
        for (const auto& error : loaded.errors) silent(to_string(error));
        for (const auto& warning : loaded.warnings) silent(to_string(warning));
        silent(loaded.config.effective);
        return loaded;
    }

    static std::string told(const LoadedConfig& loaded) {
        std::string out;
        for (const auto& e : loaded.errors) out += '[' + e.section + "] " + e.key + ' ' + e.text + '\n';
        return out;
    }

    /// There is this mistake; how many there are besides does not count.
    static void expect_mistake(const LoadedConfig& loaded, std::string_view section, std::string_view key,
                               std::string_view words) {
        const bool found = std::any_of(loaded.errors.begin(), loaded.errors.end(), [&](const ConfigError& e) {
            return e.section == section && equal_ignoring_case(e.key, key) &&
                   e.text.find(words) != std::string::npos;
        });
        EXPECT_TRUE(found) << "wanted [" << section << "] " << key << ' ' << words << "\ngot\n"
                           << told(loaded);
    }

    test::Folder folder_;
    test::Environment store_{"SSL_CERT_FILE", certs().ca_file()};  // in place of the system's authorities
};

TEST_F(ConfigTest, AGoodOneLoadsWithItsDefaults) {
    const auto loaded = load({});
    ASSERT_EQ(told(loaded), "");
    const auto& c = loaded.config;
    EXPECT_EQ(c.data_dir, folder_ / "data");
    EXPECT_FALSE(c.status_address);
    EXPECT_EQ(c.log.level, LogLevel::Info);
    EXPECT_EQ(c.journal_sync, JournalSync::Process);
    EXPECT_EQ(c.journal_reserve, 67'108'864U);
    EXPECT_EQ(c.journal_keep, std::chrono::days(7));
    EXPECT_EQ(c.journal_retired, JournalRetired::Remove);
    EXPECT_EQ(c.front_door.logon_timeout, std::chrono::seconds(10));
    ASSERT_EQ(c.sessions.size(), 1U);
    EXPECT_EQ(c.sessions[0].fix.name(), "FIX.4.4:QFEX->DESK");
    EXPECT_EQ(c.sessions[0].fix.listen, (fix::ListenAddress{"127.0.0.1", 9878}));
    EXPECT_EQ(c.sessions[0].fix.dictionary, folder_ / "dictionary.xml");
    EXPECT_EQ(c.sessions[0].account, "main");
    EXPECT_EQ(c.sessions[0].trigger_settle, std::chrono::seconds(2));
    EXPECT_FALSE(c.sessions[0].disconnect.grace);
    EXPECT_FALSE(c.sessions[0].disconnect.on_logout);
    EXPECT_EQ(c.sessions[0].wait_limits.max_order_age, std::chrono::seconds(5));
    EXPECT_EQ(c.sessions[0].wait_limits.max_queue_delay, std::chrono::seconds(0));
    EXPECT_FALSE(c.sessions[0].fix.link_news);
    EXPECT_FALSE(c.sessions[0].fix.schedule);
    ASSERT_EQ(c.accounts.size(), 1U);
    EXPECT_EQ(c.accounts[0].secret_key.reveal(), kSecret);
    EXPECT_EQ(c.accounts[0].ack_timeout, std::chrono::seconds(5));
    ASSERT_EQ(c.symbols.size(), 1U);
    EXPECT_EQ(c.symbols[0].venue, "AAPL-USD");
    EXPECT_NE(c.effective.find("[ACCOUNT] SecretKey=***\n"), std::string::npos);
}

TEST_F(ConfigTest, EachMistakeIsToldWithItsPlace) {
    struct Row {
        char section;
        std::string lines;
        std::string_view key, words;
    };
    const std::vector<Row> rows{
        {'B', "StatusAddress=nowhere", "StatusAddress", ""},
        {'B', "StatusAddress=status.test:80", "StatusAddress", "IP address or localhost"},
        {'B', "LogLevel=loud", "LogLevel", "info, debug, warn, error"},
        {'B', "LogFormat=xml", "LogFormat", "text, json"},
        {'B', "JournalSync=never", "JournalSync", "process, power"},
        {'B', "JournalKeepDays=0", "JournalKeepDays", "whole number from 1"},
        {'B', "JournalRetired=pack", "JournalRetired", "remove, keep"},
        {'B', "JournalReserve=12", "JournalReserve", "whole number from 1048576"},
        {'B', "JournalReserve=99999999999999999999", "JournalReserve", "whole number"},
        {'B', "LogonTimeout=0", "LogonTimeout", "seconds from 1 to 300"},
        {'B', "LogonTimeout=1.0000001", "LogonTimeout", "six decimals"},
        {'B', "MaxPendingConnections=0", "MaxPendingConnections", "from 1"},
        {'B', "MaxMessageSize=100", "MaxMessageSize", "from 1024"},
        {'S', "BeginString=FIX.4.3", "BeginString", "must be one of: FIX.4.2, FIX.4.4, FIXT.1.1"},
        {'S', "BeginString=FIX.5.0SP2", "BeginString", "must be one of"},
        {'S', "BeginString=FIX.4.2", "DataDictionary", "of FIX.4.4, but BeginString is FIX.4.2"},
        {'S', "BeginString=FIX.4.2\nStopKindTag=58", "StopKindTag", "from 5000 to 39999"},
        {'S', "BeginString=FIX.4.2\nTriggerReport=L", "TriggerReport", "needs Values=extended"},
        {'S', "BeginString=FIXT.1.1", "TransportDataDictionary", "missing"},
        {'S', "BeginString=FIXT.1.1", "AppDataDictionary", "missing"},
        {'S', "BeginString=FIXT.1.1\nDefaultApplVerID=8", "DefaultApplVerID", "must be 9 or FIX.5.0SP2"},
        {'S', "BeginString=FIXT.1.1\nTransportDataDictionary=missing.xml", "TransportDataDictionary",
         "cannot be read"},
        {'S',
         "BeginString=FIXT.1.1\nTransportDataDictionary=dictionary.xml\nAppDataDictionary=dictionary.xml",
         "TransportDataDictionary", "of FIX.4.4, but BeginString is FIXT.1.1"},
        {'S', "BeginString=FIXT.1.1\nTransportDataDictionary=fixt.xml\nAppDataDictionary=dictionary.xml",
         "AppDataDictionary", "of FIX.4.4, but DefaultApplVerID is 9"},
        {'S', "SenderCompID=A=B", "SenderCompID", "printable ASCII"},
        {'S', "SocketAcceptAddress=not an address", "SocketAcceptAddress", "IP address"},
        {'S', "SocketAcceptAddress=localhost", "SocketAcceptAddress", "IP address"},
        {'S', "SocketAcceptAddress=fix.test", "SocketAcceptAddress", "IP address"},
        {'S', "SocketAcceptAddress=0.0.0.0", "AllowedAddresses", "required because"},
        {'S', "SocketAcceptPort=65536", "SocketAcceptPort", "whole number"},
        {'S', "DataDictionary=missing.xml", "DataDictionary", "cannot be read"},
        {'S', "DataDictionary=.", "DataDictionary", "cannot be read"},
        {'S', "QfexAccount=other", "QfexAccount", "names no [ACCOUNT]"},
        {'S', "QfexAccounts=main, other", "QfexAccounts", "names no [ACCOUNT]: other"},
        {'S', "Username=u", "Password", "missing beside Username"},
        {'S', "Password=" + std::string(kPassword), "Username", "missing beside"},
        {'S', "Username=\nPassword=" + std::string(kPassword), "Username", "is empty"},
        {'S', "Username=u\nPassword=", "Password", "is empty"},
        {'S', "Username=\nPassword=", "Username", "is empty"},
        {'S', "Username=", "Username", "is empty"},
        {'S', "Username=u\nPasswordFile=", "PasswordFile", "cannot be read"},
        {'S', "AllowedAddresses=10.0.0.0/8,10.0.0.0/99", "AllowedAddresses", "10.0.0.0/99"},
        {'S', "Values=all", "Values", "stock, extended"},
        {'S', "TriggerReport=L", "TriggerReport", "needs Values=extended"},
        {'S', "TriggerReport=X", "TriggerReport", "one of: L, D, none"},
        {'S', "TriggerSettle=-1", "TriggerSettle", "seconds from 0 to 60"},
        {'S', "TriggerDirection=yes", "TriggerDirection", "Y or N"},
        {'S', "DayOrders=day", "DayOrders", "reject, gtc"},
        {'S', "ReplacePartiallyFilled=modify", "ReplacePartiallyFilled", "reject, cancel-new"},
        {'S', "MaxSendBuffer=1", "MaxSendBuffer", "whole number"},
        {'S', "FixLog=yes", "FixLog", "Y or N"},
        {'S', "FixLogSize=1000", "FixLogSize", "whole number"},
        {'S', "CancelOnDisconnect=yes", "CancelOnDisconnect", "N, Y, or seconds from 0 to 86400"},
        {'S', "CancelOnDisconnect=86401", "CancelOnDisconnect", "seconds from 0 to 86400"},
        {'S', "CancelOnDisconnect=-1", "CancelOnDisconnect", "seconds from 0 to 86400"},
        {'S', "CancelOnLogout=10", "CancelOnLogout", "Y or N"},
        {'S', "LinkNews=1", "LinkNews", "Y or N"},
        {'S', "DropCopy=1", "DropCopy", "Y or N"},
        {'S', "DropCopy=Y\nCancelOnDisconnect=10", "CancelOnDisconnect", "must be N beside DropCopy=Y"},
        {'S', "DropCopy=Y\nCancelOnLogout=Y", "CancelOnLogout", "must be N beside DropCopy=Y"},
        {'S', "MaxOrderAge=0", "MaxOrderAge", "seconds from 1 to 60"},
        {'S', "MaxQueueDelay=-1", "MaxQueueDelay", "seconds from 0 to 60"},
        {'S', "MaxQueueDelay=5.1", "MaxQueueDelay", "must not be above MaxOrderAge"},
        {'S', "RepeatOnReset=1.5", "RepeatOnReset", "whole number"},
        {'S', "MaxLatency=0", "MaxLatency", "from 1"},
        {'S', "TimestampPrecision=9", "TimestampPrecision", "0 to 6"},
        {'S', "StartTime=08:00:00", "EndTime", "HH:MM:SS"},
        {'S', "StartTime=24:00:00\nEndTime=10:00:00", "StartTime", "HH:MM:SS"},
        {'S', "StartTime=08:00:00\nEndTime=08:00:00", "EndTime", "equals StartTime"},
        {'S', "StartTime=08:00:00\nEndTime=09:00:00\nStartDay=Mon", "EndDay", "both days or none"},
        {'S', "UseLocalTime=banana", "UseLocalTime", "Y or N"},
        {'S', "UseLocalTime=Y", "UseLocalTime", "needs StartTime and EndTime"},
        {'S', "StartTime=08:00:00\nEndTime=09:00:00\nStartDay=Montag", "StartDay", "day of the week"},
        {'A', "AckTimeout=0.5", "AckTimeout", "seconds from 1"},
        {'A', "OrderRate=0", "OrderRate", "from 1"},
        {'A', "VenueCancelOnDisconnect=5", "VenueCancelOnDisconnect", "Y or N"},
        {'A', "VenueListsStops=2", "VenueListsStops", "Y or N"},
        {'A', "AccountId=7", "AccountId", "UUID"},
        {'A', "CaFile=missing.pem", "CaFile", "cannot be read"},
        {'A', "Jwt=" + std::string(kJwt), "Jwt", "not both"},
        {'A', "SecretKeyFile=missing", "SecretKeyFile", "together with SecretKey"},
        {'A', "SecretKeyFile=missing", "SecretKeyFile", "cannot be read"},
    };
    for (const auto& row : rows) {
        Sections sections;
        sections.of(row.section) += row.lines + '\n';
        const std::string_view name = row.section == 'B'   ? "BRIDGE"
                                      : row.section == 'S' ? "SESSION"
                                                           : "ACCOUNT";
        expect_mistake(load(sections), name, row.key, row.words);
    }
}

TEST_F(ConfigTest, TheVersionDecidesWhatIsNotSet) {
    const auto session = [&](const std::string& lines) {
        Sections sections;
        sections.session += lines;
        const auto loaded = load(sections);
        EXPECT_EQ(told(loaded), "");
        return loaded.config.sessions.at(0);
    };
    folder_.write("fix42.xml", dictionary("2"));
    auto fix50 = dictionary("0");
    fix50.replace(fix50.find("major='4'"), 9, "major='5'");
    folder_.write("fix50.xml", fix50);
    const std::string fix42_lines = "BeginString=FIX.4.2\nDataDictionary=fix42.xml\n";
    const std::string fixt_lines =
        "BeginString=FIXT.1.1\nTransportDataDictionary=fixt.xml\nAppDataDictionary=fix50.xml\n";

    const auto fix42 = session(fix42_lines);
    EXPECT_EQ(fix42.fix.name(), "FIX.4.2:QFEX->DESK");
    EXPECT_EQ(fix42.fix.timestamp_precision, 3);
    EXPECT_EQ(fix42.fix.default_appl_ver_id, "");
    EXPECT_EQ(fix42.fix.order_tag, 5001);
    EXPECT_EQ(fix42.dialect.version.values, mapping::Values::Stock);
    EXPECT_EQ(session(fix42_lines + "TimestampPrecision=6\n").fix.timestamp_precision, 6);
    const auto tagged = session(fix42_lines + "StopKindTag=9001\n");
    EXPECT_EQ(tagged.fix.order_tag, 9001);
    EXPECT_EQ(tagged.dialect.stop_kind_tag, 9001);

    const auto fix44 = session("StopKindTag=9001\n");
    EXPECT_EQ(fix44.fix.timestamp_precision, 6);
    EXPECT_FALSE(fix44.fix.order_tag);
    EXPECT_FALSE(fix44.dialect.stop_kind_tag);

    const auto fixt = session(fixt_lines);
    EXPECT_EQ(fixt.fix.name(), "FIXT.1.1:QFEX->DESK");
    EXPECT_EQ(fixt.fix.default_appl_ver_id, "9");
    EXPECT_EQ(fixt.fix.dictionary, folder_ / "fix50.xml");
    EXPECT_EQ(fixt.fix.transport_dictionary, folder_ / "fixt.xml");
    EXPECT_EQ(fixt.dialect.version.values, mapping::Values::Extended);
    EXPECT_EQ(fixt.dialect.trigger_report, mapping::TriggerReport::Triggered);
    EXPECT_EQ(session(fixt_lines + "DefaultApplVerID=FIX.5.0SP2\n").fix.default_appl_ver_id, "9");
    EXPECT_EQ(session(fixt_lines + "Values=stock\nTriggerReport=L\n").dialect.version.values,
              mapping::Values::Stock);
}

/// Mistakes that show only when the file is used are told as well, with their key.
TEST_F(ConfigTest, FilesThatAreNamedAreOfUse) {
    folder_.write("readme", "not XML");
    folder_.write("fix42.xml", dictionary("2"));
    folder_.write("data.xml", dictionary("4", "<field number='96' name='RawData' type='DATA'/>"));
    folder_.write("high.xml", dictionary("4", "<field number='60000' name='Own' type='DATA'/>"));
    for (const auto& [file, words] : {std::pair("readme", "cannot be used"),
                                      std::pair("fix42.xml", "FIX.4.2, but BeginString is FIX.4.4"),
                                      std::pair("data.xml", "field 96 has type DATA"),
                                      std::pair("high.xml", "a field has number 60000; numbers go from 1")}) {
        Sections sections;
        sections.session += "DataDictionary=" + std::string(file) + "\n";
        expect_mistake(load(sections), "SESSION", "DataDictionary", words);
    }
    Sections sections;
    sections.account += "CaFile=readme\n";
    expect_mistake(load(sections), "ACCOUNT", "CaFile", "cannot be used");
    const test::Environment none("SSL_CERT_FILE", folder_ / "missing");
    const test::Environment nowhere("SSL_CERT_DIR", folder_ / "missing");
    expect_mistake(load({}), "ACCOUNT", "CaFile", "no store");
    sections.account = Sections{}.account + "CaFile=" + certs().ca_file() + '\n';
    EXPECT_EQ(told(load(sections)), "");
}

TEST_F(ConfigTest, WhatIsRequiredIsMissed) {
    const auto loaded = load_config_text(folder_ / "f", "[BRIDGE]\n[SESSION]\n[ACCOUNT]\n[SYMBOL]\n");
    for (const auto& [section, key] :
         {std::pair("BRIDGE", "DataDir"), std::pair("SESSION", "SenderCompID"),
          std::pair("SESSION", "TargetCompID"), std::pair("SESSION", "SocketAcceptPort"),
          std::pair("SESSION", "DataDictionary"), std::pair("ACCOUNT", "Name"),
          std::pair("ACCOUNT", "PublicKey"), std::pair("SYMBOL", "Name"), std::pair("SYMBOL", "Venue")}) {
        expect_mistake(loaded, section, key, "missing");
    }
    expect_mistake(loaded, "ACCOUNT", "Url", "");
    expect_mistake(loaded, "ACCOUNT", "RestUrl", "");
    const auto empty = load_config_text(folder_ / "f", "# nothing\n");
    for (const char* words : {"no [BRIDGE]", "no [SESSION]", "no [ACCOUNT]"})
        expect_mistake(empty, "", "", words);
}

TEST_F(ConfigTest, AllMistakesOfAFileAreToldAtOnceInItsOrder) {
    Sections sections;
    sections.bridge += "LogLevel=loud\njunk\n";
    sections.session += "DayOrders=x\nHeartBtInt=30\n";
    sections.account += "OrderRate=x\n";
    sections.more = "[NOBODY]\n";
    const auto loaded = load(sections);
    EXPECT_EQ(loaded.errors.size(), 6U) << told(loaded);
    EXPECT_TRUE(std::is_sorted(loaded.errors.begin(), loaded.errors.end(),
                               [](const auto& a, const auto& b) { return a.line < b.line; }));
    expect_mistake(loaded, "NOBODY", "", "is not a section");
}

TEST_F(ConfigTest, AFixedKeyTakesItsDefaultAlone) {
    int fixed = 0;
    for (const auto& row : key_rows()) {
        if (row.use != KeyUse::Fixed) continue;
        ++fixed;
        Sections good;
        good.of(row.section) += std::string(row.key) + '=' + std::string(row.default_text) + '\n';
        EXPECT_EQ(told(load(good)), "") << row.key;
        Sections bad;
        bad.of(row.section) += std::string(row.key) + "=other\n";
        const auto loaded = load(bad);
        EXPECT_EQ(loaded.errors.size(), 1U) << row.key;
        EXPECT_NE(told(loaded).find("can only be " + std::string(row.default_text)), std::string::npos);
    }
    EXPECT_GT(fixed, 0);
}

TEST_F(ConfigTest, ARefusedKeyIsRefusedInASessionAndInTheDefaults) {
    int refused = 0;
    for (const auto& row : key_rows()) {
        if (row.use != KeyUse::Refused) continue;
        ++refused;
        Sections session;
        session.of(row.section) += std::string(row.key) + "=1\n";
        expect_mistake(load(session), "SESSION", row.key, "cannot be used");
        Sections defaults;
        defaults.defaults += std::string(row.key) + "=1\n";
        expect_mistake(load(defaults), "DEFAULT", row.key, "cannot be used");
    }
    EXPECT_GT(refused, 0);
}

TEST_F(ConfigTest, AMisspeltKeyGetsASuggestion) {
    Sections sections;
    sections.session += "DayOrder=gtc\nPasswrd=" + std::string(kPassword) + "\nNothingLikeIt=1\n";
    sections.account += "AckTimeOuts=5\n";
    const auto loaded = load(sections);
    expect_mistake(loaded, "SESSION", "DayOrder", "did you mean DayOrders?");
    expect_mistake(loaded, "SESSION", "Passwrd", "did you mean Password?");
    expect_mistake(loaded, "SESSION", "NothingLikeIt", "is not a key of this section");
    expect_mistake(loaded, "ACCOUNT", "AckTimeOuts", "did you mean AckTimeout?");
}

TEST_F(ConfigTest, ASecretFileMustBeClosedToOthers) {
    Sections sections;
    sections.keys = "PublicKey=" + std::string(kPublic) + "\nSecretKeyFile=key\n";
    for (const unsigned mode : {0640U, 0604U, 0620U, 0601U, 0644U}) {
        folder_.write("key", std::string(kSecret), std::filesystem::perms(mode));
        expect_mistake(load(sections), "ACCOUNT", "SecretKeyFile", "chmod 600");
    }
    folder_.write("key", "\n");
    expect_mistake(load(sections), "ACCOUNT", "SecretKeyFile", "empty");
    for (const unsigned mode : {0600U, 0400U}) {
        std::filesystem::remove(folder_ / "key");
        folder_.write("key", std::string(kSecret) + "\r\n", std::filesystem::perms(mode));
        const auto loaded = load(sections);
        EXPECT_EQ(told(loaded), "");
        EXPECT_EQ(loaded.config.accounts.at(0).secret_key.reveal(), kSecret);
    }
}

TEST_F(ConfigTest, SecretsAreNeverShown) {
    folder_.write("jwt", std::string(kJwt));
    folder_.write("password", std::string(kPassword));
    Sections sections;
    sections.session += "Username=desk\nPasswordFile=password\n";
    sections.keys = "JwtFile=jwt\n";
    const auto loaded = load(sections);  // load() looks into every text
    EXPECT_EQ(told(loaded), "");
    EXPECT_EQ(loaded.config.sessions.at(0).fix.password.reveal(), kPassword);
    EXPECT_EQ(loaded.config.accounts.at(0).jwt.reveal(), kJwt);
    sections.keys = "SecretKey: " + std::string(kSecret) + "=\n" + std::string(kJwt) + "=\n";
    sections.session += "Password=" + std::string(kPassword) + "\n";
    sections.account += "PublicKey=" + std::string(kPublic) + " x\n";
    EXPECT_FALSE(load(sections).errors.empty());
}

/// The secret itself, or a part of it, in the place of a file's name.
TEST_F(ConfigTest, ASecretInThePlaceOfAFileIsNotShown) {
    for (const auto& text : {std::string(kSecret), "/" + std::string(kSecret)}) {
        Sections sections;
        sections.session += "Username=desk\nPasswordFile=" + text + "\n";
        sections.keys = "PublicKey=" + std::string(kPublic) + "\nSecretKeyFile=" + text + "\n";
        const auto loaded = load(sections);  // load() looks into every text
        expect_mistake(loaded, "SESSION", "PasswordFile", "cannot be read");
        expect_mistake(loaded, "ACCOUNT", "SecretKeyFile", "cannot be read");
        sections.keys = "JwtFile=" + text + "\n";
        expect_mistake(load(sections), "ACCOUNT", "JwtFile", "cannot be read");
    }
    folder_.write(std::string(kSecret), "");
    Sections sections;
    sections.keys = "JwtFile=" + std::string(kSecret) + "\n";
    expect_mistake(load(sections), "ACCOUNT", "JwtFile", "empty");
    folder_.write(std::string(kSecret), "x", std::filesystem::perms(0644));
    expect_mistake(load(sections), "ACCOUNT", "JwtFile", "chmod 600");
}

struct Listeners {
    std::string first, second;
    bool together;
};

TEST_F(ConfigTest, ListenersMustNotTakeEachOthersPort) {
    for (const auto& [first, second, together] :
         {Listeners{"127.0.0.1", "127.0.0.1", true}, Listeners{"127.0.0.1", "127.0.0.2", true},
          Listeners{"0.0.0.0", "127.0.0.1", false}, Listeners{"127.0.0.1", "0.0.0.0", false},
          Listeners{"0.0.0.0", "::1", true}, Listeners{"::", "127.0.0.1", false},
          Listeners{"::", "::1", false}, Listeners{"::", "0.0.0.0", false},
          Listeners{"::1", "0:0:0:0:0:0:0:1", true}}) {
        Sections sections;
        sections.defaults += "AllowedAddresses=10.0.0.0/8\n";
        sections.session += "SocketAcceptAddress=" + first + '\n';
        sections.more = "[SESSION]\nTargetCompID=DESK2\nSocketAcceptAddress=" + second + '\n';
        const auto loaded = load(sections);
        EXPECT_EQ(told(loaded).empty(), together) << first << ' ' << second << '\n' << told(loaded);
        if (!together) expect_mistake(loaded, "SESSION", "SocketAcceptAddress", "line 9");
        sections.more += "SocketAcceptPort=9879\n";
        EXPECT_EQ(told(load(sections)), "") << "on another port";

        Sections status;
        status.bridge += "StatusAddress=[" + second + "]:9878\n";
        if (second.find(':') == std::string::npos)
            status.bridge = "DataDir=data\nStatusAddress=" + second + ":9878\n";
        status.session += "SocketAcceptAddress=" + first + "\nAllowedAddresses=10.0.0.0/8\n";
        const bool one_address = first == second || second == "0:0:0:0:0:0:0:1";
        EXPECT_EQ(told(load(status)).empty(), together && !one_address) << first << ' ' << second;
    }
}

TEST_F(ConfigTest, UrlsWithoutTlsOnlyLeadToLoopback) {
    for (const auto& [url, rest, good] : {std::tuple("ws://127.0.0.1:1", "http://localhost:2", true),
                                          {"ws://venue.test", "https://venue.test", false},
                                          {"wss://venue.test", "http://10.0.0.1", false},
                                          {"https://venue.test", "https://venue.test", false}}) {
        Sections sections;
        sections.account = "Name=main\nUrl=" + std::string(url) + "\nRestUrl=" + rest + '\n';
        EXPECT_EQ(load(sections).errors.empty(), good) << url << ' ' << rest;
    }
}

constexpr std::string_view kOneId = "AccountId=0B1e8e5c-8a35-4c5c-9f4e-7a51f0c9a001\n";
constexpr std::string_view kSameId = "AccountId=0b1E8E5c-8a35-4c5c-9f4e-7a51f0c9a001\n";
constexpr std::string_view kOtherId = "AccountId=0b1e8e5c-8a35-4c5c-9f4e-7a51f0c9a002\n";
const std::string kKeyLines =
    "PublicKey=" + std::string(kPublic) + "\nSecretKey=" + std::string(kSecret) + '\n';
const std::string kJwtLines = "Jwt=" + std::string(kJwt) + '\n';

TEST_F(ConfigTest, SeveralAccountsMustBeToldApart) {
    struct Row {
        std::string name, credentials, second_name, second_credentials;
        std::string_view key, words;  ///< of the mistake; empty: there is none
    };
    const std::vector<Row> rows{
        {"main", kKeyLines, "hedge", kJwtLines, "", ""},
        {"main", kKeyLines, "hedge", "PublicKey=another\nSecretKey=" + std::string(kSecret) + '\n', "", ""},
        {"main", kKeyLines, "hedge", kKeyLines + std::string(kOneId), "", ""},
        {"main", kKeyLines + std::string(kOneId), "hedge", kKeyLines + std::string(kOtherId), "", ""},
        {"main", kJwtLines, "hedge", "Jwt=another\n", "", ""},
        {"main", kKeyLines, "main", kJwtLines, "Name", "is given twice, first in line 11"},
        {"main", kKeyLines, "hedge", kKeyLines, "PublicKey", "that of line 11 with the same AccountId"},
        {"main", kKeyLines + std::string(kOneId), "hedge", kKeyLines + std::string(kSameId), "PublicKey",
         "one account, two names"},
        {"main", kJwtLines, "hedge", kJwtLines, "Jwt", "one account, two names"},
        {"main", kKeyLines + std::string(kOneId), "hedge", kJwtLines + std::string(kSameId), "Jwt",
         "one account, two names"},
    };
    for (const auto& row : rows) {
        const std::string urls = "Url=wss://venue.test\nRestUrl=https://venue.test\n";
        Sections sections;
        sections.session += "QfexAccount=main\n";
        sections.account = "Name=" + row.name + '\n' + urls;
        sections.keys = row.credentials;
        sections.more = "[ACCOUNT]\nName=" + row.second_name + '\n' + urls + row.second_credentials;
        const auto loaded = load(sections);
        if (row.key.empty()) {
            EXPECT_EQ(told(loaded), "");
            EXPECT_EQ(loaded.config.accounts.size(), 2U);
        } else {
            expect_mistake(loaded, "ACCOUNT", row.key, row.words);
            EXPECT_EQ(loaded.errors.size(), 1U) << told(loaded);
        }
    }
}

TEST_F(ConfigTest, RatesOfOneUserAboveTheVenuesAreAWarning) {
    struct Row {
        std::string first, second;  ///< lines of the two accounts
        std::string warnings;       ///< key and text of each
    };
    const std::string other = "PublicKey=another\nSecretKey=" + std::string(kSecret) + '\n';
    const std::string again = kKeyLines + std::string(kOneId);
    const std::string together =
        " together with that of line 11, whose key is the same; the venue allows a user 200\n";
    const std::vector<Row> rows{
        {kKeyLines, other, ""},
        {kKeyLines, kJwtLines, ""},
        {kKeyLines, again,
         "OrderRate is 300 units a second" + together + "CancelRate is 300 units a second" + together},
        {kKeyLines + "OrderRate=100\nCancelRate=100\n", again + "OrderRate=100\nCancelRate=100\n", ""},
        {kKeyLines + "OrderRate=100\nCancelRate=100\n", again + "OrderRate=101\nCancelRate=100\n",
         "OrderRate is 201 units a second" + together},
        {kJwtLines + "OrderRate=50\n", kJwtLines + std::string(kOneId) + "CancelRate=50\nOrderRate=151\n",
         "OrderRate is 201 units a second" + together},
        {kKeyLines + "OrderRate=201\n", other,
         "OrderRate is 201 units a second; the venue allows a user 200\n"},
        {kKeyLines + "OrderRate=300\nCancelRate=1\n", again,
         "OrderRate is 300 units a second; the venue allows a user 200\n"},  // told once
    };
    for (const auto& row : rows) {
        const std::string urls = "Url=wss://venue.test\nRestUrl=https://venue.test\n";
        Sections sections;
        sections.session += "QfexAccount=main\n";
        sections.account = "Name=main\n" + urls;
        sections.keys = row.first;
        sections.more = "[ACCOUNT]\nName=hedge\n" + urls + row.second;
        const auto loaded = load(sections);
        ASSERT_EQ(told(loaded), "");
        std::string warned;
        for (const auto& warning : loaded.warnings) warned += warning.key + ' ' + warning.text + '\n';
        EXPECT_EQ(warned, row.warnings);
    }
}

TEST_F(ConfigTest, ASessionNamesItsAccountWhereThereAreSeveral) {
    Sections sections;
    sections.more = "[ACCOUNT]\nName=hedge\nUrl=wss://v.test\nRestUrl=https://v.test\n" + kJwtLines;
    expect_mistake(load(sections), "SESSION", "QfexAccount", "is missing");
    sections.session += "QfexAccount=hedge\nQfexAccounts=main\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    EXPECT_EQ(loaded.config.sessions.front().account, "hedge");
    EXPECT_EQ(loaded.config.sessions.front().accounts, (std::vector<std::string>{"main", "hedge"}));
}

TEST_F(ConfigTest, SectionsMustFitTogether) {
    Sections twice;
    twice.more = "[SESSION]\nTargetCompID=DESK\n";
    expect_mistake(load(twice), "SESSION", "TargetCompID", "same session as line 8");
    Sections two_sessions;
    two_sessions.more = "[SESSION]\nTargetCompID=DESK2\n";
    EXPECT_EQ(load(two_sessions).config.sessions.size(), 2U);
    Sections symbols;
    symbols.more = "[SYMBOL]\nName=AAPL\nVenue=OTHER\n";
    expect_mistake(load(symbols), "SYMBOL", "Name", "is given twice");
    Sections bridges;
    bridges.more = "[BRIDGE]\nDataDir=x\n";
    expect_mistake(load(bridges), "BRIDGE", "", "is given twice");
    for (const std::string host : {"127.0.0.1", "localhost"}) {
        Sections port;
        port.bridge += "StatusAddress=" + host + ":9878\n";
        expect_mistake(load(port), "SESSION", "SocketAcceptPort", "port of StatusAddress");
    }
}

TEST_F(ConfigTest, ASessionOutOfLoopbackNeedsItsNetworks) {
    Sections sections;
    sections.session += "SocketAcceptAddress=0.0.0.0\nAllowedAddresses=10.0.0.0/8, ::1/128\n";
    const auto loaded = load(sections);
    EXPECT_EQ(told(loaded), "");
    EXPECT_EQ(loaded.config.sessions.at(0).fix.allowed_addresses.size(), 2U);
}

TEST_F(ConfigTest, DayOrdersLeftOutIsAWarning) {
    Sections sections;
    EXPECT_TRUE(load(sections).warnings.empty());
    sections.defaults = "DataDictionary=dictionary.xml\nSenderCompID=QFEX\nSocketAcceptPort=9878\n";
    const auto loaded = load(sections);
    EXPECT_TRUE(loaded.errors.empty());
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_EQ(loaded.warnings[0].key, "DayOrders");
}

TEST_F(ConfigTest, AKeyOfAnotherVersionIsAWarning) {
    struct Row {
        std::string version;  ///< further lines of the session
        std::string line;     ///< the key that may be of another version
        bool warned;
    };
    const std::string fixt =
        "BeginString=FIXT.1.1\nTransportDataDictionary=fixt.xml\nAppDataDictionary=fix50.xml\n";
    folder_.write("fix42.xml", dictionary("2"));
    auto fix50 = dictionary();
    fix50.replace(fix50.find("major='4' minor='4'"), 19, "major='5' minor='0'");
    folder_.write("fix50.xml", fix50);
    const std::vector<Row> rows{
        {"", "StopKindTag=5002\n", true},
        {"BeginString=FIX.4.2\nDataDictionary=fix42.xml\n", "StopKindTag=5002\n", false},
        {fixt, "StopKindTag=5002\n", true},
        {"", "DefaultApplVerID=9\n", true},
        {"", "TransportDataDictionary=fixt.xml\n", true},
        {"", "AppDataDictionary=fixt.xml\n", true},
        {fixt, "DefaultApplVerID=9\n", false},
        {fixt, "DataDictionary=dictionary.xml\n", true},
        {"", "Values=extended\n", false},
    };
    for (const auto& row : rows) {
        Sections sections;
        sections.defaults = "SenderCompID=QFEX\nSocketAcceptPort=9878\nDayOrders=gtc\n";
        if (row.version.empty()) sections.session += "DataDictionary=dictionary.xml\n";
        sections.session += row.version + row.line;
        const auto loaded = load(sections);
        EXPECT_EQ(told(loaded), "");
        ASSERT_EQ(loaded.warnings.size(), row.warned ? 1U : 0U) << row.version << row.line;
        if (!row.warned) continue;
        EXPECT_EQ(loaded.warnings[0].section, "SESSION");
        EXPECT_EQ(loaded.warnings[0].key, row.line.substr(0, row.line.find('=')));
        EXPECT_NE(loaded.warnings[0].text.find("has no effect"), std::string::npos);
    }
}

TEST_F(ConfigTest, TheDefaultsMayHoldKeysThatOnlySomeSessionsRead) {
    folder_.write("fix42.xml", dictionary("2"));
    Sections sections;
    sections.defaults += "StopKindTag=5002\n";
    const auto loaded = load(sections);
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_EQ(loaded.warnings[0].section, "DEFAULT");
    EXPECT_EQ(loaded.warnings[0].key, "StopKindTag");
    sections.more = "[SESSION]\nTargetCompID=OLD\nBeginString=FIX.4.2\nDataDictionary=fix42.xml\n";
    EXPECT_TRUE(load(sections).warnings.empty());
}

TEST_F(ConfigTest, ASessionSpeaksBeforeTheDefaults) {
    Sections sections;
    sections.session +=
        "socketacceptport=1234\nTriggerSettle=0.25\nStartTime=08:00:00\nEndTime=17:00:00\n"
        "StartDay=sunday\nEndDay=Fri\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    const auto& session = loaded.config.sessions.at(0);
    EXPECT_EQ(session.fix.listen.port, 1234);
    EXPECT_EQ(session.trigger_settle, std::chrono::milliseconds(250));
    ASSERT_TRUE(session.fix.schedule);
    EXPECT_EQ(session.fix.schedule->start_day, 1);
    EXPECT_EQ(session.fix.schedule->end_day, 6);
}

TEST_F(ConfigTest, WhatASessionAsksForInCaseSomethingBreaks) {
    Sections sections;
    sections.session += "CancelOnLogout=Y\nLinkNews=Y\nMaxQueueDelay=2.5\nMaxOrderAge=2.5\n";
    sections.account += "VenueCancelOnDisconnect=Y\nVenueListsStops=N\n";
    for (const auto& [text, grace] : {std::pair("Y", 0), std::pair("0", 0), std::pair("0.25", 250)}) {
        auto these = sections;
        these.session += "CancelOnDisconnect=" + std::string(text) + "\n";
        const auto loaded = load(these);
        ASSERT_EQ(told(loaded), "");
        const auto& session = loaded.config.sessions.at(0);
        EXPECT_EQ(session.disconnect.grace, std::chrono::milliseconds(grace)) << text;
        EXPECT_TRUE(session.disconnect.on_logout);
        EXPECT_TRUE(session.fix.link_news);
        EXPECT_EQ(session.wait_limits.max_queue_delay, std::chrono::milliseconds(2500));
        EXPECT_EQ(session.wait_limits.max_order_age, std::chrono::milliseconds(2500));
        EXPECT_TRUE(loaded.config.accounts.at(0).venue_cancel_on_disconnect);
        EXPECT_FALSE(loaded.config.accounts.at(0).venue_lists_stops);
    }
}

TEST_F(ConfigTest, APartlyFilledOrderIsReplacedWhereTheSessionSaysSo) {
    Sections sections;
    ASSERT_EQ(load(sections).config.sessions.size(), 1U);
    EXPECT_FALSE(load(sections).config.sessions.at(0).replace_partly_filled);
    sections.session += "ReplacePartiallyFilled=cancel-new\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    EXPECT_TRUE(loaded.config.sessions.at(0).replace_partly_filled);
}

TEST_F(ConfigTest, RetiredSegmentsAreKeptWhereTheBridgeSaysSo) {
    Sections sections;
    sections.bridge += "JournalRetired=keep\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    EXPECT_EQ(loaded.config.journal_retired, JournalRetired::Keep);
}

TEST_F(ConfigTest, ASessionHasAFixLogWhereItSaysSo) {
    Sections sections;
    EXPECT_FALSE(load(sections).config.sessions.at(0).fix_log_bytes);
    sections.session += "FixLog=Y\n";
    EXPECT_EQ(load(sections).config.sessions.at(0).fix_log_bytes, 67'108'864U);
    sections.session += "FixLogSize=1048576\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    EXPECT_EQ(loaded.config.sessions.at(0).fix_log_bytes, 1'048'576U);
}

TEST_F(ConfigTest, ADropCopySessionSaysSo) {
    Sections sections;
    EXPECT_FALSE(load(sections).config.sessions.at(0).drop_copy);
    sections.session += "DropCopy=Y\n";
    const auto loaded = load(sections);
    ASSERT_EQ(told(loaded), "");
    EXPECT_TRUE(loaded.config.sessions.at(0).drop_copy);
}

TEST_F(ConfigTest, AFileThatIsNotThereIsOneMistake) {
    const auto loaded = load_config(folder_ / "missing.cfg");
    ASSERT_EQ(loaded.errors.size(), 1U);
    EXPECT_NE(loaded.errors[0].text.find("cannot be read"), std::string::npos);
}

}  // namespace
}  // namespace qb::ops
