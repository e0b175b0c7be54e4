#pragma once

#include <memory>

namespace qb::orders {

/// A part of an order that nearly every order does not have: one pointer while it is all defaults. Copies and
/// compares by value.
template <class Part>
class Rare {
public:
    Rare() = default;
    Rare(const Rare& other) : part_(other.part_ ? std::make_unique<Part>(*other.part_) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    ~Rare() = default;
    Rare& operator=(const Rare& other) {
        if (this != &other) *this = Rare(other);
        return *this;
    }
    Rare& operator=(Rare&&) noexcept = default;

    [[nodiscard]] const Part& get() const {
        static const Part kNone{};
        return part_ ? *part_ : kNone;
    }
    const Part* operator->() const { return &get(); }
    const Part& operator*() const { return get(); }
    /// Makes the part where there is none yet.
    [[nodiscard]] Part& edit() {
        if (!part_) part_ = std::make_unique<Part>();
        return *part_;
    }
    friend bool operator==(const Rare& a, const Rare& b) { return a.get() == b.get(); }

private:
    std::unique_ptr<Part> part_;
};

}  // namespace qb::orders
