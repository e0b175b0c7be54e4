#pragma once

#include <string_view>

#include "mapping/json_tree.h"

namespace qb::replay {

/// What a frame of the venue's link is about, as far as its top says so; empty where it does not.
struct VenueNames {
    std::string_view
        kind;  ///< `type` of a command, the first member of a reply: add_order, order_response, ...
    std::string_view order_id, client_order_id;
};

/// Reads them; a frame that is no JSON object has none.
class VenueNameReader {
public:
    /// Good until the next call, and as long as the text.
    [[nodiscard]] VenueNames read(std::string_view frame);

private:
    mapping::JsonTree tree_{{.bytes = std::size_t{16} << 20, .values = std::size_t{1} << 20, .depth = 64}};
};

}  // namespace qb::replay
