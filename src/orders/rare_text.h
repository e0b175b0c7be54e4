#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace qb::orders {

/// Text that nearly every order leaves empty: one pointer instead of a whole std::string, which matters a
/// hundred thousand live orders long. Reads like a const std::string; assigned as a whole.
class RareText {
public:
    RareText() = default;
    RareText(std::string text)  // NOLINT(google-explicit-constructor): reads like a string
        : text_(text.empty() ? nullptr : std::make_unique<const std::string>(std::move(text))) {}
    RareText(std::string_view text) : RareText(std::string(text)) {}  // NOLINT(google-explicit-constructor)
    RareText(const char* text) : RareText(std::string(text)) {}       // NOLINT(google-explicit-constructor)
    RareText(const RareText& other) : RareText(other.str()) {}
    RareText(RareText&&) noexcept = default;
    ~RareText() = default;
    RareText& operator=(const RareText& other) {
        if (this != &other) *this = RareText(other);
        return *this;
    }
    RareText& operator=(RareText&&) noexcept = default;

    [[nodiscard]] const std::string& str() const {
        static const std::string kEmpty;
        return text_ ? *text_ : kEmpty;
    }
    operator const std::string&() const { return str(); }  // NOLINT: reads like a string
    operator std::string_view() const { return str(); }    // NOLINT
    [[nodiscard]] bool empty() const { return !text_; }
    [[nodiscard]] std::size_t size() const { return str().size(); }

    friend bool operator==(const RareText& a, const RareText& b) { return a.str() == b.str(); }
    friend bool operator==(const RareText& a, std::string_view b) { return a.str() == b; }
    friend bool operator==(const RareText& a, const std::string& b) { return a.str() == b; }
    friend bool operator==(const RareText& a, const char* b) { return a.str() == b; }
    friend std::string operator+(const RareText& a, std::string_view b) { return a.str() + std::string(b); }
    friend std::string operator+(std::string a, const RareText& b) { return a += b.str(); }

private:
    std::unique_ptr<const std::string> text_;
};

}  // namespace qb::orders
