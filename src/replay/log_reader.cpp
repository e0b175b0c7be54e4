#include "replay/log_reader.h"

#include <algorithm>
#include <cstring>

#include "mapping/time_text.h"

namespace qb::replay {
namespace {

constexpr std::size_t kFirstBuffer = std::size_t{128} << 10;  // grows for longer messages
constexpr auto npos = std::string_view::npos;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes that a text file does not hold. (SOH, and what is above ASCII, may be anything.)
constexpr bool is_odd(char c) {
    return (c >= '\0' && c < '\t' && c != '\x01') || (c > '\r' && c < ' ' && c != '\x1b');
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r") == npos; }

/// "35=" behind a separator, or at the beginning: no prose.
bool looks_like_fix(std::string_view line) {
    for (auto at = line.find("35="); at != npos; at = line.find("35=", at + 1)) {
        const char before = at == 0 ? '|' : line[at - 1];
        if (before == '\x01' || before == '|' || before == 'A') return true;
    }
    return false;
}

std::string too_long_text() { return "no message ends within " + std::to_string(kMaxMessage) + " bytes"; }

}  // namespace

std::optional<WallTime> line_time(std::string_view prefix) {
    prefix.remove_prefix(std::min(prefix.find_first_not_of(" \t[(\"'"), prefix.size()));
    constexpr std::size_t kDateEnd = 10;  // of 2026-01-05
    std::size_t size = 0;
    while (size < prefix.size() &&
           (is_digit(prefix[size]) || std::string_view("-:.,TZ+").find(prefix[size]) != npos ||
            (size == kDateEnd && prefix[size] == ' ' && prefix[4] == '-')))
        ++size;
    auto token = prefix.substr(0, size);
    while (!token.empty() && !is_digit(token.back()) && token.back() != 'Z') token.remove_suffix(1);
    if (token.size() < 17) return std::nullopt;
    return token[4] == '-' ? mapping::time_from_rfc3339(token) : mapping::time_from_fix(token);
}

LogReader::LogReader(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kFirstBuffer) {}

/// More bytes behind end_; false when there are none any more.
bool LogReader::fill() {
    if (source_ended_) return false;
    if (buffer_.size() - end_ < buffer_.size() / 2) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) buffer_.resize(2 * end_);
    const auto count = source_->read(std::span(buffer_).subspan(end_));
    source_ended_ = count == 0;
    end_ += count;
    return count > 0;
}

/// Looks for the end of the line at begin_, as far as a message may go. False at the end of the log.
bool LogReader::see_line() {
    for (;;) {
        const auto rest = window().substr(searched_);
        const void* found = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
        if (found != nullptr) {
            line_ = searched_ + static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
            searched_ = line_;
            whole_ = true;
            return true;
        }
        searched_ = window().size();
        if (searched_ >= kMaxMessage || !fill()) break;
    }
    line_ = searched_;
    whole_ = source_ended_;
    return line_ > 0;
}

void LogReader::pass(std::size_t bytes) {
    begin_ += bytes;
    searched_ -= std::min(bytes, searched_);
    inside_ = true;
}

/// Goes on behind the line; of one that is not whole, behind what is in sight but for the beginning of a
/// message.
void LogReader::pass_line() {
    constexpr std::size_t kTail = 4;  // of "8=FIX"
    if (!whole_) return pass(line_ - std::min(line_, kTail));
    pass(std::min(line_ + 1, window().size()));
    inside_ = false;
    line_time_.reset();
    ++number_;
}

Log::Step LogReader::next() {
    while (see_line()) {
        if (const auto step = read_line()) return *step;
    }
    return finish();
}

/// Nothing: there is none in the line, or its end has to be read before one can tell.
std::optional<Log::Step> LogReader::read_line() {
    const auto start = find_message(line());
    return start == npos ? line_without_message() : read_message(start);
}

std::optional<Log::Step> LogReader::read_message(std::size_t start) {
    if (!inside_) line_time_ = line_time(window().substr(0, start));
    ScanEnd scan;
    do {
        if (scan.wants_more) fill();
        const bool can_grow = !source_ended_ && window().size() - start < kMaxMessage;
        scan = scan_message(window().substr(start), line_ - start, can_grow, entry_.message);
    } while (scan.wants_more);
    if (!scan.damage) return take_message(start, scan.size);
    const bool open = !whole_ && scan.damage->fault == Fault::CutOff;
    if (open && start > 0) {  // by the window: there is room for more of it
        pass(start);
        return std::nullopt;
    }
    if (open) scan.damage = Damage{Fault::TooLong, too_long_text()};
    return leave_message(start, std::move(*scan.damage));
}

Log::Step LogReader::take_message(std::size_t start, std::size_t size) {
    entry_.line = number_;
    entry_.time = line_time_ ? line_time_ : mapping::time_from_fix(entry_.message.value(tag::kSendingTime));
    const auto text = window().substr(start, size);
    if (start + size > line_)  // over a line end, inside of a data field
        number_ += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    pass(start + size);
    return Step::Message;
}

std::optional<Log::Step> LogReader::leave_message(std::size_t start, Damage damage) {
    const auto step = tell(std::move(damage));
    const auto next = find_message(line(), start + 1);
    if (next == npos)
        pass_line();
    else
        pass(next);
    return step;
}

std::optional<Log::Step> LogReader::line_without_message() {
    std::optional<Step> step;
    if (!inside_) {
        if (!whole_)
            step = tell({Fault::TooLong, too_long_text()});
        else if (std::any_of(line().begin(), line().end(), is_odd))
            step = tell({Fault::NotText, "bytes that are no text"});
        else if (looks_like_fix(line()))
            step = tell({Fault::NoBeginString, "FIX fields, but no BeginString(8)"});
        else if (!is_blank(line()))
            ++other_lines_;
    }
    pass_line();
    return step;
}

Log::Step LogReader::tell(Damage damage) {
    bad_ = {number_, std::move(damage)};
    return Step::BadLine;
}

Log::Step LogReader::finish() {
    const auto damage = source_->damage();
    if (!damage || damage_told_) return Step::End;
    damage_told_ = true;
    return tell(*damage);
}

}  // namespace qb::replay
