#include "fix/framer.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace qb::fix {
namespace {

constexpr char kSoh = '\x01';
constexpr std::string_view kStart = "8=FIX";
constexpr std::string_view kTrailer =
    "\x01"
    "10=";
constexpr std::size_t kTrailerSize = 7;      // 10=ddd and SOH
constexpr std::size_t kMaxBeginString = 16;  // "8=FIXT.1.1" and SOH, with room
constexpr std::size_t kStrictLengthDigits = 6;
constexpr std::size_t kLengthDigits = 9;
constexpr auto npos = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Position of the next 8=FIX that is not the tail of another field's number (58=FIX...).
std::size_t find_start(std::string_view text, std::size_t from) {
    auto at = text.find(kStart, from);
    while (at != npos && at > 0 && is_digit(text[at - 1])) at = text.find(kStart, at + 1);
    return at;
}

/// Position behind the next 10=...SOH that 8=FIX follows: where another message begins.
std::size_t find_boundary(std::string_view text, std::size_t from) {
    for (auto at = text.find(kTrailer, from); at != npos; at = text.find(kTrailer, at + 1)) {
        auto end = at + kTrailer.size();
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end < text.size() && text[end] == kSoh && text.substr(end + 1).starts_with(kStart))
            return end + 1;
    }
    return npos;
}

}  // namespace

unsigned checksum(std::string_view text) {
    unsigned sum = 0;
    for (const char c : text) sum += static_cast<unsigned char>(c);
    return sum % 256;
}

/// What 8= and 9= say; sizes in bytes from the 8.
struct Framer::Head {
    std::size_t body_begin = 0;
    std::size_t total = 0;  ///< to the end of the trailer
};

namespace {

enum class HeadState : std::uint8_t { Ok, Short, Bad };

/// Reads "8=...|9=nnn|".
HeadState read_head(std::string_view rest, std::size_t max_digits, std::size_t& body_begin,
                    std::size_t& length) {
    const auto begin_end = rest.substr(0, kMaxBeginString).find(kSoh);
    if (begin_end == npos) return rest.size() < kMaxBeginString ? HeadState::Short : HeadState::Bad;
    const auto from_length = rest.substr(begin_end + 1);
    constexpr std::string_view tag = "9=";
    if (!from_length.starts_with(tag.substr(0, std::min(tag.size(), from_length.size()))))
        return HeadState::Bad;
    if (from_length.size() <= tag.size()) return HeadState::Short;
    auto digit = tag.size();
    length = 0;
    while (digit < from_length.size() && is_digit(from_length[digit])) {
        if (digit - tag.size() == max_digits) return HeadState::Bad;
        length = length * 10 + static_cast<std::size_t>(from_length[digit] - '0');
        ++digit;
    }
    if (digit == from_length.size()) return HeadState::Short;
    if (from_length[digit] != kSoh || digit == tag.size() || length == 0) return HeadState::Bad;
    body_begin = begin_end + 1 + digit + 1;
    return HeadState::Ok;
}

/// The bytes from `at` are 10=ddd and SOH, and a SOH ends the field before them.
bool is_trailer(std::string_view text, std::size_t at) {
    return text[at - 1] == kSoh && text.substr(at, 3) == "10=" && is_digit(text[at + 3]) &&
           is_digit(text[at + 4]) && is_digit(text[at + 5]) && text[at + 6] == kSoh;
}

unsigned checksum_field(std::string_view text, std::size_t at) {
    unsigned value = 0;
    for (const char c : text.substr(at + 3, 3)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
}

}  // namespace

void Framer::append(std::string_view bytes) {
    if (position_ == buffer_.size()) {
        buffer_.clear();
        position_ = 0;
    } else if (position_ > buffer_.size() / 2) {
        buffer_.erase(0, position_);
        position_ = 0;
    }
    buffer_.append(bytes);
}

Framer::Item Framer::next(Mode mode) {
    for (;;) {
        const auto rest = std::string_view(buffer_).substr(position_);
        if (rest.empty()) return {};
        if (auto item = parse(mode, rest)) {
            if (mode == Mode::Strict && item->kind == Kind::Garbled) item->kind = Kind::NotFix;
            return *item;
        }
    }
}

Framer::Step Framer::parse(Mode mode, std::string_view rest) {
    if (!rest.starts_with(kStart.substr(0, std::min(kStart.size(), rest.size())))) return resync(rest, 0);
    if (rest.size() < kStart.size()) return Item{};

    Head head;
    std::size_t length = 0;
    switch (read_head(rest, mode == Mode::Strict ? kStrictLengthDigits : kLengthDigits, head.body_begin,
                      length)) {
    case HeadState::Short: return Item{};
    case HeadState::Bad: return resync(rest, 1);
    case HeadState::Ok: break;
    }
    head.total = head.body_begin + length + kTrailerSize;
    if (head.total > max_) return Item{.kind = Kind::TooLong, .text = {}};
    if (rest.size() < head.total) return incomplete(rest, head);
    const auto trailer = head.total - kTrailerSize;
    if (!is_trailer(rest, trailer)) {
        if (mode == Mode::Strict) return Item{.kind = Kind::NotFix, .text = {}};
        return bad_trailer(rest, head);
    }
    if (checksum(rest.substr(0, trailer)) != checksum_field(rest, trailer)) return skip(head.total);
    if (rest.substr(head.body_begin, 3) != "35=" || rest[head.body_begin + 3] == kSoh)
        return skip(head.total);
    position_ += head.total;
    in_garbage_ = false;
    return Item{.kind = Kind::Message, .text = rest.substr(0, head.total)};
}

/// A BodyLength that reaches over a whole further message is wrong: no need to wait for the rest.
Framer::Item Framer::incomplete(std::string_view rest, const Head& head) {
    const auto first = find_boundary(rest, head.body_begin);
    if (first == npos || find_boundary(rest, first) == npos) return {};
    return skip(first);
}

Framer::Item Framer::bad_trailer(std::string_view rest, const Head& head) {
    const auto inside = rest.substr(0, head.total);
    const auto first = find_boundary(inside, head.body_begin);
    if (first != npos && find_boundary(inside, first) != npos) return skip(first);

    // The end of the message that the wrong end lies in.
    const auto trailer = rest.find(kTrailer, head.total - kTrailerSize - 1);
    const auto end = trailer == npos ? npos : rest.find(kSoh, trailer + kTrailer.size());
    if (end != npos && end < max_) return skip(end + 1);
    return rest.size() > max_ ? Item{.kind = Kind::TooLong, .text = {}} : Item{};
}

Framer::Item Framer::skip(std::size_t count) {
    position_ += count;
    in_garbage_ = false;
    return {.kind = Kind::Garbled, .text = {}};
}

/// Goes on at the next start of a message; what might be the beginning of one is kept.
Framer::Step Framer::resync(std::string_view rest, std::size_t from) {
    const auto start = find_start(rest, from);
    position_ +=
        start != npos ? start : std::max(from, rest.size() - std::min(rest.size(), kStart.size() - 1));
    const bool counted = in_garbage_;
    in_garbage_ = true;
    if (!counted) return Item{.kind = Kind::Garbled, .text = {}};
    return start == npos ? Step(Item{}) : std::nullopt;
}

}  // namespace qb::fix
