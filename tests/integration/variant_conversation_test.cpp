#include <gtest/gtest.h>

#include "sim/switches.h"
#include "support/expected_fields.h"
#include "support/world.h"

// The rows of the rules of engagement against the simulated venue, under each of its switches: what the OMS
// is told must not depend on how the venue says it. The exact frames are in tests/unit/bridge,
// wire_*_test.cpp.
namespace qb::test {
namespace {

using Switches = std::vector<std::pair<std::string, std::string>>;

class VariantConversation : public World {
protected:
    VariantConversation() {
        default_lines = "Values=extended\nTriggerSettle=0.5\n";
        start_venue();
        start_bridge();
        oms = desk();
        set({{"Q27.wait", "0"}});
    }

    void set(const Switches& switches) {
        for (const auto& [name, variant] : switches) {
            const auto result = venue->set_switch(name, variant);
            if (!result) ADD_FAILURE() << name << ' ' << result.error();
        }
    }
    /// Plays the same conversation once with each of the settings, over one link.
    void with_each(const std::vector<Switches>& variants, const std::function<void()>& conversation) {
        for (const auto& switches : variants) {
            std::string what;
            for (const auto& [name, variant] : switches)
                what.append(name).append("=").append(variant).append(" ");
            SCOPED_TRACE(what);
            Switches defaults;
            for (const auto& [name, variant] : switches) defaults.emplace_back(name, first_variant(name));
            set(switches);
            next_order();
            conversation();
            settle();
            EXPECT_TRUE(oms->inbox.empty()) << oms->inbox.front().readable();
            oms->inbox.clear();
            set(defaults);
            if (HasFailure()) return;
        }
    }
    static std::string first_variant(const std::string& name) {
        for (const auto& row : sim::switch_table())
            if (row.name == name) return std::string(sim::variants_of(row).front());
        throw std::logic_error("no switch " + name);
    }
    void gets(const std::string& fields, const std::string& type = "8") {
        const auto message = next(*oms, type);
        const auto value_of = [&](int tag) { return message.has(tag) ? message[tag] : "-"; };
        EXPECT_EQ(difference(fields, value_of), "") << message.readable();
    }
    void sends(const std::string& fields) { oms->send(fields + "|60=" + fix_now() + "|"); }
    void sends_limit(const std::string& price, const std::string& side = "1",
                     const std::string& more = "59=1") {
        sends("35=D|11=" + id + "|55=AAPL-USD|54=" + side + "|38=1|40=2|44=" + price + "|" + more);
    }
    void next_order() { id = "o" + std::to_string(++count_); }
    /// A book that fills 0.4 at the first price and the rest at the second; the mark is back above the stops.
    void two_levels() {
        mark("AAPL-USD", "200");
        book("AAPL-USD", {{"189.5", "0.4"}, {"189.4", "5"}}, {{"190.5", "0.4"}, {"190.6", "5"}});
    }

    void replace_and_cancel_the_stop() {
        sends("35=G|11=" + id + "r|41=" + id + "|55=AAPL-USD|54=2|38=2|40=3|99=185");
        gets("150=E|39=E|11=" + id + "r|41=" + id + "|38=1|99=190");
        gets("150=5|39=0|11=" + id + "r|41=" + id + "|38=2|99=185|14=0|151=2");
        sends("35=F|11=" + id + "x|41=" + id + "r|55=AAPL-USD|54=2");
        gets("150=6|39=6|11=" + id + "x|41=" + id + "r");
        gets("150=4|39=4|11=" + id + "x|41=" + id + "r|14=0|151=0");
        EXPECT_TRUE(venue->open_orders().empty());
    }

    std::unique_ptr<FixPeer> oms;
    std::string id;  ///< ClOrdID of the order under way

private:
    int count_ = 0;
};

TEST_F(VariantConversation, AStopIsAcceptedFiresAndFills) {
    const std::vector<Switches> variants{
        {{"Q8", "v1"}},
        {{"Q7", "echo"}},
        {{"Q9", "stop_order_response"}},
        {{"Q9", "order_response_and_stop_order_response"}},
        {{"Q9", "order_response_and_ack"}},
        {{"Q9.channel", "duplicates"}},
        {{"Q8.fill_type", "STOP_MARKET"}},
        {{"Q8.fill_type", "MARKET"}},
        {{"Q8", "v2"}},
        {{"Q8", "v2"}, {"Q8.client_id", "empty"}},
        {{"Q8", "v3"}},
        {{"Q8", "v3"}, {"Q8.client_id", "empty"}},
        {{"Q8", "v3"}, {"Q8.v3_first", "filled"}},
        {{"Q8", "v3"}, {"Q8.v3_first", "filled"}, {"Q8.client_id", "empty"}},
        {{"Q8", "v3"}, {"Q8.v3_first", "stop_order_response"}},
        {{"Q8", "v3"}, {"Q8.v3_first", "stop_order_response"}, {"Q8.client_id", "empty"}},
        {{"Q22", "filled_first"}},
        {{"Q22.filled", "summary"}},
        {{"Q22.duplicate", "yes"}},
        {{"Q30", "strings"}},
        {{"Q30", "noise"}},
        {{"Q30", "nulls"}},
        {{"Q31", "before_replies"}},
        {{"Q32", "doubled"}}};
    with_each(variants, [this] {
        two_levels();
        oms->send(stop(id));
        gets("150=0|39=0|11=" + id + "|14=0|151=1|99=190|636=N");
        mark("AAPL-USD", "189.9");
        gets("150=L|39=0|11=" + id + "|636=Y");
        gets("150=F|39=1|11=" + id + "|31=189.5|32=0.4|14=0.4|151=0.6");
        gets("150=F|39=2|11=" + id + "|31=189.4|32=0.6|14=1.0|151=0|6=189.44");
    });
}

TEST_F(VariantConversation, AFiredStopThatFailsIsOver) {
    std::vector<Switches> variants;
    for (const std::string version : {"v1", "v2", "v3"}) {
        for (const std::string word : {"REJECTED", "FAILED_MARGIN_CHECK", "IOC_CANCELLED", "CANCELLED"})
            variants.push_back({{"Q8", version}, {"Q8.failure", word}});
    }
    with_each(variants, [this] {
        two_levels();
        oms->send(stop(id));
        gets("150=0|39=0|636=N");
        mark("AAPL-USD", "189.9");
        auto report = next(*oms);
        if (report[150] == "L") report = next(*oms);
        EXPECT_EQ(report[150], "4") << report.readable();
        EXPECT_EQ(report[14], "0");
        EXPECT_EQ(report[151], "0");
    });
}

TEST_F(VariantConversation, FillsOfALimitOrder) {
    const std::vector<Switches> variants{
        {{"Q22", "fill_first"}},
        {{"Q22", "filled_first"}},
        {{"Q22.filled", "summary"}},
        {{"Q22.remaining", "only_order_response"}},
        {{"Q22.remaining", "only_fill_response"}},
        {{"Q22.duplicate", "yes"}},
        {{"Q22.fills", "lost"}},
        {{"Q22.fills", "lost"}, {"Q18", "user_trades_response"}},
        {{"Q22.fills", "lost"}, {"Q18.id", "id"}, {"Q18.timestamp", "absent"}},
        {{"Q22.fills", "lost"}, {"Q18.order_id", "ignored"}},
        {{"Q21", "execution"}},
        {{"Q30", "strings"}},
        {{"Q30", "noise"}},
        {{"Q32", "doubled"}}};
    with_each(variants, [this] {
        two_levels();
        sends_limit("190.6");
        gets("150=0|39=0|11=" + id + "|636=Y");
        auto first = next(*oms), second = next(*oms);
        EXPECT_EQ(second[14].substr(0, 1), "1") << second.readable();
        EXPECT_EQ(first[39], "1") << first.readable();
        EXPECT_EQ(second[39], "2");
        EXPECT_EQ(second[151], "0");
        EXPECT_EQ(second[6], "190.56");
    });
}

TEST_F(VariantConversation, WhatTheBookLacksIsCancelled) {
    const std::vector<Switches> variants{{{"Q29", "silent"}},
                                         {{"Q29", "silent"}, {"Q16.not_found", "no_such_order"}},
                                         {{"Q29", "silent"}, {"Q16.not_found", "err"}},
                                         {{"Q29", "cancelled"}},
                                         {{"Q29", "partially_filled"}},
                                         {{"Q29", "partially_filled_only"}},
                                         {{"Q29", "ioc_cancelled"}}};
    with_each(variants, [this] {
        for (const std::string type : {"40=1", "40=2|44=150|59=3"}) {
            SCOPED_TRACE(type);
            next_order();
            book("AAPL-USD", {{"189.5", "0.4"}}, {{"190.5", "5"}});
            sends("35=D|11=" + id + "|55=AAPL-USD|54=2|38=1|" + type);
            gets("150=0|39=0|59=3");
            gets("150=F|39=1|32=0.4");
            gets("150=4|39=4|11=" + id + "|41=-|14=0.4|151=0");
        }
    });
}

TEST_F(VariantConversation, AnOrderOfAllOrNothing) {
    with_each({{{"Q29", "silent"}}}, [this] {
        book("AAPL-USD", {{"189.5", "0.4"}}, {{"190.5", "5"}});
        sends_limit("150", "2", "59=4");
        gets("150=0|39=0|59=4");
        gets("150=4|39=4|14=0|151=0");
    });
}

TEST_F(VariantConversation, APostOnlyOrderThatWouldTake) {
    with_each({{{"Q28", "rejected"}}, {{"Q28", "cancelled"}}}, [this] {
        two_levels();
        sends_limit("190.6", "1", "59=1|18=6");
        gets("150=8|39=8|14=0|151=0");
    });
    with_each({{{"Q28", "ack_rejected"}}, {{"Q28", "ack_cancelled"}}}, [this] {
        two_levels();
        sends_limit("190.6", "1", "59=1|18=6");
        gets("150=0|39=0");
        gets("150=4|39=4|14=0|151=0");
    });
}

TEST_F(VariantConversation, AnOrderThatMeetsOneOfItsOwnAccount) {
    with_each({{{"Q30", "numbers"}}}, [this] {
        book("AAPL-USD", {{"170", "5"}}, {{"230", "5"}});
        const auto resting = id;
        sends_limit("180");
        gets("150=0|39=0");
        next_order();
        sends_limit("180", "2");
        auto one = next(*oms), two = next(*oms);
        if (one[150] != "4") std::swap(one, two);
        EXPECT_EQ(one[11], resting) << one.readable();
        EXPECT_EQ(one[39], "4");
        EXPECT_EQ(one[58].rfind("CANCELLED_STP", 0), 0U) << one[58];
        EXPECT_EQ(two[150], "0") << two.readable();
    });
}

TEST_F(VariantConversation, AnOrderThatTheVenueEndsUnasked) {
    for (const std::string word : {"CANCELLED", "CANCELLED_STP"}) {
        with_each({{{"Q30", "numbers"}}}, [&] {
            sends_limit("150");
            gets("150=0|39=0");
            ASSERT_TRUE(venue->end_order(venue->orders().back().order_id, word));
            gets("150=4|39=4|11=" + id + "|41=-|14=0|151=0|58=" + word);
        });
    }
}

TEST_F(VariantConversation, AStopThatANewOneDisplaces) {
    const auto result = venue->set_position("", "AAPL-USD", orders::Decimal::parse("1").value());
    ASSERT_TRUE(result) << result.error();
    with_each({{{"Q11.exceeds", "displace"}}}, [this] {
        const auto older = id;
        oms->send(stop(older));
        gets("150=0|11=" + older);
        next_order();
        oms->send(stop(id, "1", "180"));
        gets("150=0|11=" + id);
        gets("150=4|39=4|11=" + older + "|41=-|14=0|151=0|58=CANCELLED");
    });
}

TEST_F(VariantConversation, ARefusalBeforeAndAfterTheAck) {
    const std::string reject = R"({"status":"FAILED_MARGIN_CHECK","ack_first":)";
    with_each({{{"Q20", "fresh"}}, {{"Q20", "empty"}}, {{"Q20", "missing"}}, {{"Q20.client_id", "empty"}}},
              [&] {
                  ASSERT_EQ(venue->control("POST", "/reject", reject + "false}").status, 200);
                  sends_limit("150");
                  gets("150=8|39=8|37=*|103=3|151=0|58=FAILED_MARGIN_CHECK");
                  next_order();
                  ASSERT_EQ(venue->control("POST", "/reject", reject + "true}").status, 200);
                  sends_limit("150");
                  gets("150=0|39=0");
                  gets("150=4|39=4|103=-|14=0|151=0|58=FAILED_MARGIN_CHECK");
              });
}

TEST_F(VariantConversation, AnErrorInEveryShape) {
    std::vector<Switches> variants;
    for (const std::string shape : {"err", "type_error", "type_Err"}) {
        for (const std::string echo : {"object", "string", "null", "absent"})
            variants.push_back({{"Q23", shape}, {"Q23.incoming", echo}});
    }
    with_each(variants, [this] {
        ASSERT_EQ(venue->control("POST", "/reject", R"({"err":"InvalidOrder"})").status, 200);
        sends_limit("150");
        gets("150=8|39=8|37=NONE|103=99|151=0|58=InvalidOrder");
    });
}

TEST_F(VariantConversation, AFillAfterTheEnd) {
    with_each({{{"Q30", "numbers"}}}, [this] {
        sends_limit("150");
        gets("150=0|39=0");
        const auto order = venue->orders().back().order_id;
        ASSERT_TRUE(venue->end_order(order, "CANCELLED"));
        gets("150=4|39=4|14=0");
        const auto frame =
            R"({"frame":{"fill_response":{"order_id":")" + order +
            R"(","trade_id":"late","symbol":"AAPL-USD","side":"BUY","price":150,"quantity":0.25}}})";
        ASSERT_EQ(venue->control("POST", "/foreign", frame).status, 200);
        gets("150=F|39=4|31=150|32=0.25|14=0.25|151=0|58=LATE_FILL");
    });
}

// ---- cancel and replace

TEST_F(VariantConversation, ALimitIsReplacedThenCancelled) {
    std::vector<Switches> variants{{{"Q12", "same"}}};
    for (const std::string client_id : {"echo", "empty"}) {
        for (const std::string old_id : {"silent", "cancelled"})
            variants.push_back({{"Q12", "new"}, {"Q12.client_id", client_id}, {"Q12.old_id", old_id}});
    }
    with_each(variants, [this] {
        sends_limit("150");
        gets("150=0|39=0");
        sends("35=G|11=" + id + "r|41=" + id + "|55=AAPL-USD|54=1|38=2|40=2|44=151");
        gets("150=E|39=E|11=" + id + "r|41=" + id + "|38=1|44=150");
        gets("150=5|39=0|11=" + id + "r|41=" + id + "|38=2|44=151|14=0|151=2");
        sends("35=F|11=" + id + "x|41=" + id + "r|55=AAPL-USD|54=1");
        gets("150=6|39=6|11=" + id + "x|41=" + id + "r");
        gets("150=4|39=4|11=" + id + "x|41=" + id + "r|14=0|151=0");
        EXPECT_TRUE(venue->open_orders().empty());
    });
}

TEST_F(VariantConversation, AStopIsReplacedThenCancelled) {
    with_each({{{"Q9", "order_response"}},
               {{"Q9", "stop_order_response"}},
               {{"Q9", "order_response_and_stop_order_response"}},
               {{"Q9", "order_response_and_ack"}},
               {{"Q9.quantities", "real"}},
               {{"Q9.channel", "duplicates"}}},
              [this] {
                  oms->send(stop(id));
                  gets("150=0|39=0");
                  replace_and_cancel_the_stop();
              });
}

TEST_F(VariantConversation, AStopWhoseChangesAreAcknowledgedWithoutAWord) {
    next_order();
    oms->send(stop(id));
    gets("150=0|39=0");
    set({{"Q9", "ack"}});
    replace_and_cancel_the_stop();
    settle();
    EXPECT_TRUE(oms->inbox.empty());
}

TEST_F(VariantConversation, AModifyThatIsRefused) {
    for (const std::string word : {"CANNOT_MODIFY_PARTIAL_FILL", "CANNOT_MODIFY_NO_SUCH_ORDER",
                                   "CANNOT_MODIFY_ALO_WOULD_CROSS", "INVALID_TICK_SIZE_PRECISION_PRICE"}) {
        with_each({{{"Q16", "all_orders_response"}}, {{"Q16", "order_response"}}}, [&] {
            sends_limit("150");
            gets("150=0|39=0");
            const auto reject = R"({"command":"modify_order","status":")" + word + "\"}";
            ASSERT_EQ(venue->control("POST", "/reject", reject).status, 200);
            sends("35=G|11=" + id + "r|41=" + id + "|55=AAPL-USD|54=1|38=2|40=2|44=151");
            gets("150=E|39=E");
            gets("434=2|102=99|39=0|11=" + id + "r|41=" + id + "|58=" + word, "9");
        });
    }
}

TEST_F(VariantConversation, ACancelThatOvertakesItsOrder) {
    set({{"Q27", "at_entry"}, {"Q27.wait", "100"}});
    with_each({{{"Q14", "order_id"}}, {{"Q14", "client_order_id"}}, {{"Q14", "empty"}}}, [this] {
        sends_limit("150");
        gets("150=0|39=0");
        sends("35=F|11=" + id + "x|41=" + id + "|55=AAPL-USD|54=1");
        gets("150=6|39=6");
        gets("150=4|39=4|11=" + id + "x|41=" + id);
        EXPECT_TRUE(venue->open_orders().empty());
    });
}

}  // namespace
}  // namespace qb::test
