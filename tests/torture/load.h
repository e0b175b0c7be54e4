#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "model/dice.h"
#include "torture/desk.h"

namespace qb::torture {

using model::Dice;

/// One symbol, moved by the test. Prices in hundredths; all of them are multiples of five, the coarsest tick.
struct Market {
    std::string symbol;
    std::string stop_side;  ///< Side(54) of stops: what reduces the account's position
    int low, high, middle;

    using Levels = std::vector<std::pair<std::string, std::string>>;  ///< price, quantity

    void move(Dice& dice);
    [[nodiscard]] std::string mark() const;
    /// Three thin levels, so that orders fill in part, to one side of the mark.
    [[nodiscard]] Levels levels(Dice& dice, bool bids) const;
};

/// A trader without a plan: stops, limits that rest and that cross, market orders, cancels and replaces.
class Trader {
public:
    Trader(Dice& dice, Desk& desk) : dice_(dice), desk_(desk) {}

    std::array<Market, 2> markets{Market{"AAPL-USD", "2", 19'000, 21'000, 20'000},
                                  Market{"GOOG-USD", "1", 15'000, 17'000, 16'000}};

    /// The next message, "35=D|..."; empty: nothing comes to mind.
    std::string act();

private:
    std::string new_stop();
    std::string new_limit();
    std::string new_market();
    std::string cancel();
    std::string replace();
    Order blank(const Market& market);
    [[nodiscard]] const Market& market_of(const Order& order) const;
    [[nodiscard]] std::string stop_price(const Market& market, bool take_profit);
    [[nodiscard]] std::string limit_price(const Market& market, bool buy);
    /// An order that no request is about; none: -1.
    int pick(bool accepted);

    Dice& dice_;
    Desk& desk_;
};

}  // namespace qb::torture
