#include "replay/recorded_config.h"

#include <gtest/gtest.h>

namespace qb::replay {
namespace {

const std::string kSpec = QB_SOURCE_DIR "/fix_spec/";

/// Two accounts of one key, two sessions of two versions, secrets, a schedule, symbols.
std::string original() {
    return "[BRIDGE]\nDataDir=data\nLogFile=bridge.log\nStatusAddress=127.0.0.1:9\nJournalReserve=1048576\n"
           "[DEFAULT]\nSenderCompID=BRIDGE\nSocketAcceptPort=0\nQfexAccount=main\nDataDictionary=" +
           kSpec +
           "FIX44.xml\n[SESSION]\nTargetCompID=OMS\nUsername=u\nPassword=p\nValues=extended\nMaxOrderAge=7\n"
           "QfexAccounts=hedge\nCancelOnDisconnect=2.5\nStartTime=08:00:00\nEndTime=20:00:00\n"
           "[SESSION]\nBeginString=FIXT.1.1\nTargetCompID=FIVE\nTransportDataDictionary=" +
           kSpec + "FIXT11.xml\nAppDataDictionary=" + kSpec +
           "FIX50SP2.xml\nDayOrders=gtc\nTriggerReport=none\nReplacePartiallyFilled=cancel-new\n"
           "[ACCOUNT]\nName=main\nUrl=ws://127.0.0.1:1/\nRestUrl=http://127.0.0.1:1\nPublicKey=k\n"
           "SecretKey=s\nOrderRate=17\nAckTimeout=2\nVenueListsStops=N\n"
           "[ACCOUNT]\nName=hedge\nUrl=ws://127.0.0.1:1/\nRestUrl=http://127.0.0.1:1\nPublicKey=k\n"
           "SecretKey=s\nAccountId=00000000-0000-0000-0000-00000000000a\n"
           "[SYMBOL]\nName=AAPL\nVenue=AAPL-USD\n[SYMBOL]\nName=GOLD\nVenue=XAU-USD\n";
}

TEST(RecordedConfig, SaysWhatTheOriginalSaid) {
    const auto loaded = ops::load_config_text("original.cfg", original());
    ASSERT_TRUE(loaded.errors.empty()) << to_string(loaded.errors.front());
    const auto recorded = recorded_config(loaded.config.effective, {});
    ASSERT_TRUE(recorded.config) << recorded.mistake;
    const auto& was = loaded.config;
    const auto& is = *recorded.config;
    ASSERT_EQ(is.sessions.size(), was.sessions.size());
    for (std::size_t i = 0; i < was.sessions.size(); ++i) {
        const auto &a = was.sessions[i], &b = is.sessions[i];
        EXPECT_EQ(b.fix.name(), a.fix.name());
        EXPECT_EQ(b.fix.dictionary, a.fix.dictionary);
        EXPECT_EQ(b.fix.transport_dictionary, a.fix.transport_dictionary);
        EXPECT_EQ(b.account, a.account);
        EXPECT_EQ(b.accounts, a.accounts);
        EXPECT_EQ(b.dialect.trigger_report, a.dialect.trigger_report);
        EXPECT_EQ(b.dialect.day_orders, a.dialect.day_orders);
        EXPECT_EQ(b.wait_limits.max_order_age, a.wait_limits.max_order_age);
        EXPECT_EQ(b.disconnect.grace, a.disconnect.grace);
        EXPECT_EQ(b.replace_partly_filled, a.replace_partly_filled);
        EXPECT_EQ(b.fix.schedule.has_value(), a.fix.schedule.has_value());
    }
    ASSERT_EQ(is.accounts.size(), was.accounts.size());
    for (std::size_t i = 0; i < was.accounts.size(); ++i) {
        const auto &a = was.accounts[i], &b = is.accounts[i];
        EXPECT_EQ(b.name, a.name);
        EXPECT_EQ(b.order_rate, a.order_rate);
        EXPECT_EQ(b.cancel_rate, a.cancel_rate);
        EXPECT_EQ(b.ack_timeout, a.ack_timeout);
        EXPECT_EQ(b.venue_lists_stops, a.venue_lists_stops);
        EXPECT_EQ(b.account_id, a.account_id);
    }
    ASSERT_EQ(is.symbols.size(), 2U);
    EXPECT_EQ(is.symbols[1].name, "GOLD");
    EXPECT_EQ(is.symbols[1].venue, "XAU-USD");
    EXPECT_FALSE(is.status_address);
    EXPECT_TRUE(is.log.file.empty());
}

TEST(RecordedConfig, TakesTheDictionariesFromAnotherFolder) {
    const auto loaded = ops::load_config_text("original.cfg", original());
    auto text = loaded.config.effective;
    for (auto at = text.find(kSpec); at != std::string::npos; at = text.find(kSpec))
        text.replace(at, kSpec.size(), "/nowhere/");
    EXPECT_FALSE(recorded_config(text, {}).config);
    const auto recorded = recorded_config(text, QB_SOURCE_DIR "/fix_spec");
    ASSERT_TRUE(recorded.config) << recorded.mistake;
    EXPECT_EQ(recorded.config->sessions[0].fix.dictionary, kSpec + "FIX44.xml");
}

TEST(RecordedConfig, WhatThisBuildDoesNotTakeIsNamed) {
    const auto loaded = ops::load_config_text("original.cfg", original());
    const auto recorded = recorded_config("[BRIDGE] Unheard=1\n" + loaded.config.effective, {});
    EXPECT_FALSE(recorded.config);
    EXPECT_NE(recorded.mistake.find("Unheard"), std::string::npos) << recorded.mistake;
    EXPECT_FALSE(recorded_config("", {}).config);
}

}  // namespace
}  // namespace qb::replay
