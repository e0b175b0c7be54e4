#include "orders/reads.h"

#include "desk.h"

/// The queue of reads: one of a kind is out, equal ones are asked once, nobody's are not asked.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

class ReadQueue : public testing::Test, public Effects {
protected:
    ReadQueue() { reads.set_serving(true); }
    void fact(const Fact&, const Order&) override {}
    void alarm(Alarm, const Order*, std::string_view) override {}
    void command(const Command& command) override {
        sent += (sent.empty() ? "" : "; ") + describe(command).substr(2);
    }
    std::string send() {
        sent.clear();
        reads.send(now, *this);
        return sent;
    }
    void ask_trades(const std::string& id, OrderKey key) { reads.ask(QueryTrades{id, 0}, own(key)); }
    static Reader own(OrderKey key) { return {key, ReadKind::OwnTrades}; }
    static Reader all(OrderKey key) { return {key, ReadKind::AllTrades}; }

    static constexpr auto kTrades = Reads::Channel::Trades;
    Reads reads{5s};
    Now now{WallTime{1000s}, MonoTime{50s}};
    std::string sent;
};

TEST_F(ReadQueue, OneOfAKindIsOut) {
    ask_trades("A", 1);
    ask_trades("B", 2);
    reads.ask(QueryOrder{"A", "S"}, {1, ReadKind::Check});
    EXPECT_EQ(send(), "order A; trades A");
    EXPECT_EQ(send(), "");
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{own(1)}));
    EXPECT_EQ(send(), "trades B");
}

TEST_F(ReadQueue, EqualReadsThatWaitAreAskedOnce) {
    ask_trades("A", 1);
    send();
    for (OrderKey key = 1; key <= 3; ++key) reads.ask(QueryTrades{{}, 0}, all(key));
    reads.ask(QueryTrades{{}, 0}, all(3));
    reads.take(kTrades);
    EXPECT_EQ(send(), "trades all");
    reads.ask(QueryTrades{{}, 0}, all(4));  // too late for the one that is out
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{all(1), all(2), all(3)}));
    EXPECT_EQ(send(), "trades all");
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{all(4)}));
    EXPECT_EQ(send(), "");
}

TEST_F(ReadQueue, AReaderIsAskedForUntilItsLastAnswer) {
    ask_trades("A", 1);
    ask_trades("B", 1);
    EXPECT_TRUE(reads.asked(own(1)));
    EXPECT_FALSE(reads.asked(all(1)));
    EXPECT_FALSE(reads.asked(own(2)));
    send();
    reads.take(kTrades);
    EXPECT_TRUE(reads.asked(own(1)));
    send();
    reads.take(kTrades);
    EXPECT_FALSE(reads.asked(own(1)));
}

TEST_F(ReadQueue, WhatNobodyWaitsForIsNotSent) {
    ask_trades("A", 1);
    ask_trades("B", 1);
    ask_trades("C", 2);
    reads.ask(QueryTrades{{}, 0}, all(1));
    reads.ask(QueryTrades{{}, 0}, all(2));
    send();
    reads.forget(1);
    EXPECT_FALSE(reads.asked(own(1)));
    EXPECT_TRUE(reads.take(kTrades).readers.empty()) << "what is out stays out";
    EXPECT_EQ(send(), "trades C");
    reads.take(kTrades);
    EXPECT_EQ(send(), "trades all");
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{all(2)}));
    EXPECT_EQ(send(), "");
}

TEST_F(ReadQueue, OneInterestIsForgottenAlone) {
    ask_trades("A", 1);
    reads.ask(QueryTrades{{}, 0}, all(1));
    reads.forget(own(1));
    EXPECT_EQ(send(), "trades all");
}

TEST_F(ReadQueue, TheNextPageComesFirst) {
    reads.ask(QueryTrades{{}, 0}, all(1));
    ask_trades("A", 1);
    send();
    reads.next_page(kTrades, 200);
    EXPECT_EQ(send(), "trades all+200");
    EXPECT_EQ(reads.outstanding(kTrades)->pages, 1);
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{all(1)}));
    EXPECT_EQ(send(), "trades A");
}

TEST_F(ReadQueue, WhatWasOutWhenTheLinkBrokeIsAskedAgainFromItsBeginning) {
    reads.ask(QueryTrades{{}, 0}, all(1));
    send();
    reads.next_page(kTrades, 200);
    send();
    reads.ask(QueryTrades{{}, 0}, all(2));
    reads.set_serving(false);
    EXPECT_EQ(send(), "");
    reads.set_serving(true);
    EXPECT_EQ(send(), "trades all");
    EXPECT_EQ(reads.take(kTrades).readers, (Readers{all(1), all(2)}));
    EXPECT_EQ(send(), "");
}

TEST_F(ReadQueue, EachPageHasItsDeadlineAndItsTime) {
    reads.ask(QueryTrades{{}, 0}, all(1));
    send();
    now = {now.wall + 3s, now.mono + 3s};
    reads.next_page(kTrades, 200);
    send();
    EXPECT_EQ(reads.outstanding(kTrades)->sent.mono, now.mono);
    EXPECT_EQ(reads.next_deadline(), now.mono + 5s);
    EXPECT_FALSE(reads.expire(now));
    now.mono += 5s;
    EXPECT_TRUE(reads.expire(now));
    EXPECT_EQ(reads.next_deadline(), std::nullopt);
    EXPECT_EQ(reads.owed_on_socket(), 1U) << "its answer may still come";
}

}  // namespace
}  // namespace qb::orders::test
