#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qb::bridge::test {

/// The text of a member of a JSON command, quotes taken off; empty when it has none of the name.
[[nodiscard]] std::string member(const std::string& json, const std::string& name);

/// A frame of the venue from words: `order_response status=ACK order_id=P` is an object under its key. What
/// an order_response, fill_response or stop_order_response does not name is as the order's add_order has it:
/// symbol, side, type, quantity, price and time in force; `name=-` leaves a member out, `of=2` takes the
/// second add_order. Text that begins with { is the frame itself.
[[nodiscard]] std::string venue_frame(std::string_view words, const std::vector<std::string>& adds);

/// The answer to a read: rows `[a=b ...] [c=d ...]` in the list that this read is answered with.
[[nodiscard]] std::string list_frame(std::string_view read, std::string_view rows,
                                     const std::vector<std::string>& adds);

/// Words between blanks.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace qb::bridge::test
