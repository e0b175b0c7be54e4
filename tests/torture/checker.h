#pragma once

#include <string>
#include <vector>

#include "sim/server.h"
#include "torture/desk.h"

namespace qb::torture {

/// A difference between what the desk was told and what the venue did.
struct Difference {
    std::string text;
    std::vector<std::string> ids;  ///< ClOrdIDs(11) that it is about
};

/// Compares the two, order by order, when nothing is under way any more. Orders are recognised by their
/// quantity, which each add_order carries digit for digit and no two orders share.
[[nodiscard]] std::vector<Difference> differences(const Desk& desk, const sim::Server& venue);

}  // namespace qb::torture
