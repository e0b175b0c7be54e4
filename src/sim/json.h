#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orders/decimal.h"

namespace qb::sim {

using orders::Decimal;

/// A JSON value that keeps every number as the text that came in, so that a test can compare digits.
struct Json {
    enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    std::string text;               ///< of a number: its characters; of a string: its value
    std::vector<std::string> keys;  ///< of an object, one for each item
    std::vector<Json> items;        ///< of an array or object

    [[nodiscard]] bool is(Kind wanted) const { return kind == wanted; }
    /// Member of an object, the last of that name; null where there is none or its value is null.
    [[nodiscard]] const Json* find(std::string_view key) const;
    /// The text of a member that is a string.
    [[nodiscard]] std::optional<std::string> text_of(std::string_view key) const;
    /// The value of a member that is a number or a numeric string.
    [[nodiscard]] std::optional<Decimal> decimal_of(std::string_view key) const;
};

/// Empty where the text is not one JSON value (RFC 8259), or is nested more than 32 deep.
[[nodiscard]] std::optional<Json> parse_json(std::string_view text);

/// Back to text, numbers as they came; as the venue echoes a request, integers get ".0".
[[nodiscard]] std::string to_text(const Json& value, bool integers_as_floats = false);

/// Appends a JSON string with its quotes.
void append_quoted(std::string& out, std::string_view text);
[[nodiscard]] std::string quoted(std::string_view text);

/// How numbers and unset values of order frames look (switch Q30).
enum class NumberStyle : std::uint8_t { Plain, Strings, Noise, Nulls };

/// A number as the venue's serializer prints a double: shortest digits, always with a point.
[[nodiscard]] std::string number_text(Decimal value, NumberStyle style = NumberStyle::Plain);

/// Builds one JSON object, members in the order of the calls.
class ObjectWriter {
public:
    explicit ObjectWriter(NumberStyle style = NumberStyle::Plain) : style_(style) {}

    ObjectWriter& text(std::string_view key, std::string_view value);
    ObjectWriter& number(std::string_view key, Decimal value);
    ObjectWriter& integer(std::string_view key, std::int64_t value);
    ObjectWriter& boolean(std::string_view key, bool value);
    ObjectWriter& null(std::string_view key);
    /// A value that is JSON already.
    ObjectWriter& raw(std::string_view key, std::string_view json);
    /// A text or number that is null when it is empty or zero and the style says so.
    ObjectWriter& text_or_unset(std::string_view key, std::string_view value);
    ObjectWriter& number_or_unset(std::string_view key, Decimal value);
    /// The object; the writer is used up.
    [[nodiscard]] std::string done();

private:
    std::string& key(std::string_view name);

    NumberStyle style_;
    std::string out_ = "{";
};

/// "[a,b,c]" of values that are JSON already.
[[nodiscard]] std::string array_of(const std::vector<std::string>& values);

}  // namespace qb::sim
