#include "replay/anchors.h"

#include <algorithm>
#include <charconv>
#include <ostream>
#include <stdexcept>

namespace qb::replay {
namespace {

std::string_view word_behind(std::string_view line, std::string_view name) {
    const auto at = line.find(name);
    if (at == std::string_view::npos) return {};
    const auto value = line.substr(at + name.size());
    return value.substr(0, value.find_first_of(" \t\r"));
}

bool is_hash(std::string_view text) {
    return text.size() == 2 * sizeof(journal::Hash) &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

Anchors::Anchors(std::string_view text) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto row = word_behind(line, "row="), hash = word_behind(line, "hash=");
        if (row.empty() || hash.empty()) continue;
        Anchor anchor{0, std::string(hash), Found::No};
        const auto [end, error] = std::from_chars(row.data(), row.data() + row.size(), anchor.row);
        if (error != std::errc() || end != row.data() + row.size() || !is_hash(hash))
            throw std::runtime_error("no anchor: " + std::string(line));
        all_.push_back(std::move(anchor));
    }
    if (all_.empty()) throw std::runtime_error("there is no anchor in it: row=... hash=...");
    std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
}

void Anchors::begins(const journal::SegmentInfo& oldest) {
    meet(oldest.first_row - 1, oldest.previous);
    for (std::size_t i = 0; i < next_; ++i)
        if (all_[i].row + 1 != oldest.first_row) all_[i].found = Found::NotKept;
}

void Anchors::passes(const journal::Head& head) { meet(head.row, head.hash); }

/// An anchor is the last row of a turn: one between two of them is of another journal.
void Anchors::meet(std::uint64_t row, const journal::Hash& hash) {
    for (; next_ < all_.size() && all_[next_].row <= row; ++next_) {
        auto& anchor = all_[next_];
        const bool same = anchor.row == row && anchor.hash == journal::to_hex(hash);
        anchor.found = same ? Found::Matches : Found::Differs;
    }
}

bool Anchors::tell(const journal::Head& end, std::ostream& out) const {
    bool good = true;
    for (const auto& anchor : all_) {
        out << "anchor: row " << anchor.row << ' ';
        switch (anchor.found) {
        case Found::Matches:
            out << "matches: what was written up to it is unchanged since the anchor was taken\n";
            break;
        case Found::Differs: out << "DOES NOT MATCH: the journal was changed at or before this row\n"; break;
        case Found::NotKept:
            out << "lies in a segment that is not kept any more: it says nothing here\n";
            break;
        case Found::No:
            out << "lies behind the end, row " << end.row << ": the journal's TAIL WAS CUT OFF\n";
            break;
        }
        good = good && (anchor.found == Found::Matches || anchor.found == Found::NotKept);
    }
    return good;
}

}  // namespace qb::replay
