#include "replay/send.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "unit/ops/folder.h"

namespace qb::replay {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// The command on files of its own; nothing listens where it would send to.
class Send : public testing::Test {
protected:
    Send() { write_config("127.0.0.1"); }

    void write_config(const std::string& host) {
        folder_.write("client.cfg", "[SESSION]\nSocketConnectHost=" + host +
                                        "\nSocketConnectPort=1\nSenderCompID=DESK\nTargetCompID=QFEX\n"
                                        "DataDictionary=" QB_SOURCE_DIR "/fix_spec/client/FIX44.xml\n");
    }
    void write_log(const std::string& text) { folder_.write("fix.log", text); }

    int run() {
        options_.config = folder_ / "client.cfg";
        options_.logs = {folder_ / "fix.log"};
        std::istringstream in;
        Console console{in, out_, err_};
        return send(options_, console);
    }
    /// Refused before anything is sent, with these words.
    void expect_usage(const std::string& words) {
        EXPECT_EQ(run(), kExitUsage);
        EXPECT_THAT(err_.str(), HasSubstr(words));
        EXPECT_THAT(out_.str(), IsEmpty());
    }

    qb::test::Folder folder_;
    SendOptions options_;
    std::ostringstream out_, err_;
};

const std::string kOrder =
    "20261123-10:00:00.000 : -> 8=FIX.4.4|9=50|35=D|49=DESK|56=QFEX|34=2|52=20261123-10:00:00|11=a|10=000|\n";

TEST_F(Send, OrdersGoToThisMachineAlone) {
    write_log(kOrder);
    for (const auto* host : {"venue.example", "10.0.0.1", "localhost.example", "::2"}) {
        write_config(host);
        err_.str({});
        expect_usage(std::string("--yes-send-to ") + host);
        options_.send_to = "other.example";
        expect_usage("is not this machine");
        options_.send_to.clear();
    }
}

TEST_F(Send, AnotherMachineHasToBeNamed) {
    write_log(kOrder);
    write_config("venue.invalid");
    options_.send_to = "venue.invalid";
    options_.logon_wait = std::chrono::milliseconds(50);
    EXPECT_EQ(run(), kExitFound);
    EXPECT_THAT(err_.str(), HasSubstr("no logon within 50 ms"));
    EXPECT_THAT(out_.str(), HasSubstr("0 of 1 requests sent"));
}

TEST_F(Send, OptionsThatCannotBe) {
    write_log(kOrder);
    struct Row {
        void (*set)(SendOptions&);
        const char* words;
    };
    for (const auto& [set, words] :
         {Row{[](auto& o) { o.speed = "fast"; }, "--speed takes"},
          Row{[](auto& o) { o.speed = "0"; }, "--speed takes"},
          Row{[](auto& o) { o.speed = "-1"; }, "--speed takes"},
          Row{[](auto& o) { o.speed = "nan"; }, "--speed takes"},
          Row{[](auto& o) { o.speed = "2x"; }, "--speed takes"},
          Row{[](auto& o) { o.symbols = {"AAPL"}; }, "--symbol takes A=B"},
          Row{[](auto& o) { o.symbols = {"=B"}; }, "--symbol takes A=B"},
          Row{[](auto& o) { o.symbols = {"A="}; }, "--symbol takes A=B"},
          Row{[](auto& o) {
                  o.symbols = {"A=B", "A=C"};
              },
              "--symbol names A twice"},
          Row{[](auto& o) { o.prefix = "two words"; }, "--prefix takes"},
          Row{[](auto& o) { o.prefix = std::string(49, 'x'); }, "--prefix takes"}}) {
        options_ = {};
        set(options_);
        err_.str({});
        expect_usage(words);
    }
}

TEST_F(Send, AFileThatIsNotThere) {
    expect_usage("fix.log");
    options_ = {};
    err_.str({});
    folder_.write("client.cfg", "[SESSION]\n");
    expect_usage("SocketConnectHost");
}

TEST_F(Send, ALogWithoutRequestsOfTheClient) {
    write_log(kOrder);
    options_.client = "OTHER";
    expect_usage("no request of OTHER; messages came from DESK");
}

TEST_F(Send, TheBarIsForTerminals) {
    write_log(kOrder);
    options_.logon_wait = std::chrono::milliseconds(20);
    EXPECT_EQ(run(), kExitFound);
    EXPECT_EQ(err_.str().find('\r'), std::string::npos);
}

}  // namespace
}  // namespace qb::replay
