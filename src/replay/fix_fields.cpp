#include "replay/fix_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string>

namespace qb::replay {
namespace {

constexpr std::uint32_t kLastTag = 999'999'999;
constexpr std::string_view kBegin = "8=FIX";
constexpr auto npos = std::string_view::npos;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Fields that may hold any byte, with the field that says how many; ascending by the former.
struct DataField {
    std::uint32_t data, length;
};
constexpr std::array<DataField, 19> kDataFields{{{89, 93},
                                                 {91, 90},
                                                 {96, 95},
                                                 {213, 212},
                                                 {349, 348},
                                                 {351, 350},
                                                 {353, 352},
                                                 {355, 354},
                                                 {357, 356},
                                                 {359, 358},
                                                 {361, 360},
                                                 {363, 362},
                                                 {365, 364},
                                                 {446, 445},
                                                 {619, 618},
                                                 {622, 621},
                                                 {1185, 1184},
                                                 {1402, 1401},
                                                 {1404, 1403}}};

std::uint32_t length_tag_of(std::uint32_t tag) {
    if (tag < kDataFields.front().data || tag > kDataFields.back().data) return 0;
    const auto found = std::lower_bound(kDataFields.begin(), kDataFields.end(), tag,
                                        [](const DataField& row, std::uint32_t t) { return row.data < t; });
    return found->data == tag ? found->length : 0;
}

class Scanner {
public:
    Scanner(std::string_view window, std::size_t line, bool can_grow, FixFields& out)
        : window_(window), line_(line), can_grow_(can_grow), out_(out) {}

    ScanEnd run() {
        out_.fields.clear();
        if (!read_begin_string()) return std::move(end_);
        while (read_field()) {
        }
        return std::move(end_);
    }

private:
    bool fail(Fault fault, std::string text) {
        end_.size = at_;
        end_.damage = Damage{fault, std::move(text)};
        return false;
    }
    [[nodiscard]] std::string here() const { return "field " + std::to_string(out_.fields.size() + 1); }

    bool read_begin_string() {
        std::size_t end = 2;
        while (end < line_ && (is_digit(window_[end]) || window_[end] == '.' ||
                               (window_[end] >= 'A' && window_[end] <= 'Z')))
            ++end;
        at_ = end;
        const auto rest = window_.substr(end, line_ - end);
        if (rest.empty()) return cut_off();
        if (rest.starts_with("^A"))
            out_.separator = "^A";
        else if (rest.front() == '\x01' || rest.front() == '|')
            out_.separator = rest.front() == '|' ? "|" : "\x01";
        else
            return fail(Fault::NoEquals, "no separator (SOH, | or ^A) behind BeginString(8)");
        out_.fields.push_back({tag::kBeginString, window_.substr(2, end - 2)});
        at_ = end + out_.separator.size();
        return true;
    }

    /// The separator at or behind `from`, or npos when the line has none.
    [[nodiscard]] std::size_t separator_from(std::size_t from) const {
        if (out_.separator.size() != 1) {
            const auto found = window_.substr(0, line_).find(out_.separator, from);
            return found;
        }
        const void* found = std::memchr(window_.data() + from, out_.separator.front(), line_ - from);
        if (found == nullptr) return npos;
        return static_cast<std::size_t>(static_cast<const char*>(found) - window_.data());
    }

    bool read_field() {
        std::uint32_t tag = 0;
        auto p = at_;
        for (; p < line_ && is_digit(window_[p]) && tag <= kLastTag / 10; ++p)
            tag = tag * 10 + static_cast<std::uint32_t>(window_[p] - '0');
        if (p == line_) return cut_off();
        if (window_[p] != '=' || tag == 0) return bad_tag();
        if (tag == tag::kCheckSum) return read_checksum(p + 1);
        if ((tag == tag::kBodyLength && out_.fields.size() > 1) || tag == tag::kBeginString)
            return fail(Fault::Overrun, "another message begins before CheckSum(10)");
        const auto value = p + 1;
        const auto end = value_end(tag, value);
        if (end_.wants_more) return false;
        if (end == npos) return cut_off();
        out_.fields.push_back({tag, window_.substr(value, end - value)});
        at_ = end + out_.separator.size();
        return true;
    }

    /// Of a data field, the separator behind as many bytes as the length field before it says.
    std::size_t value_end(std::uint32_t tag, std::size_t value) {
        const auto length_tag = length_tag_of(tag);
        if (length_tag == 0 || out_.fields.back().tag != length_tag) return separator_from(value);
        const auto told = number_of(out_.fields.back().value);
        if (!told) return separator_from(value);
        if (*told >= window_.size() - value) {
            end_.wants_more = can_grow_;
            return npos;
        }
        const auto end = value + *told;
        if (end >= line_) {
            if (window_.substr(end, out_.separator.size()) != out_.separator) return npos;
            const auto line_end = window_.find('\n', end);
            end_.wants_more = line_end == npos && can_grow_;
            line_ = std::min(line_end, window_.size());
        }
        return separator_from(end);
    }

    bool read_checksum(std::size_t value) {
        auto end = value;
        while (end < line_ && is_digit(window_[end])) ++end;
        out_.fields.push_back({tag::kCheckSum, window_.substr(value, end - value)});
        out_.text = window_.substr(0, end);
        out_.last_separator = window_.substr(end, line_ - end).starts_with(out_.separator);
        end_.size = end + (out_.last_separator ? out_.separator.size() : 0);
        return false;
    }

    bool bad_tag() {
        const auto end = separator_from(at_);
        const auto piece = window_.substr(at_, std::min(end, line_) - at_);
        if (end == npos && piece.find('=') == npos) return cut_off();
        if (piece.find('=') == npos) return fail(Fault::NoEquals, here() + " has no '='");
        return fail(Fault::BadTag, here() + " does not begin with a number from 1 to 999999999 and '='");
    }

    bool cut_off() {
        if (out_.fields.size() > 1 && out_.fields[1].tag == tag::kBodyLength && out_.separator.size() == 1) {
            const auto told = number_of(out_.fields[1].value);
            const auto& length = out_.fields[1].value;
            const auto body = static_cast<std::size_t>(length.data() + length.size() + 1 - window_.data());
            if (told && body + *told == at_ && at_ == line_)
                return fail(Fault::NoChecksum, "the line ends before CheckSum(10)");
        }
        return fail(Fault::CutOff, "the line ends inside of the message, in " + here());
    }

    std::string_view window_;
    std::size_t line_;
    bool can_grow_;
    FixFields& out_;
    std::size_t at_ = 0;  // where the next field begins
    ScanEnd end_;
};

}  // namespace

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stop == end && !text.empty() ? std::optional(number) : std::nullopt;
}

ScanEnd scan_message(std::string_view window, std::size_t line, bool can_grow, FixFields& out) {
    return Scanner(window, line, can_grow, out).run();
}

std::size_t find_message(std::string_view text, std::size_t from) {
    for (auto at = text.find(kBegin, from); at != npos; at = text.find(kBegin, at + 1))
        if (at == 0 || !is_digit(text[at - 1])) return at;
    return npos;
}

}  // namespace qb::replay
