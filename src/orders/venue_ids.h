#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace qb::orders {

/// The venue's ids of one order in the order they became known. Nearly every order has exactly one, which is
/// kept without a list of its own. Reads like a const std::vector of strings. An empty text is no id and is
/// not kept.
class VenueIds {
public:
    class const_iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = std::string;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::string*;
        using reference = const std::string&;

        const_iterator() = default;
        const_iterator(const VenueIds* ids, std::size_t at) : ids_(ids), at_(at) {}
        reference operator*() const { return (*ids_)[at_]; }
        pointer operator->() const { return &(*ids_)[at_]; }
        const_iterator& operator++() {
            ++at_;
            return *this;
        }
        const_iterator operator++(int) { return {ids_, at_++}; }  // NOLINT(cert-dcl21-cpp): as iterators do
        bool operator==(const const_iterator&) const = default;

    private:
        const VenueIds* ids_ = nullptr;
        std::size_t at_ = 0;
    };
    using value_type = std::string;
    using iterator = const_iterator;

    VenueIds() = default;
    VenueIds(std::initializer_list<std::string> ids) {
        for (const auto& id : ids) push_back(id);
    }
    VenueIds(const VenueIds& other) : first_(other.first_) {
        if (other.more_) more_ = std::make_unique<std::vector<std::string>>(*other.more_);
    }
    VenueIds(VenueIds&&) noexcept = default;
    ~VenueIds() = default;
    VenueIds& operator=(const VenueIds& other) {
        if (this != &other) *this = VenueIds(other);
        return *this;
    }
    VenueIds& operator=(VenueIds&&) noexcept = default;

    void push_back(std::string id) {
        if (id.empty()) return;
        if (first_.empty()) {
            first_ = std::move(id);
            return;
        }
        if (!more_) more_ = std::make_unique<std::vector<std::string>>();
        more_->push_back(std::move(id));
    }
    void emplace_back(std::string id) { push_back(std::move(id)); }
    void clear() { *this = VenueIds(); }

    [[nodiscard]] std::size_t size() const {
        return (first_.empty() ? 0U : 1U) + (more_ ? more_->size() : 0U);
    }
    [[nodiscard]] bool empty() const { return first_.empty(); }
    [[nodiscard]] const std::string& operator[](std::size_t at) const {
        return at == 0 ? first_ : (*more_)[at - 1];
    }
    [[nodiscard]] const std::string& front() const { return first_; }
    [[nodiscard]] const std::string& back() const { return more_ ? more_->back() : first_; }
    [[nodiscard]] const_iterator begin() const { return {this, 0}; }
    [[nodiscard]] const_iterator end() const { return {this, size()}; }

    friend bool operator==(const VenueIds& a, const VenueIds& b) {
        return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
    }

private:
    std::string first_;
    std::unique_ptr<std::vector<std::string>> more_;
};

}  // namespace qb::orders
