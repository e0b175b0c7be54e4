#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agenda.h"

namespace qb::simulation {

/// What happened in a world, line by line, where somebody wants to know.
class Trace {
public:
    Trace(const Agenda& agenda, bool wanted) : agenda_(agenda), wanted_(wanted) {}

    [[nodiscard]] bool wanted() const { return wanted_; }
    /// `who` speaks; SOH is shown as '|'.
    void line(std::string_view who, std::string_view text);
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    const Agenda& agenda_;
    bool wanted_;
    std::vector<std::string> lines_;
};

}  // namespace qb::simulation
