#pragma once

#include <string>
#include <string_view>

#include "mapping/json_tree.h"

namespace qb::replay {

/// The answers of a venue that accepts every command, executes nothing, and names an order after the
/// ClOrdID(11) that placed it: "<venue id 3 of a1>", 3 being the number of the order.
class AgreeableVenue {
public:
    /// The frame that answers `command`, which came of the message with `cl_ord_id`; of a read, an empty
    /// list. Empty for a command that needs no answer.
    [[nodiscard]] std::string answer(std::string_view command, std::string_view cl_ord_id);

private:
    [[nodiscard]] std::string acknowledged(const mapping::JsonValue& params, std::string_view cl_ord_id);

    mapping::JsonTree tree_{{.bytes = std::size_t{1} << 20, .values = 256, .depth = 8}};
    std::uint64_t orders_ = 0;
};

/// A command changes something at the venue; false for a read.
[[nodiscard]] bool is_change(std::string_view command);

}  // namespace qb::replay
