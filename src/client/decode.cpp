#include "client/decode.h"

#include <algorithm>
#include <array>

namespace qb::client {
namespace {

constexpr int kText = 58;
constexpr int kMsgType = 35;
constexpr int kExecType = 150;
constexpr int kOrdStatus = 39;

constexpr std::array kHidden{8, 9, 10, 34, 35, 49, 52, 56, 60};
constexpr std::array kSecret{96, 553, 554, 925, 1402, 1404};
constexpr std::array kIds{11, 41, 37, 198, 17, 527, 880};
constexpr std::array kSentence{40, 54, 38, 55, 99, 44, 59};  // "Stop Sell 1 AAPL-USD @190 GoodTillCancel"

template <std::size_t Size>
bool has(const std::array<int, Size>& tags, int tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

std::string printable(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f)
            out += c;
        else
            out.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xFU]);
    }
    return out;
}

std::string quoted_where_needed(std::string text) {
    return text.empty() || text.find(' ') != std::string::npos ? '"' + text + '"' : text;
}

/// The word of a value, else the value.
std::string word(int tag, std::string_view value, const Words& words) {
    auto found = words.word_for(tag, value);
    return found.empty() ? printable(value) : found;
}

/// Pieces of a line with two blanks between those that are not empty.
class Line {
public:
    void add(std::string_view piece) {
        if (piece.empty()) return;
        if (!text_.empty()) text_ += "  ";
        text_ += piece;
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void append_word(std::string& out, std::string_view text) {
    if (text.empty()) return;
    if (!out.empty()) out += ' ';
    out += text;
}

std::string named(const Field& field, const Words& words) {
    const auto name = words.name_of(field.tag);
    return (name.empty() ? std::to_string(field.tag) : name) + '=' +
           quoted_where_needed(value_text(field.tag, field.value, words));
}

std::string head(const Fields& fields, const Words& words) {
    const auto type = value_of(fields, kMsgType).value_or("");
    auto out = word(kMsgType, type, words);
    const auto exec_type = value_of(fields, kExecType);
    if (!exec_type) return out;
    const auto what = word(kExecType, *exec_type, words);
    append_word(out, what);
    const auto status = value_of(fields, kOrdStatus);
    if (status && word(kOrdStatus, *status, words) != what)
        append_word(out, "OrdStatus=" + word(kOrdStatus, *status, words));
    return out;
}

std::string ids(const Fields& fields, const Words& words) {
    std::string out;
    for (const int tag : kIds)
        if (const auto value = value_of(fields, tag))
            append_word(out, named({tag, std::string(*value)}, words));
    return out;
}

std::string order_sentence(const Fields& fields, const Words& words) {
    std::string out;
    for (const int tag : kSentence) {
        const auto value = value_of(fields, tag);
        if (!value) continue;
        std::string_view before;
        if (tag == 99 || (tag == 44 && !value_of(fields, 99))) before = "@";
        if (tag == 44 && value_of(fields, 99)) before = "limit ";
        append_word(out, std::string(before) + word(tag, *value, words));
    }
    return out;
}

}  // namespace

std::string tag_text(int tag, const Words& words) {
    const auto name = words.name_of(tag);
    return std::to_string(tag) + (name.empty() ? "" : ' ' + name);
}

std::string value_text(int tag, std::string_view value, const Words& words) {
    constexpr int kRefTagId = 371;
    constexpr int kRefMsgType = 372;
    if (has(kSecret, tag)) return "***";
    auto found = words.word_for(tag == kRefMsgType ? kMsgType : tag, value);
    if (tag == kRefTagId)
        if (const auto number = tag_from(value)) found = words.name_of(*number);
    return found.empty() ? printable(value) : found + '(' + printable(value) + ')';
}

std::string decode(const Fields& fields, const Words& words) {
    const auto is_order = value_of(fields, 55) && value_of(fields, 54);
    const bool is_report = value_of(fields, kExecType).has_value();
    Line line;
    line.add(head(fields, words));
    line.add(ids(fields, words));
    if (is_order) line.add(order_sentence(fields, words));
    std::string rest;
    for (const auto& field : fields) {
        if (has(kHidden, field.tag) || has(kIds, field.tag) || field.tag == kText) continue;
        if (is_order && has(kSentence, field.tag)) continue;
        if (is_report && (field.tag == kExecType || field.tag == kOrdStatus)) continue;
        append_word(rest, named(field, words));
    }
    line.add(rest);
    if (const auto text = value_of(fields, kText)) line.add('"' + printable(*text) + '"');
    return line.take();
}

}  // namespace qb::client
