#include "sim/book.h"

#include <algorithm>

#include "sim/decimal_math.h"

namespace qb::sim {
namespace {

template <class Better>
std::vector<Level> ordered(std::vector<Level> levels, Better better) {
    std::erase_if(levels, [](const Level& level) { return !level.quantity.is_positive(); });
    std::stable_sort(levels.begin(), levels.end(),
                     [&](const Level& a, const Level& b) { return better(a.price, b.price); });
    std::vector<Level> merged;
    for (const auto& level : levels) {
        if (!merged.empty() && merged.back().price == level.price)
            merged.back().quantity = sum(merged.back().quantity, level.quantity);
        else
            merged.push_back(level);
    }
    return merged;
}

}  // namespace

bool is_within(orders::Side side, Decimal price, std::optional<Decimal> limit) {
    if (!limit) return true;
    return side == orders::Side::Buy ? price <= *limit : price >= *limit;
}

void Book::replace(std::vector<Level> bids, std::vector<Level> asks) {
    bids_ = ordered(std::move(bids), [](Decimal a, Decimal b) { return a > b; });
    asks_ = ordered(std::move(asks), [](Decimal a, Decimal b) { return a < b; });
}

const std::vector<Level>& Book::opposite(orders::Side side) const {
    return side == orders::Side::Buy ? asks_ : bids_;
}

bool Book::crosses(orders::Side side, std::optional<Decimal> limit) const {
    const auto& levels = opposite(side);
    return !levels.empty() && is_within(side, levels.front().price, limit);
}

std::vector<Level> Book::take(orders::Side side, Decimal quantity, std::optional<Decimal> limit) {
    auto& levels = side == orders::Side::Buy ? asks_ : bids_;
    std::vector<Level> taken;
    for (auto& level : levels) {
        if (!quantity.is_positive() || !is_within(side, level.price, limit)) break;
        const Decimal part = smaller(quantity, level.quantity);
        taken.push_back({level.price, part});
        level.quantity = difference(level.quantity, part);
        quantity = difference(quantity, part);
    }
    std::erase_if(levels, [](const Level& level) { return level.quantity.is_zero(); });
    return taken;
}

}  // namespace qb::sim
