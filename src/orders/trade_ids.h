#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace qb::orders {

/// The trades already reported for one order, sorted by id. One pointer while there are none, as with the
/// resting orders that make up the memory.
class TradeIds {
public:
    using List = std::vector<std::string>;
    using const_iterator = List::const_iterator;

    TradeIds() = default;
    TradeIds(const TradeIds& other) : ids_(other.ids_ ? std::make_unique<List>(*other.ids_) : nullptr) {}
    TradeIds(TradeIds&&) noexcept = default;
    ~TradeIds() = default;
    TradeIds& operator=(const TradeIds& other) { return *this = TradeIds(other); }
    TradeIds& operator=(TradeIds&&) noexcept = default;

    /// False when it was there already.
    bool insert(std::string id) {
        if (!ids_) ids_ = std::make_unique<List>();
        const auto at = std::lower_bound(ids_->begin(), ids_->end(), id);
        if (at != ids_->end() && *at == id) return false;
        ids_->insert(at, std::move(id));
        return true;
    }
    [[nodiscard]] bool contains(std::string_view id) const {
        return std::binary_search(begin(), end(), id, std::less<>{});
    }
    [[nodiscard]] std::size_t size() const { return list().size(); }
    [[nodiscard]] bool empty() const { return list().empty(); }
    [[nodiscard]] const_iterator begin() const { return list().begin(); }
    [[nodiscard]] const_iterator end() const { return list().end(); }
    friend bool operator==(const TradeIds& a, const TradeIds& b) { return a.list() == b.list(); }

private:
    [[nodiscard]] const List& list() const {
        static const List kNone;
        return ids_ ? *ids_ : kNone;
    }
    std::unique_ptr<List> ids_;
};

}  // namespace qb::orders
