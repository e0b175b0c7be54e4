#include "replay/send.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "integration/bridge_process.h"

// A conversation with one bridge, written down in its FIX log, and sent again to another one.
namespace qb::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class SendAgain : public BridgeProcess {
protected:
    SendAgain() { default_lines = "Values=extended\nFixLog=Y\n"; }

    /// A bridge without a past and a venue whose best bid this is.
    std::uint16_t begin(const std::string& bid = "189.5") {
        venue.reset();
        start_venue();
        book("AAPL-USD", {{bid, "9"}}, {{"190.5", "9"}});
        return start();
    }
    void end() {
        kill(pid_, SIGTERM);
        EXPECT_EQ(wait_for_exit(), 0);
    }
    void say(FixPeer& oms, const std::string& request, const std::vector<std::string>& answers) {
        const bool has_no_time = request.starts_with("35=H");
        oms.send(has_no_time ? request : request + "60=" + fix_now() + "|");
        for (const auto& type : answers) last_ = next(oms, type);
    }
    /// What `talk` says to a bridge, as its FIX log.
    template <class Talk>
    void record(Talk&& talk) {
        FixPeer oms(io);
        oms.connect(begin());
        oms.logon();
        next(oms, "A");
        talk(oms);
        oms.send("35=5|");
        next(oms, "5");
        end();
        const auto log = folder / "recorded";
        std::filesystem::rename(folder / "data" / "fixlog", log);
        for (const auto& entry : std::filesystem::directory_iterator(log))
            options_.logs.push_back(entry.path().string());
        std::filesystem::remove_all(folder / "data");
        orders_ = venue->count("add_order");
    }
    /// Sends it to a new bridge; `meanwhile` is asked until that has ended.
    template <class Meanwhile>
    int send_again(std::uint16_t port, Meanwhile&& meanwhile) {
        std::ofstream(folder / "client.cfg")
            << "[SESSION]\nSocketConnectHost=127.0.0.1\nSocketConnectPort=" << port
            << "\nSenderCompID=DESK\nTargetCompID=QFEX\nUsername=desk\nPassword=desk-pass-3Tz9\n"
               "DataDictionary=" QB_SOURCE_DIR "/fix_spec/client/FIX44.xml\n";
        options_.config = (folder / "client.cfg").string();
        options_.prefix = "again";
        options_.speed = "max";
        options_.answer_wait = std::chrono::seconds(1);
        options_.linger = std::chrono::milliseconds(100);
        std::atomic<bool> done{false};
        int code = -1;
        std::istringstream in;
        std::thread command([&] {
            replay::Console console{in, out_, err_};
            code = replay::send(options_, console);
            done = true;
        });
        until([&] { return meanwhile(), done.load(); }, "the log has been sent");
        command.join();
        return code;
    }
    /// The mark goes through the stop once the venue has one.
    void fire_stop() {
        const auto orders = venue->orders();
        const bool armed = std::any_of(orders.begin(), orders.end(), [](const auto& order) {
            return order.open && order.type == orders::OrderType::StopLoss;
        });
        if (armed && !std::exchange(fired_, true)) mark("AAPL-USD", "189.9");
    }

    replay::SendOptions options_;
    FixFields last_{""};
    std::size_t orders_ = 0;
    bool fired_ = false;
    std::ostringstream out_, err_;
};

const std::string kSell = "35=D|55=AAPL-USD|54=2|38=2|40=2|44=189|59=3|11=";
const std::string kStop = "35=D|55=AAPL-USD|54=2|38=1|40=3|99=190|59=1|11=";
const std::string kFarStop = "35=D|55=AAPL-USD|54=2|38=1|40=3|99=185|59=1|11=";
const std::string kSide = "|55=AAPL-USD|54=2|";

TEST_F(SendAgain, AWholeConversationIsAnsweredAsBefore) {
    record([&](FixPeer& oms) {
        say(oms, kSell + "a1|", {"8", "8"});
        say(oms, kStop + "s1|", {"8"});
        fire_stop();
        for (int i = 0; i < 2; ++i) next(oms);
        say(oms, kFarStop + "s2|", {"8"});
        say(oms, kFarStop + "s2|", {"8"});
        say(oms, "35=G|11=r1|41=s2|38=2|40=3|99=180" + kSide, {"8", "8"});
        say(oms, "35=H|11=nobody|790=q1" + kSide, {"8"});
        say(oms, "35=H|11=r1|790=q2" + kSide, {"8"});
        say(oms, "35=F|11=c1|41=r1|37=" + last_[37] + kSide, {"8", "8"});
        say(oms, "35=F|11=c2|41=r1" + kSide, {"9"});
        say(oms, "35=D|11=bad" + kSide, {"3"});
        say(oms, "35=AB|11=multi" + kSide, {"j"});
        say(oms, kFarStop + "s3|", {"8"});
        say(oms, "35=q|11=m1|530=7|", {"r", "8"});
    });
    fired_ = false;
    const auto code = send_again(begin(), [&] { fire_stop(); });
    EXPECT_EQ(code, 0) << out_.str() << err_.str();
    EXPECT_THAT(out_.str(), Not(HasSubstr("difference ")));
    EXPECT_THAT(out_.str(), HasSubstr("id a1 -> again-1\n"));
    EXPECT_THAT(out_.str(), HasSubstr("13 of 13 requests sent, 19 answers in the log, 0 differences\n"));
    EXPECT_EQ(venue->count("add_order"), orders_);
    EXPECT_EQ(err_.str(), "");
}

TEST_F(SendAgain, WhatIsAnsweredOtherwiseIsNamed) {
    record([&](FixPeer& oms) {
        say(oms, kSell + "a1|", {"8", "8"});
        say(oms, kStop + "s1|", {"8"});
    });
    EXPECT_EQ(send_again(begin("189.4"), [] {}), 1) << err_.str();
    EXPECT_THAT(out_.str(), HasSubstr("difference a1 answer 2: 6 AvgPx: recorded 189.5, now 189.4\n"
                                      "difference a1 answer 2: 31 LastPx: recorded 189.5, now 189.4\n"));
    EXPECT_THAT(out_.str(), HasSubstr("2 of 2 requests sent, 3 answers in the log, 2 differences\n"));
}

TEST_F(SendAgain, OrdersGoOutUnderTheSymbolThatIsGiven) {
    record([&](FixPeer& oms) {
        say(oms, kSell + "a1|", {"8", "8"});
        say(oms, kStop + "s1|", {"8"});
    });
    options_.symbols = {"AAPL-USD=NOPE-USD"};
    EXPECT_EQ(send_again(begin(), [] {}), 1) << err_.str();
    EXPECT_THAT(out_.str(), HasSubstr("difference a1 answer 1: recorded "));
    EXPECT_THAT(out_.str(), HasSubstr("difference s1 answer 1: recorded "));
}

}  // namespace
}  // namespace qb::test
