#include "client/client_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace qb::client {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::string kPath = QB_SOURCE_DIR "/config/x.cfg";
const std::string kGood =
    "[DEFAULT]\nSocketConnectHost=localhost\nSocketConnectPort=9878\n"
    "DataDictionary=../fix_spec/client/FIX44.xml\n[SESSION]\nSenderCompID=DESK\nTargetCompID=QFEX\n";

TEST(ClientSettings, AreRead) {
    const auto settings = load_settings_text(
        kPath, kGood +
                   "HeartBtInt=20\nUsername=desk\nPassword=pw\nStorePath=state\nsimcontrol=127.0.0.1:9881\n"
                   "ResetOnLogon=Y\n");
    ASSERT_TRUE(settings) << settings.error().front();
    EXPECT_EQ(settings->host, "localhost");
    EXPECT_EQ(settings->port, 9878);
    EXPECT_EQ(settings->sender_comp_id, "DESK");
    EXPECT_EQ(settings->target_comp_id, "QFEX");
    EXPECT_EQ(settings->heartbeat_seconds, 20);
    EXPECT_EQ(settings->username, "desk");
    EXPECT_EQ(settings->password, "pw");
    EXPECT_EQ(settings->dictionary, QB_SOURCE_DIR "/config/../fix_spec/client/FIX44.xml");
    EXPECT_EQ(settings->store_path, QB_SOURCE_DIR "/config/state");
    EXPECT_EQ(settings->control, (net::HostPort{"127.0.0.1", 9881}));
    EXPECT_EQ(settings->quickfix.at("ResetOnLogon"), "Y");
}

TEST(ClientSettings, HaveStandards) {
    const auto settings = load_settings_text(kPath, kGood);
    ASSERT_TRUE(settings) << settings.error().front();
    EXPECT_EQ(settings->heartbeat_seconds, 30);
    EXPECT_EQ(settings->store_path, "");
    EXPECT_FALSE(settings->control);
    EXPECT_TRUE(settings->quickfix.empty());
}

TEST(ClientSettings, NameTheVersion) {
    const auto fix42 = load_settings_text(kPath, kGood + "BeginString=FIX.4.2\n");
    ASSERT_TRUE(fix42) << fix42.error().front();
    EXPECT_EQ(fix42->begin_string, "FIX.4.2");
    const auto fixt = load_settings_text(kPath, kGood +
                                                    "BeginString=FIXT.1.1\nDefaultApplVerID=FIX.5.0SP2\n"
                                                    "TransportDataDictionary=../fix_spec/client/FIXT11.xml\n"
                                                    "AppDataDictionary=../fix_spec/client/FIX50SP2.xml\n");
    ASSERT_TRUE(fixt) << fixt.error().front();
    EXPECT_EQ(fixt->begin_string, "FIXT.1.1");
    EXPECT_EQ(fixt->transport_dictionary, QB_SOURCE_DIR "/config/../fix_spec/client/FIXT11.xml");
    EXPECT_EQ(fixt->dictionary, QB_SOURCE_DIR "/config/../fix_spec/client/FIX50SP2.xml");
}

TEST(ClientSettings, TheSessionSpeaksLast) {
    const auto settings = load_settings_text(kPath, "[DEFAULT]\nSenderCompID=OTHER\n" + kGood.substr(10));
    ASSERT_TRUE(settings) << settings.error().front();
    EXPECT_EQ(settings->sender_comp_id, "DESK");
}

TEST(ClientSettings, APasswordMayStandInAFile) {
    const auto file = testing::TempDir() + "/client_password";
    std::ofstream(file) << "hunter2\r\n";
    const auto settings = load_settings_text(kPath, kGood + "PasswordFile=" + file + "\n");
    ASSERT_TRUE(settings) << settings.error().front();
    EXPECT_EQ(settings->password, "hunter2");
}

TEST(ClientSettings, APasswordInThePlaceOfItsFileIsNotShown) {
    const auto settings = load_settings_text(kPath, kGood + "PasswordFile=hunter2\n");
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error(), testing::Each(testing::Not(HasSubstr("hunter2"))));
}

TEST(ClientSettings, ThoseOfTheDemoAreGood) {
    ::setenv("DEMO_FIX_PORT", "9878", 1);
    ::setenv("DEMO_CONTROL_PORT", "9881", 1);
    ::setenv("DEMO_DIR", "/somewhere", 1);
    const auto settings = load_settings(QB_SOURCE_DIR "/config/client.cfg");
    ASSERT_TRUE(settings) << settings.error().front();
    EXPECT_EQ(settings->store_path, "/somewhere/client");
    ::unsetenv("DEMO_DIR");
    const auto without = load_settings(QB_SOURCE_DIR "/config/client.cfg");
    ASSERT_FALSE(without);
    EXPECT_THAT(without.error(), Contains(HasSubstr("DEMO_DIR")));
}

struct Mistake {
    std::string name, lines, says;
};
class ClientMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(ClientMistakes, AreNamed) {
    const auto settings = load_settings_text(kPath, kGood + GetParam().lines);
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error(), Contains(HasSubstr(GetParam().says)));
}
INSTANTIATE_TEST_SUITE_P(
    Rules, ClientMistakes,
    testing::Values(Mistake{"UnknownKey", "HeartBeatInt=30\n", "HeartBeatInt is no key of this client"},
                    Mistake{"UnknownSection", "[BRIDGE]\n", "[BRIDGE] is not known here"},
                    Mistake{"TwoSessions", "[SESSION]\n", "second time"},
                    Mistake{"KeyTwice", "SenderCompID=X\n", "given twice"},
                    Mistake{"Version", "BeginString=FIX.4.3\n",
                            "BeginString is FIX.4.2, FIX.4.4 or FIXT.1.1"},
                    Mistake{"NoTransport", "BeginString=FIXT.1.1\n", "TransportDataDictionary is needed"},
                    Mistake{"NoApplication", "BeginString=FIXT.1.1\n", "AppDataDictionary is needed"},
                    Mistake{"ApplicationVersion", "BeginString=FIXT.1.1\nDefaultApplVerID=8\n",
                            "DefaultApplVerID is 9, FIX.5.0SP2"},
                    Mistake{"Acceptor", "ConnectionType=acceptor\n", "ConnectionType is initiator"},
                    Mistake{"Heartbeat", "HeartBtInt=0\n", "HeartBtInt is a whole number from 1"},
                    Mistake{"HeartbeatWord", "HeartBtInt=30s\n", "HeartBtInt is a whole number from 1"},
                    Mistake{"PasswordTwice", "Password=x\nPasswordFile=y\n", "exclude each other"},
                    Mistake{"PasswordFile", "PasswordFile=/nowhere/pw\n", "cannot be opened"},
                    Mistake{"ControlShape", "SimControl=127.0.0.1\n", "SimControl"},
                    Mistake{"ControlElsewhere", "SimControl=192.0.2.1:80\n", "stays on loopback"},
                    Mistake{"Environment", "Username=${QB_NOT_SET}\n", "QB_NOT_SET"}),
    [](const auto& row) { return row.param.name; });

TEST(ClientMistakesOfAFile, ComeAllAtOnce) {
    const auto settings =
        load_settings_text(kPath, "[SESSION]\nSocketConnectPort=70000\nDataDictionary=nowhere.xml\n");
    ASSERT_FALSE(settings);
    EXPECT_THAT(settings.error(), Contains(HasSubstr("SocketConnectHost is needed")));
    EXPECT_THAT(settings.error(),
                Contains(HasSubstr("x.cfg:2: [SESSION] SocketConnectPort is a whole number")));
    EXPECT_THAT(settings.error(), Contains(HasSubstr("SenderCompID is needed")));
    EXPECT_THAT(settings.error(), Contains(HasSubstr("DataDictionary there is no file")));
    EXPECT_THAT(load_settings_text(kPath, "").error(), Contains(HasSubstr("there is no [SESSION]")));
    EXPECT_THAT(load_settings("/nowhere/x.cfg").error(), Contains(HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace qb::client
