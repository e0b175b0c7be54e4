#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "support/world.h"

// Strangers at the door change nothing for a session that is trading; and the bridge is the threads it says
// it is.
namespace qb::test {
namespace {

using boost::asio::ip::tcp;

class FrontDoor : public World {
protected:
    FrontDoor() {
        start_venue();
        start_bridge();
    }

    tcp::socket stranger() {
        tcp::socket socket(io);
        boost::system::error_code ignored;
        socket.connect({boost::asio::ip::address_v4::loopback(), bridge->fix_port()}, ignored);
        return socket;
    }
};

TEST_F(FrontDoor, ADripperAndTwoHundredIdlePeersDelayNobody) {
    auto oms = desk();
    std::vector<tcp::socket> idle;
    for (int i = 0; i < 200; ++i) idle.push_back(stranger());
    auto dripper = stranger();
    const std::string drip =
        "8=FIX.4.4\x01"
        "9=70\x01"
        "35=A\x01"
        "49=DESK\x01";
    for (int i = 0; i < static_cast<int>(drip.size()); ++i) {
        boost::system::error_code ignored;
        boost::asio::write(dripper, boost::asio::buffer(&drip[static_cast<std::size_t>(i)], 1), ignored);
        const auto id = "o" + std::to_string(i);
        oms->send(stop(id, std::to_string(i + 1)));
        const auto report = next(*oms);
        ASSERT_EQ(report[11], id) << report.readable();
        ASSERT_EQ(report[150], "0");
    }
    EXPECT_TRUE(oms->connected());
}

TEST_F(FrontDoor, BytesThatAreNotFixAreDroppedAndCounted) {
    auto oms = desk();
    for (const std::string bytes : {"GET / HTTP/1.1\r\n\r\n",
                                    "8=FIX.4.4\x01"
                                    "9=99999999\x01",
                                    "garbage without end"}) {
        auto socket = stranger();
        boost::asio::write(socket, boost::asio::buffer(bytes));
        settle();
    }
    oms->send(stop("a1"));
    EXPECT_EQ(next(*oms)[150], "0");
}

TEST_F(FrontDoor, AWrongPasswordGetsOneLogoutAndChangesNothing) {
    auto oms = desk();
    const auto next_out = oms->next_out;
    oms->send("35=5|");
    next(*oms, "5");
    FixPeer thief(io, {.password = "guess"});
    thief.connect(bridge->fix_port());
    thief.logon("141=Y|");
    const auto logout = next(thief, "5");
    EXPECT_EQ(logout[58], "authentication failed") << logout.readable();
    until([&] { return !thief.connected(); }, "the thief is disconnected");
    FixPeer again(io);
    again.next_out = next_out + 1;
    again.connect(bridge->fix_port());
    again.logon();
    EXPECT_EQ(next(again, "A")[35], "A");
    std::ifstream log(folder / "bridge.log");
    const std::string text{std::istreambuf_iterator<char>(log), {}};
    EXPECT_EQ(text.find("guess"), std::string::npos);
}

/// The written list: the loop, and the log's writer. A name to look up would add Asio's resolver.
TEST_F(FrontDoor, TheBridgeIsTwoThreads) {
    auto oms = desk();
    oms->send(stop("a1"));
    next(*oms);
    std::vector<std::string> names;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name;
        std::getline(std::ifstream(task.path() / "comm"), name);
        names.push_back(name);
    }
    ASSERT_EQ(names.size(), 2U);
    EXPECT_NE(names[0], "log-writer");  // the loop: it runs this test, the venue and the OMS as well
    EXPECT_EQ(names[1], "log-writer");
}

}  // namespace
}  // namespace qb::test
