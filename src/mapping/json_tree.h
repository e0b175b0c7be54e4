#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qb::mapping {

/// One value of a parsed JSON text. Values lie in document order: the members of an object or array follow
/// it, so a reader walks pointers and allocates nothing.
struct JsonValue {
    enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };

    Kind kind = Kind::Null;
    bool truth = false;          ///< of a Bool
    std::uint32_t size = 1;      ///< values in this subtree, this one included
    std::string_view key = {};   ///< member name, empty outside an object
    std::string_view text = {};  ///< of a String without its escapes; of a Number as written

    class Iterator {
    public:
        explicit Iterator(const JsonValue* at) : at_(at) {}
        const JsonValue& operator*() const { return *at_; }
        Iterator& operator++() {
            at_ += at_->size;
            return *this;
        }
        bool operator==(const Iterator&) const = default;

    private:
        const JsonValue* at_;
    };
    /// The members of an object or the elements of an array; none for any other kind.
    [[nodiscard]] Iterator begin() const { return Iterator(this + 1); }
    [[nodiscard]] Iterator end() const { return Iterator(this + size); }

    [[nodiscard]] bool is_object() const { return kind == Kind::Object; }
    [[nodiscard]] bool is_array() const { return kind == Kind::Array; }
    [[nodiscard]] bool is_string() const { return kind == Kind::String; }
    [[nodiscard]] bool is_null() const { return kind == Kind::Null; }

    /// The last member of that name, as Boost.JSON and most readers take repeated names; null when there is
    /// none.
    [[nodiscard]] const JsonValue* find(std::string_view name) const;
};

/// A JSON text as a flat tree whose memory is used again for the next text. Boost.JSON does the parsing; its
/// own tree is not used because it turns numbers into doubles, and the text of a price is needed.
class JsonTree {
public:
    struct Limits {
        std::size_t bytes, values, depth;
    };
    explicit JsonTree(Limits limits) : limits_(limits) {}

    /// The root; null when `text` is not one JSON value of valid UTF-8 inside the limits. Views in the tree
    /// point into `text` and into this object, and live until the next parse.
    [[nodiscard]] const JsonValue* parse(std::string_view text);

private:
    Limits limits_;
    std::vector<JsonValue> values_;
    std::string unescaped_;  ///< strings that had escapes; never longer than the text, so it never moves
};

}  // namespace qb::mapping
