#include "torture/load.h"

#include <algorithm>

#include "torture/exact.h"

namespace qb::torture {
namespace {

constexpr int kTick = 5;           // hundredths
constexpr std::size_t kOpen = 80;  // more open orders than that, and the trader mostly cancels

std::string price_text(int hundredths) { return decimal_text(hundredths / kTick * kTick, 2); }

}  // namespace

void Market::move(Dice& dice) { middle = std::clamp(middle + kTick * dice.between(-12, 12), low, high); }

std::string Market::mark() const { return decimal_text(middle, 2); }

Market::Levels Market::levels(Dice& dice, bool bids) const {
    Levels levels;
    for (int step = 1; step <= 3; ++step) {
        const int price = middle + (bids ? -kTick : kTick) * step;
        levels.emplace_back(decimal_text(price, 2), decimal_text(dice.between(100, 9'000), 3));
    }
    return levels;
}

std::string Trader::act() {
    const bool many = desk_.open().size() > kOpen;
    const int roll = dice_.below(100);
    if (many && roll < 60) return cancel();
    if (roll < 32) return new_stop();
    if (roll < 60) return new_limit();
    if (roll < 66) return new_market();
    return roll < 82 ? cancel() : replace();
}

Order Trader::blank(const Market& market) {
    constexpr int kFirst = 100;  // thousandths
    Order order;
    // The alias or the venue's name.
    order.symbol = market.symbol == "AAPL-USD" && dice_.one_in(2) ? "AAPL" : market.symbol;
    order.first_quantity = decimal_text(kFirst + static_cast<std::int64_t>(desk_.orders().size()), 3);
    return order;
}

std::string Trader::new_stop() {
    const auto& market = dice_.of(markets);
    Order order = blank(market);
    const bool take_profit = dice_.one_in(3);
    order.type = take_profit ? "J" : "3";
    order.side = market.stop_side;
    order.tif = "1";
    order.first_price = stop_price(market, take_profit);
    return desk_.new_order(order);
}

std::string Trader::new_limit() {
    const auto& market = dice_.of(markets);
    Order order = blank(market);
    const bool buy = dice_.one_in(2);
    order.type = "2";
    order.side = buy ? "1" : "2";
    order.tif = dice_.one_in(5) ? "3" : dice_.one_in(8) ? "4" : "1";
    order.first_price = limit_price(market, buy);
    return desk_.new_order(order);
}

std::string Trader::new_market() {
    Order order = blank(dice_.of(markets));
    order.type = "1";
    order.side = dice_.one_in(2) ? "1" : "2";
    return desk_.new_order(order);
}

std::string Trader::cancel() {
    const int order = pick(false);
    return order < 0 ? std::string() : desk_.cancel(static_cast<std::size_t>(order));
}

std::string Trader::replace() {
    const int picked = pick(true);
    if (picked < 0) return {};
    const auto& order = desk_.orders()[static_cast<std::size_t>(picked)];
    const auto& market = market_of(order);
    constexpr std::int64_t kThousandth = 1'000;
    const auto quantity = millionths(order.quantity) / kThousandth + dice_.between(-20, 100);
    auto price =
        order.stop() ? stop_price(market, order.type == "J") : limit_price(market, order.side == "1");
    return desk_.replace(static_cast<std::size_t>(picked),
                         decimal_text(std::max<std::int64_t>(quantity, 1), 3), std::move(price));
}

const Market& Trader::market_of(const Order& order) const {
    return order.symbol == markets.back().symbol ? markets.back() : markets.front();
}

/// Mostly on the side from which the mark can reach it.
std::string Trader::stop_price(const Market& market, bool take_profit) {
    const int away = dice_.between(-10, 200);
    const bool above = (market.stop_side == "1") != take_profit;
    return price_text(market.middle + (above ? away : -away));
}

std::string Trader::limit_price(const Market& market, bool buy) {
    const int away = dice_.between(-30, 150);
    return price_text(market.middle + (buy ? -away : away));
}

int Trader::pick(bool accepted) {
    std::vector<std::size_t> fitting;
    for (const auto index : desk_.open()) {
        const auto& order = desk_.orders()[index];
        if (order.change < 0 && (order.live() || !accepted)) fitting.push_back(index);
    }
    return fitting.empty() ? -1 : static_cast<int>(dice_.of(fitting));
}

}  // namespace qb::torture
