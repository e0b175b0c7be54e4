#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/byte_source.h"
#include "replay/log.h"

namespace qb::replay {

/// The longest message, in bytes, and the longest line in which none begins.
inline constexpr std::size_t kMaxMessage = std::size_t{1} << 20;

/// A log of text: lines with a FIX message in each, whatever stands before and behind it; or messages one
/// after the other, as they went over a wire. Fields end with SOH, `|` or `^A`, which each message may choose
/// anew. Memory does not grow with the log.
///
/// A line without a message is passed over, and counted, when it is text that does not look like FIX fields;
/// else it is a bad one. After a bad message the next one is looked for in the rest of its line.
class LogReader final : public Log {
public:
    explicit LogReader(std::unique_ptr<ByteSource> source);

    Step next() override;

private:
    [[nodiscard]] std::string_view window() const { return {buffer_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] std::string_view line() const { return window().substr(0, line_); }
    bool fill();
    bool see_line();
    void pass(std::size_t bytes);
    void pass_line();
    std::optional<Step> read_line();
    std::optional<Step> read_message(std::size_t start);
    Step take_message(std::size_t start, std::size_t size);
    std::optional<Step> leave_message(std::size_t start, Damage damage);
    std::optional<Step> line_without_message();
    Step tell(Damage damage);
    Step finish();

    std::unique_ptr<ByteSource> source_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;  // of what was not given out yet; it goes up to end_
    std::size_t end_ = 0;
    std::size_t searched_ = 0;  // bytes from begin_ on that hold no line end
    bool source_ended_ = false;
    bool damage_told_ = false;

    // The line at begin_, or what is left of it.
    std::size_t line_ = 0;  // its length, without its end
    bool whole_ = false;    // false: it goes on behind the window
    bool inside_ = false;   // its beginning is gone
    std::uint64_t number_ = 1;
    std::optional<WallTime> line_time_;
};

}  // namespace qb::replay
