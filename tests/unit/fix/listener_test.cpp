/// Real sockets on loopback: the listener with an engine behind it, turned by a small loop as the bridge
/// does.
#include "fix/listener.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <chrono>

#include "fix/wire_text.h"
#include "unit/fix/rig.h"

namespace qb::fix::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// The bridge's loop, reduced: every call of the listener is a turn of its own, flushed at once.
class Loop : public ByteSink {
public:
    explicit Loop(std::vector<SessionSettings> sessions = {Rig::session()}, FrontDoorSettings door = {},
                  ListenerLimits limits = {})
        : rig(std::move(sessions), door), listener(io.get_executor(), *this, limits) {
        for (std::size_t i = 0; i < rig.engine().listeners().size(); ++i) {
            const auto bound = listener.listen(static_cast<ListenerId>(i), rig.engine().listeners()[i]);
            ports.push_back(bound.value());
        }
    }

    std::optional<ConnectionId> open(ListenerId id, std::string_view address) override {
        const auto connection = rig.engine().open(id, address, now());
        turn();
        return connection;
    }
    void bytes(ConnectionId id, std::string_view text) override {
        rig.engine().bytes(id, text, now());
        turn();
    }
    void written(ConnectionId id, std::size_t count) override {
        rig.engine().written(id, count);
        turn();
    }
    void closed(ConnectionId id) override {
        rig.engine().closed(id, now());
        ++closes;
        turn();
    }
    void note(std::string_view text) override { notes.emplace_back(text); }
    void turn() {
        do {
            if (rig.engine().resend_due()) rig.engine().feed_resend(now());
            listener.flush(rig.engine());
        } while (rig.engine().resend_due());
    }
    void tick(std::chrono::microseconds after) {
        advance(after);
        rig.engine().tick(now());
        turn();
    }
    /// Runs until `done` or, failing the test, for too long.
    template <class Done>
    void run_until(Done done, milliseconds limit = seconds(20)) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "waited too long";
            io.restart();
            io.run_one_for(milliseconds(50));
        }
    }

    asio::io_context io;
    Rig rig;
    Listener listener;
    std::vector<std::uint16_t> ports;
    std::vector<std::string> notes;
    int closes = 0;
};

/// A peer with a blocking-free socket that keeps what it reads.
class Peer {
public:
    Peer(Loop& loop, std::uint16_t port) : loop_(loop), socket_(loop.io) {
        socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        socket_.non_blocking(true);
    }
    void send(std::string_view text) {
        error_code error;
        asio::write(socket_, asio::buffer(text), error);
    }
    void logon(const std::string& target = "OMS") { send(message("35=A|", "98=0|108=300|", target)); }
    std::string message(const std::string& type, const std::string& body, const std::string& target = "OMS") {
        return frame(type + "34=" + std::to_string(next_++) + "|49=" + target +
                     "|52=" + utc_text(now().wall) + "|56=BRIDGE|" + body);
    }
    /// Reads what there is. True when the other side has closed.
    bool pump() {
        std::array<char, 65536> part{};
        error_code error;
        for (;;) {
            const auto count = socket_.read_some(asio::buffer(part), error);
            if (error) break;
            received.append(part.data(), count);
        }
        return error != asio::error::would_block;
    }
    bool ended() { return pump(); }
    std::size_t count(const std::string& type) {
        pump();
        const auto wanted =
            "\x01"
            "35=" +
            type + "\x01";
        std::size_t found = 0;
        for (auto at = received.find(wanted); at != std::string::npos; at = received.find(wanted, at + 1))
            ++found;
        return found;
    }
    tcp::socket& socket() { return socket_; }
    std::string received;

private:
    Loop& loop_;
    tcp::socket socket_;
    int next_ = 1;
};

TEST(Listener, CarriesASession) {
    Loop loop;
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });
    oms.send(oms.message("35=D|", stop_order("a1").substr(5)));
    loop.run_until([&] { return loop.rig.orders.size() == 1; });
    EXPECT_EQ(loop.rig.report("e1"), SendResult::Sent);
    EXPECT_EQ(oms.count("8"), 0U);  // nothing leaves before the flush
    loop.turn();
    loop.run_until([&] { return oms.count("8") == 1; });
    oms.send(oms.message("35=5|", ""));
    loop.run_until([&] { return oms.ended(); });
    EXPECT_EQ(oms.count("5"), 1U);
    oms.socket().close();
    loop.run_until([&] { return loop.listener.connection_count() == 0; });
    EXPECT_EQ(loop.closes, 1);
    EXPECT_EQ(loop.rig.engine().connection_count(), 0U);
}

TEST(Listener, ARefusedLogonReadsItsReasonBeforeTheEnd) {
    auto settings = Rig::session();
    settings.password = Secret("hunter2");
    Loop loop({settings});
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    // More than the bridge will ever read: a close without care would throw the Logout away with it.
    oms.send(std::string(50'000, 'x'));
    loop.run_until([&] { return oms.ended(); });
    EXPECT_NE(oms.received.find("authentication failed"), std::string::npos);
}

TEST(Listener, APeerThatDoesNotCloseIsClosed) {
    Loop loop({Rig::session()}, {}, {.close_limit = milliseconds(50)});
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });
    oms.send(oms.message("35=5|", ""));
    loop.run_until([&] { return loop.listener.connection_count() == 0; });
    EXPECT_EQ(loop.closes, 1);
}

TEST(Listener, StrangersDoNotDelayASessionThatTrades) {
    Loop loop;
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });

    Peer dripper(loop, loop.ports[0]);
    std::vector<std::unique_ptr<Peer>> idle;
    for (int i = 0; i < 200; ++i) {
        idle.push_back(std::make_unique<Peer>(loop, loop.ports[0]));
        loop.io.restart();
        loop.io.poll();
    }
    loop.run_until([&] { return loop.rig.dropped(DropCause::TooManyPending) == 201 - 64; });
    EXPECT_LE(loop.listener.connection_count(), 65U);

    Peer late_dripper(loop, loop.ports[0]);
    const std::string drip =
        "8=FIX.4.4\x01"
        "9=100\x01"
        "35=A\x01";
    std::size_t dripped = 0;
    loop.rig.report_in_order = true;
    std::vector<std::chrono::steady_clock::duration> round_trips;
    for (std::size_t i = 1; i <= 200; ++i) {
        if (dripped < drip.size()) late_dripper.send(drip.substr(dripped++, 1));
        const auto begin = std::chrono::steady_clock::now();
        oms.send(oms.message("35=D|", stop_order("a" + std::to_string(i)).substr(5)));
        loop.run_until([&] { return oms.count("8") == i; });
        round_trips.push_back(std::chrono::steady_clock::now() - begin);
    }
    std::sort(round_trips.begin(), round_trips.end());
    // The median, as other work on the machine delays single ones.
    EXPECT_LT(round_trips[round_trips.size() / 2], milliseconds(5));

    loop.tick(seconds(11));
    loop.run_until([&] { return loop.listener.connection_count() == 1; });
    EXPECT_TRUE(loop.rig.engine().logged_on(0));
}

TEST(Listener, AddressesThatAreNotAllowedAreClosedAtOnce) {
    auto settings = Rig::session();
    settings.allowed_addresses = {*AddressRange::parse("192.0.2.0/24")};
    Loop loop({settings});
    Peer stranger(loop, loop.ports[0]);
    loop.run_until([&] { return stranger.ended(); });
    EXPECT_EQ(loop.listener.connection_count(), 0U);
    EXPECT_EQ(loop.rig.dropped(DropCause::AddressNotAllowed), 1);
    EXPECT_EQ(loop.rig.drops.at(0).address, "127.0.0.1");
}

TEST(Listener, ASlowReaderIsCutOffWhileTheOtherSessionGoesOn) {
    auto slow = Rig::session("SLOW");
    slow.max_send_buffer = 300'000;
    Loop loop({slow, Rig::session("OTHER")});
    Peer lazy(loop, loop.ports[0]);
    Peer other(loop, loop.ports[0]);
    lazy.socket().set_option(asio::socket_base::receive_buffer_size(4096));
    lazy.logon("SLOW");
    other.logon("OTHER");
    loop.run_until([&] { return loop.rig.engine().logged_on(0) && loop.rig.engine().logged_on(1); });
    int sent = 0;
    while (loop.rig.engine().logged_on(0)) {
        ASSERT_LT(sent, 200'000);
        ASSERT_EQ(loop.rig.report("e", 0), SendResult::Sent);
        ++sent;
        loop.turn();
        loop.io.restart();
        loop.io.poll();
    }
    EXPECT_EQ(loop.rig.dropped(DropCause::SlowReader), 1);
    EXPECT_EQ(loop.rig.report("e", 1), SendResult::Sent);
    loop.turn();
    loop.run_until([&] { return other.count("8") == 1; });
    loop.run_until([&] { return loop.listener.connection_count() == 1; });
    EXPECT_TRUE(loop.rig.engine().logged_on(1));
    EXPECT_EQ(loop.rig.memory().sent.at({0, 1}).size(), static_cast<std::size_t>(sent));
}

TEST(Listener, APeerWithMuchUnreadOutputIsNotReadFrom) {
    Loop loop({Rig::session()}, {}, {.pause_reading_at = 100'000});
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return loop.rig.engine().logged_on(0); });
    while (loop.rig.engine().output_bytes(0) < 200'000) {
        ASSERT_EQ(loop.rig.report("e"), SendResult::Sent);
        loop.turn();
    }
    // The read that was under way takes what comes first; what comes then must wait.
    oms.send(oms.message("35=D|", stop_order("a1").substr(5)));
    for (int i = 0; i < 10; ++i) {
        loop.io.restart();
        loop.io.run_one_for(milliseconds(10));
    }
    oms.send(oms.message("35=D|", stop_order("a2").substr(5)));
    for (int i = 0; i < 10; ++i) {
        loop.io.restart();
        loop.io.run_one_for(milliseconds(10));
    }
    EXPECT_LE(loop.rig.orders.size(), 1U);
    loop.run_until([&] {
        oms.pump();
        return loop.rig.orders.size() == 2;
    });
}

TEST(Listener, ALongResendReachesThePeerWhole) {
    Loop loop;
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });
    for (int i = 0; i < 2000; ++i) ASSERT_EQ(loop.rig.report("e"), SendResult::Sent);
    loop.turn();
    loop.run_until([&] { return oms.count("8") == 2000; });
    oms.send(oms.message("35=2|", "7=1|16=0|"));
    loop.run_until([&] { return oms.count("8") == 4000; });
    EXPECT_FALSE(loop.rig.engine().resending(0));
    EXPECT_EQ(loop.rig.engine().output_bytes(0), 0U);
}

TEST(Listener, AcceptsAgainWhenDescriptorsAreFree) {
    Loop loop({Rig::session()}, {}, {.accept_pause = milliseconds(10)});
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    Peer oms(loop, loop.ports[0]);  // connected by the system, not yet accepted
    // No descriptor from here on: the limit is the next free number.
    const int next_free = ::dup(0);
    ASSERT_GE(next_free, 0);
    ::close(next_free);
    rlimit none = before;
    none.rlim_cur = static_cast<rlim_t>(next_free);
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    loop.run_until([&] { return !loop.notes.empty(); });
    for (int i = 0; i < 5; ++i) {
        loop.io.restart();
        loop.io.run_one_for(milliseconds(20));
    }
    EXPECT_EQ(loop.notes.size(), 1U);  // said once
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });
}

TEST(Listener, ListensWhereItIsToldAndSaysWhyNot) {
    Loop loop;
    EXPECT_NE(loop.ports[0], 0);
    EXPECT_TRUE(loop.listener.listen(ListenerId{0}, {.host = "localhost", .port = 0}).has_error());
    EXPECT_TRUE(loop.listener.listen(ListenerId{0}, {.host = "192.0.2.1", .port = 0}).has_error());
    const auto taken = loop.listener.listen(ListenerId{0}, {.host = "127.0.0.1", .port = loop.ports[0]});
    ASSERT_TRUE(taken.has_error());
    EXPECT_EQ(taken.error(), asio::error::address_in_use);
    EXPECT_TRUE(loop.listener.listen(ListenerId{0}, {.host = "::1", .port = 0}).has_value());
}

TEST(Listener, StopsAcceptingAndKeepsWhatIsThere) {
    Loop loop;
    Peer oms(loop, loop.ports[0]);
    oms.logon();
    loop.run_until([&] { return oms.count("A") == 1; });
    loop.listener.stop_accepting();
    tcp::socket late(loop.io);
    error_code error;
    late.connect(tcp::endpoint(asio::ip::address_v4::loopback(), loop.ports[0]), error);
    EXPECT_EQ(error, asio::error::connection_refused);
    oms.send(oms.message("35=1|", "112=x|"));
    loop.run_until([&] { return oms.count("0") == 1; });
}

TEST(Listener, MayGoWhileMuchIsUnderWay) {
    asio::io_context io;
    struct Quiet : ByteSink {
        std::uint64_t last = 0;
        std::optional<ConnectionId> open(ListenerId, std::string_view) override {
            return ConnectionId{++last};
        }
        void bytes(ConnectionId, std::string_view) override {}
        void written(ConnectionId, std::size_t) override {}
        void closed(ConnectionId) override { ADD_FAILURE() << "told of a close after the end"; }
        void note(std::string_view) override {}
    } sink;
    tcp::socket peer(io);
    {
        Listener listener(io.get_executor(), sink);
        const auto port = listener.listen(ListenerId{0}, {}).value();
        peer.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        while (listener.connection_count() == 0) io.run_one();
    }
    io.restart();
    io.run();  // handlers that were waiting
}

}  // namespace
}  // namespace qb::fix::test
