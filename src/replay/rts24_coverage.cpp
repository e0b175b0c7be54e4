#include "replay/rts24_coverage.h"

#include <iomanip>
#include <ostream>

namespace qb::replay::rts24 {
namespace {

constexpr int kNumberWidth = 3, kNameWidth = 46;

bool applies_to(Applies applies, Coverage::Of of) {
    switch (applies) {
    case Applies::Always: return true;
    case Applies::ToLimits: return of.limit;
    case Applies::ToStops: return of.stop;
    case Applies::ToExecutions: return of.execution;
    case Applies::Never: return false;
    }
    return false;
}

}  // namespace

void Coverage::row(std::span<const std::string> cells, Of of) {
    ++rows_;
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if (!applies_to(kFields.at(i).applies, of)) continue;
        ++applies_.at(i);
        if (!cells[i].empty()) ++filled_.at(i);
    }
}

void Coverage::print(std::ostream& out) const {
    out << "RTS 24 (Delegated Regulation (EU) 2017/580, Annex, Table 2): " << rows_ << " events\n"
        << std::left << std::setw(kNumberWidth + kNameWidth) << "field" << std::right
        << " applies     empty  why\n";
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        const auto& field = kFields.at(i);
        const auto empty = applies_.at(i) - filled_.at(i);
        if (empty == 0 && field.applies != Applies::Never) continue;
        out << std::setw(kNumberWidth - 1) << i + 1 << ' ' << std::left << std::setw(kNameWidth) << field.name
            << std::right << std::setw(8) << applies_.at(i) << std::setw(10) << empty << "  "
            << field.why_empty << '\n';
    }
    for (const auto& [event, count] : without_code_)
        out << count << " x " << event << ": the Annex has no event for it; the plain layout has it\n";
    if (without_receipt_ != 0)
        out << without_receipt_
            << " orders were received before the first row of the journal that is kept: no NEWO\n";
}

}  // namespace qb::replay::rts24
