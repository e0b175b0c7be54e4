#include "mapping/json_tree.h"

#include <boost/json/basic_parser_impl.hpp>
#include <functional>
#include <utility>

namespace qb::mapping {
namespace {

namespace json = boost::json;
using Kind = JsonValue::Kind;

/// Receives the events of boost::json::basic_parser and lays the values down in document order.
class TreeBuilder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    TreeBuilder(std::string_view source, std::vector<JsonValue>& values, std::string& unescaped,
                std::size_t max_values)
        : source_(source), values_(values), unescaped_(unescaped), max_values_(max_values) {}

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& ec) { return open(Kind::Object, ec); }
    bool on_object_end(std::size_t, json::error_code&) { return close(); }
    bool on_array_begin(json::error_code& ec) { return open(Kind::Array, ec); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }

    bool on_key_part(json::string_view s, std::size_t, json::error_code&) { return part(s); }
    bool on_key(json::string_view s, std::size_t, json::error_code&) {
        key_ = whole(s);
        return true;
    }
    bool on_string_part(json::string_view s, std::size_t, json::error_code&) { return part(s); }
    bool on_string(json::string_view s, std::size_t, json::error_code& ec) {
        return add({.kind = Kind::String, .text = whole(s)}, ec);
    }
    bool on_number_part(json::string_view s, json::error_code&) { return part(s); }
    bool on_int64(std::int64_t, json::string_view s, json::error_code& ec) { return number(s, ec); }
    bool on_uint64(std::uint64_t, json::string_view s, json::error_code& ec) { return number(s, ec); }
    // The number's text counts, never the double that Boost.JSON makes of it.
    bool on_double(double /*unused*/, json::string_view s, json::error_code& ec) {  // text alone
        return number(s, ec);
    }
    bool on_bool(bool truth, json::error_code& ec) { return add({.kind = Kind::Bool, .truth = truth}, ec); }
    bool on_null(json::error_code& ec) { return add({.kind = Kind::Null}, ec); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

private:
    bool add(JsonValue value, json::error_code& ec) {
        if (values_.size() == max_values_) {
            ec = json::error::array_too_large;
            return false;
        }
        value.key = std::exchange(key_, {});
        values_.push_back(value);
        return true;
    }
    bool open(Kind kind, json::error_code& ec) {
        if (!add({.kind = kind}, ec)) return false;
        values_.back().size = std::exchange(innermost_, static_cast<std::uint32_t>(values_.size() - 1));
        return true;
    }
    bool close() {
        JsonValue& closed = values_[innermost_];
        const auto count = static_cast<std::uint32_t>(values_.size() - innermost_);
        innermost_ = std::exchange(closed.size, count);
        return true;
    }
    bool number(json::string_view s, json::error_code& ec) {
        return add({.kind = Kind::Number, .text = whole(s)}, ec);
    }

    bool part(json::string_view s) {
        if (!in_parts_) part_begin_ = unescaped_.size();
        in_parts_ = true;
        unescaped_.append(s.data(), s.size());
        return true;
    }
    /// The complete text: a view of the source where it came in one piece from there.
    std::string_view whole(json::string_view s) {
        const std::less_equal<> not_behind;
        const bool in_source = not_behind(source_.data(), s.data()) &&
                               not_behind(s.data() + s.size(), source_.data() + source_.size());
        if (!in_parts_ && in_source) return {s.data(), s.size()};
        part(s);
        in_parts_ = false;
        return std::string_view(unescaped_).substr(part_begin_);
    }

    std::string_view source_;
    std::vector<JsonValue>& values_;
    std::string& unescaped_;
    std::size_t max_values_;
    std::uint32_t innermost_ = 0;  ///< the open object or array; while open, its `size` is the one around it
    std::string_view key_;
    bool in_parts_ = false;
    std::size_t part_begin_ = 0;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
    const JsonValue* found = nullptr;
    for (const JsonValue& member : *this) {
        if (member.key == name) found = &member;
    }
    return found;
}

const JsonValue* JsonTree::parse(std::string_view text) {
    if (text.size() > limits_.bytes) return nullptr;
    values_.clear();
    unescaped_.clear();
    unescaped_.reserve(text.size());
    json::parse_options options;
    options.max_depth = limits_.depth;
    json::basic_parser<TreeBuilder> parser(options, text, values_, unescaped_, limits_.values);
    json::error_code ec;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (ec || used != text.size() || !parser.done() || values_.empty()) return nullptr;
    return values_.data();
}

}  // namespace qb::mapping
