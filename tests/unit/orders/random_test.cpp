#include <cstdlib>
#include <random>
#include <set>

#include "desk.h"

/// Random lives: whatever the venue says in whatever order, the reports keep adding up.
namespace qb::orders::test {
namespace {

using namespace std::chrono_literals;

/// What the OMS was told of one order.
struct Told {
    int answers = 0;
    bool ended = false;
    Decimal cum;
    std::set<std::string> trades;
};

class RandomLives : public Desk, public testing::WithParamInterface<unsigned> {
public:
    static inline int rests = 0;  ///< rests of partly filled orders that were added, over all seeds

protected:
    RandomLives() {
        settings.wait_limits = {{.max_order_age = 3s, .max_queue_delay = 2s}};
        settings.cancelled_on_loss = GetParam() % 2 == 0;
        manager = std::make_unique<OrderManager>(settings, archive);
        manager->link_serving(now, *this);
    }
    int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(pick(static_cast<int>(all.size())))];
    }

    void fact(const Fact& fact, const Order& order) override {
        Desk::fact(fact, order);
        watch(fact, order);
    }
    void command(const Command& command) override {
        Desk::command(command);
        const auto* add = std::get_if<SendAddOrder>(&command);
        if (add == nullptr) return;
        const Order& order = *manager->find(add->key);
        EXPECT_TRUE(added.insert(order.present_client_order_id()).second) << "an add_order goes out once";
        EXPECT_TRUE(order.venue_quantity().is_positive());
        if (!order.rest_is_out()) return;
        ++rests;
        EXPECT_EQ(order.cum_qty.plus(order.venue_quantity()), order.pending()->quantity);
    }
    void watch(const Fact& fact, const Order& order) {
        watch_change(fact, order);
        if (std::holds_alternative<ChangeRefused>(fact) || std::holds_alternative<ChangeRepeated>(fact))
            return;
        const bool answer = std::holds_alternative<Accepted>(fact) || std::holds_alternative<Refused>(fact) ||
                            std::holds_alternative<Duplicate>(fact);
        if (answer) ++answers;
        if (std::holds_alternative<Duplicate>(fact)) return;
        auto& told = orders_told[order.key];
        const auto* filled = std::get_if<Filled>(&fact);
        if (filled != nullptr) {
            EXPECT_TRUE(told.trades.insert(filled->trade_id).second) << "a trade is reported once";
            EXPECT_EQ(filled->late, told.ended);
        } else if (told.ended) {
            const bool quiet = std::holds_alternative<Aliased>(fact) ||
                               std::holds_alternative<Archived>(fact) ||
                               std::holds_alternative<Restored>(fact);
            EXPECT_TRUE(quiet) << describe(fact) << " after the end";
        }
        EXPECT_GE(order.cum_qty, told.cum) << "CumQty never falls";
        told.cum = order.cum_qty;
        if (order.ended()) {
            EXPECT_EQ(order.leaves_qty(), Decimal{});
        } else if (order.cum_qty > order.request.quantity) {  // by late executions of a former order
            EXPECT_EQ(order.leaves_qty(), Decimal{});
            EXPECT_FALSE(order.is_executed()) << "its rest is open";
            EXPECT_FALSE(order.changes->rests.empty());
        } else {
            EXPECT_EQ(order.cum_qty.plus(order.leaves_qty()), order.request.quantity);
        }
        const bool complete = order.cum_qty >= order.request.quantity;
        EXPECT_TRUE(!std::holds_alternative<Ended>(fact) || complete == (order.state == OrderState::Filled));
        told.ended = told.ended || order.ended();
    }

    /// Each request is answered once: at once, or once after it was taken.
    void watch_change(const Fact& fact, const Order& order) {
        if (const auto* taken = std::get_if<ChangeAccepted>(&fact)) {
            ++change_answers;
            EXPECT_TRUE(open_changes.emplace(order.key, taken->change.cl_ord_id).second) << "one at a time";
        }
        if (std::holds_alternative<ChangeRepeated>(fact)) ++change_answers;
        const auto* refused = std::get_if<ChangeRefused>(&fact);
        if (refused != nullptr && !refused->was_pending) ++change_answers;
        const auto* ended = std::get_if<Ended>(&fact);
        const bool closes = (refused != nullptr && refused->was_pending) ||
                            std::holds_alternative<Replaced>(fact) ||
                            (ended != nullptr && !ended->orig_cl_ord_id.empty());
        if (!closes) return;
        const auto open = open_changes.find(order.key);
        ASSERT_NE(open, open_changes.end()) << "nothing was open";
        const std::string told = refused != nullptr ? refused->request.cl_ord_id : order.request.cl_ord_id;
        EXPECT_EQ(open->second, told);
        open_changes.erase(open);
        EXPECT_TRUE(order.ended() || order.pending() == nullptr);
    }
    void any_change() {
        const auto of = std::to_string(1 + pick(std::max(next_key, 1)));
        const std::string id = "x" + std::to_string(pick(12) == 0 ? pick(next_change + 1) : ++next_change);
        std::string text = (pick(2) == 0 ? "cancel " : "replace ") + id;
        const int name = pick(8);
        text += name == 0   ? " id=" + any_id()
                : name == 1 ? " of=x" + std::to_string(pick(next_change + 1))
                            : " of=c" + of;
        text += " qty=" + std::to_string(pick(4)) + " px=" + std::to_string(188 + pick(4));
        if (pick(12) == 0) text += " resend";
        if (pick(12) == 0) text += " refused=ODD";
        if (pick(4) != 0) text += " new=" + std::to_string(kRests + ++next_rest);
        change_gate =
            pick(12) == 0 ? std::optional(CancelRefusal{99, "QFEX_LINK_DOWN", "text"}) : std::nullopt;
        over_rate = pick(4) == 0;
        const int before = change_answers;
        change(text);
        EXPECT_EQ(change_answers, before + 1) << "exactly one first answer to " << text;
    }
    std::string any_id() {
        return one_of<std::string>({"A", "B", "C", "D", "E", "F", "G", "H", "", "A", "B", "C"});
    }
    std::string any_client() {
        if (pick(3) == 0) return "";
        if (pick(12) == 0) return "cl=web-" + std::to_string(pick(3));
        if (pick(4) == 0)
            return "cl=" + std::to_string(kRests + next_rest - pick(std::min(next_rest, 8) + 1));
        return "cl=" + std::to_string(1 + pick(std::max(next_key, 1)));
    }
    std::string any_fields() {
        static const std::vector<std::string> kTypes{"stop_loss", "take_profit", "market",
                                                     "limit",     "stop_market", "odd"};
        std::string text = " id=" + any_id() + " " + any_client() + " type=" + one_of(kTypes);
        if (pick(4) != 0) text += " qty=" + std::to_string(pick(4));
        if (pick(4) != 0) text += " px=" + std::to_string(188 + pick(4));
        if (pick(2) == 0) text += " rem=" + std::to_string(pick(4));
        if (pick(2) == 0) text += " trade=T" + std::to_string(pick(12));
        if (pick(3) == 0) text += " side=buy";
        if (pick(2) == 0) text += " at=" + std::to_string(995 + pick(60));
        return text;
    }
    void any_order() {
        ++next_key;
        std::string text = one_of<std::string>({"stop", "stop", "mit", "limit", "ioc", "fok", "market"});
        text += " " + std::to_string(next_key) + " qty=" + std::to_string(1 + pick(3));
        text += " px=" + std::to_string(188 + pick(4));
        if (pick(4) == 0) text += " cl=c" + std::to_string(1 + pick(next_key));
        if (pick(6) == 0) text += " resend";
        if (pick(8) == 0) text += " refused=ODD";
        if (pick(20) == 0) text += " refused=BAD_CLORDID";
        if (pick(3) == 0) text += " side=buy";
        gate = pick(12) == 0 ? std::optional(Refusal{2, "QFEX_LINK_DOWN", "text"}) : std::nullopt;
        over_rate = pick(4) == 0;
        const int before = answers;
        order(text);
        EXPECT_EQ(answers, before + 1) << "exactly one answer to " << text;
    }
    void any_venue() {
        static const std::vector<std::string> kWords{
            "ack",          "ack",           "ack",
            "FILLED",       "FILLED",        "fill",
            "fill",         "fill",          "CANCELLED",
            "REJECTED",     "IOC_CANCELLED", "IOC_PARTIALLY_FILLED",
            "MODIFIED",     "NO_SUCH_ORDER", "CANNOT_MODIFY_PARTIAL_FILL",
            "ODD_WORD",     "RATE_LIMITED",  "stop",
            "CANCELLED_STP"};
        venue(one_of(kWords) + any_fields());
    }
    void any_error() {
        static const std::vector<std::string> kCodes{"InvalidOrder", "ServerError", "RateLimited",
                                                     "AlreadyAuthenticated"};
        static const std::vector<std::string> kEchoes{
            "add_order",    "get_order",         "get_user_trades",   "get_user_orders",
            "cancel_order", "modify_stop_order", "cancel_stop_order", ""};
        if (pick(3) == 0) return venue("bare echo=" + one_of(kEchoes));
        venue("err code=" + one_of(kCodes) + " echo=" + one_of(kEchoes) + " " + any_client() +
              " id=" + any_id());
    }
    void any_list() {
        std::vector<std::string> rows;
        for (int i = pick(4); i > 0; --i) rows.push_back(any_fields());
        const int kind = pick(3);
        if (kind == 0) orders(rows);
        if (kind == 1) trades(rows);
        for (auto& row : rows) row = "CANCELLED filled=" + std::to_string(pick(3)) + row;
        if (kind == 2) history(rows);
    }
    /// A partly filled order on its way to being replaced: nothing but chance would seldom get so far.
    void any_rest() {
        manager->link_serving(now, *this);
        gate.reset();
        change_gate.reset();
        const std::string key = std::to_string(++next_key);
        const std::string rest = std::to_string(kRests + ++next_rest);
        const auto chance = [this] {
            while (pick(6) == 0) any_venue();
        };
        order("limit " + key + " qty=3 px=190");
        venue("ack id=R" + key + " cl=" + key + " type=limit");
        chance();
        venue("fill cl=" + key + " qty=1 px=190 trade=R" + key);
        change("replace x" + std::to_string(++next_change) + " of=c" + key +
               " qty=" + std::to_string(2 + pick(3)) + " px=191 new=" + rest);
        chance();
        venue("CANCELLED cl=" + key + " type=limit qty=3 rem=2");
        for (int reads = 0; reads < 4; ++reads) {
            chance();
            trades({});
        }
        if (pick(2) == 0) venue("ack id=Q" + rest + " cl=" + rest + " type=limit");
        chance();
        if (pick(2) == 0) venue("fill cl=" + rest + " qty=1 px=191 trade=Q" + rest);
        if (pick(4) == 0) venue("fill cl=" + key + " qty=1 px=190 trade=S" + key);
    }
    void any_step() {
        if (pick(50) == 0) return any_rest();
        const int what = pick(100);
        if (what < 14) return any_order();
        if (what < 22) return any_change();
        if (what < 65) return any_venue();
        if (what < 70) return any_error();
        if (what < 84) return any_list();
        if (what < 87) return shares(pick(4));
        if (what < 95) return pass(std::chrono::milliseconds{pick(4000)});
        if (what < 97) return manager->link_lost("LINK_LOST", now, *this);
        if (what < 98) return restart();
        if (what < 99 && !commands.empty()) {
            const Command& command = one_of(commands);
            if (pick(4) == 0) return manager->not_sent(command, now, *this);
            return manager->query_failed(command, now, *this);
        }
        if (pick(3) == 0) {
            cancel_all(static_cast<OwedCancel>(1 + pick(3)));
            return;
        }
        manager->link_serving(now, *this);
    }

    std::mt19937 random{GetParam()};
    int next_key = 0;
    int answers = 0;
    int next_change = 0;
    static constexpr int kRests = 100'000;  // keys of no order
    int next_rest = 0;
    std::set<Id128> added;
    int change_answers = 0;
    std::map<OrderKey, std::string> open_changes;
    std::map<OrderKey, Told> orders_told;
};

/// Where many seeds have run, some of them have to have got so far.
class EnoughHappened : public testing::Environment {
public:
    void TearDown() override {
        if (testing::UnitTest::GetInstance()->test_to_run_count() >= 50) {
            EXPECT_GT(RandomLives::rests, 0) << "no rest of a partly filled order was added";
        }
    }
};
const auto* const kEnoughHappened = testing::AddGlobalTestEnvironment(new EnoughHappened);

TEST_P(RandomLives, KeepTheInvariants) {
    for (int step = 0; step < 1500; ++step) {
        any_step();
        ASSERT_FALSE(HasFailure()) << "step " << step << ": " << (lines.empty() ? "" : lines.back());
    }
    EXPECT_GT(orders_told.size(), 50U);
}

unsigned seeds() {
    const char* wanted = std::getenv("QB_RANDOM_SEEDS");
    return wanted != nullptr ? static_cast<unsigned>(std::stoul(wanted)) : 60U;
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomLives, testing::Range(1U, seeds() + 1));

}  // namespace
}  // namespace qb::orders::test
