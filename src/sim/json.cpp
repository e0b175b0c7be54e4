#include "sim/json.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <utility>

namespace qb::sim {
namespace {

/// Receives what Boost.JSON's parser finds and builds the tree, with numbers as text.
struct TreeBuilder {
    using Error = boost::json::error_code;
    using View = boost::json::string_view;

    constexpr static std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    constexpr static std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    constexpr static std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    constexpr static std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    std::vector<Json> open;
    std::string part;
    Json root;

    static std::string_view view(View s) { return {s.data(), s.size()}; }

    bool close(Json value) {
        if (open.empty())
            root = std::move(value);
        else
            open.back().items.push_back(std::move(value));
        return true;
    }
    bool begin(Json::Kind kind) {
        open.emplace_back().kind = kind;
        return true;
    }
    bool end() {
        Json value = std::move(open.back());
        open.pop_back();
        return close(std::move(value));
    }
    bool add_part(View s) {
        part += view(s);
        return true;
    }
    bool scalar(Json::Kind kind, View s) {
        Json value;
        value.kind = kind;
        value.text = std::exchange(part, {}).append(view(s));
        return close(std::move(value));
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return begin(Json::Kind::Object); }
    bool on_object_end(std::size_t, Error&) { return end(); }
    bool on_array_begin(Error&) { return begin(Json::Kind::Array); }
    bool on_array_end(std::size_t, Error&) { return end(); }
    bool on_key_part(View s, std::size_t, Error&) { return add_part(s); }
    bool on_key(View s, std::size_t, Error&) {
        open.back().keys.push_back(std::exchange(part, {}).append(view(s)));
        return true;
    }
    bool on_string_part(View s, std::size_t, Error&) { return add_part(s); }
    bool on_string(View s, std::size_t, Error&) { return scalar(Json::Kind::String, s); }
    bool on_number_part(View s, Error&) { return add_part(s); }
    bool on_int64(std::int64_t, View s, Error&) { return scalar(Json::Kind::Number, s); }
    bool on_uint64(std::uint64_t, View s, Error&) { return scalar(Json::Kind::Number, s); }
    bool on_double(double, View s, Error&) { return scalar(Json::Kind::Number, s); }
    bool on_bool(bool value, Error&) {
        Json json;
        json.kind = Json::Kind::Bool;
        json.boolean = value;
        return close(std::move(json));
    }
    bool on_null(Error&) { return close(Json{}); }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }
};

void append_value(std::string& out, const Json& value, bool integers_as_floats) {
    switch (value.kind) {
    case Json::Kind::Null: out += "null"; return;
    case Json::Kind::Bool: out += value.boolean ? "true" : "false"; return;
    case Json::Kind::String: append_quoted(out, value.text); return;
    case Json::Kind::Number:
        out += value.text;
        if (integers_as_floats && value.text.find_first_of(".eE") == std::string::npos) out += ".0";
        return;
    case Json::Kind::Array:
    case Json::Kind::Object: break;
    }
    const bool object = value.is(Json::Kind::Object);
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i != 0) out += ',';
        if (object) {
            append_quoted(out, value.keys[i]);
            out += ':';
        }
        append_value(out, value.items[i], integers_as_floats);
    }
    out += object ? '}' : ']';
}

/// The 17 digits of a double that missed the value by a hair: 0.3 becomes 0.30000000000000004.
std::string with_noise(std::string text) {
    constexpr std::size_t kDigits = 17;
    const auto first = text.find_first_of("123456789");
    if (first == std::string::npos) return text;
    const auto point = text.find('.');
    std::size_t digits = text.size() - first - (point > first ? 1U : 0U);
    if (digits + 2 > kDigits) return text;
    text.append(kDigits - 1 - digits, '0');
    return text += '4';
}

}  // namespace

const Json* Json::find(std::string_view key) const {
    for (std::size_t i = keys.size(); i-- > 0;)
        if (keys[i] == key) return items[i].is(Kind::Null) ? nullptr : &items[i];
    return nullptr;
}

std::optional<std::string> Json::text_of(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || !value->is(Kind::String)) return std::nullopt;
    return value->text;
}

std::optional<Decimal> Json::decimal_of(std::string_view key) const {
    const auto* value = find(key);
    if (value == nullptr || !(value->is(Kind::Number) || value->is(Kind::String))) return std::nullopt;
    return Decimal::parse_venue(value->text);
}

std::optional<Json> parse_json(std::string_view text) {
    boost::json::basic_parser<TreeBuilder> parser{boost::json::parse_options{}};
    boost::json::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size() || !parser.done()) return std::nullopt;
    return std::move(parser.handler().root);
}

std::string to_text(const Json& value, bool integers_as_floats) {
    std::string out;
    append_value(out, value, integers_as_floats);
    return out;
}

void append_quoted(std::string& out, std::string_view text) {
    out += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

std::string quoted(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

std::string number_text(Decimal value, NumberStyle style) {
    std::string text = value.normalized().to_string();
    if (text.find('.') == std::string::npos) text += ".0";
    if (style == NumberStyle::Strings) return quoted(text);
    if (style == NumberStyle::Noise) return with_noise(std::move(text));
    return text;
}

std::string& ObjectWriter::key(std::string_view name) {
    if (out_.size() > 1) out_ += ',';
    append_quoted(out_, name);
    return out_ += ':';
}

ObjectWriter& ObjectWriter::text(std::string_view name, std::string_view value) {
    append_quoted(key(name), value);
    return *this;
}

ObjectWriter& ObjectWriter::number(std::string_view name, Decimal value) {
    key(name) += number_text(value, style_);
    return *this;
}

ObjectWriter& ObjectWriter::integer(std::string_view name, std::int64_t value) {
    key(name) += std::to_string(value);
    return *this;
}

ObjectWriter& ObjectWriter::boolean(std::string_view name, bool value) {
    key(name) += value ? "true" : "false";
    return *this;
}

ObjectWriter& ObjectWriter::null(std::string_view name) {
    key(name) += "null";
    return *this;
}

ObjectWriter& ObjectWriter::raw(std::string_view name, std::string_view json) {
    key(name) += json;
    return *this;
}

ObjectWriter& ObjectWriter::text_or_unset(std::string_view name, std::string_view value) {
    return style_ == NumberStyle::Nulls && value.empty() ? null(name) : text(name, value);
}

ObjectWriter& ObjectWriter::number_or_unset(std::string_view name, Decimal value) {
    return style_ == NumberStyle::Nulls && value.is_zero() ? null(name) : number(name, value);
}

std::string ObjectWriter::done() {
    out_ += '}';
    return std::move(out_);
}

std::string array_of(const std::vector<std::string>& values) {
    std::string out = "[";
    for (const auto& value : values) out.append(out.size() > 1 ? "," : "").append(value);
    return out += ']';
}

}  // namespace qb::sim
