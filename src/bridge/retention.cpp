#include "bridge/retention.h"

#include <algorithm>

namespace qb::bridge {
namespace {

using Segments = std::vector<journal::SegmentInfo>;

/// The segment that holds the row; nothing where it is not kept.
std::optional<std::uint32_t> segment_of(const Segments& segments, std::uint64_t row) {
    const auto after = std::upper_bound(
        segments.begin(), segments.end(), row,
        [](std::uint64_t wanted, const journal::SegmentInfo& segment) { return wanted < segment.first_row; });
    if (after == segments.begin()) return std::nullopt;
    return std::prev(after)->number;
}

}  // namespace

std::string_view to_string(Need need) {
    switch (need) {
    case Need::Age: return "its age";
    case Need::LiveOrder: return "a live order";
    case Need::EndedOrder: return "an order that ended lately";
    case Need::ParkedReport: return "a report that waits";
    case Need::Resend: return "messages of the present epoch";
    case Need::RepeatedReport: return "reports that a reset repeats";
    }
    return "?";
}

void Retention::archived(orders::OrderKey key, journal::RowRef row) {
    if (key < first_row_) return;  // came back from an older segment, and that is gone
    const auto [known, first] = lowest_key_.try_emplace(row.segment(), key);
    if (!first) known->second = std::min(known->second, key);
}

void Retention::sent(std::uint16_t session, std::uint32_t epoch, journal::RowRef row) {
    auto& known = sent_[session];
    if (known.first && known.epoch == epoch) return;
    known = {epoch, row};
}

std::optional<journal::RowRef> Retention::first_sent(std::uint16_t session, std::uint32_t epoch) const {
    const auto known = sent_.find(session);
    if (known == sent_.end() || known->second.epoch != epoch) return std::nullopt;
    return known->second.first;
}

/// The first segment that is kept for its age: it was being written within the days. A segment is closed when
/// the next one is created.
std::size_t Retention::young_from(const Segments& segments, std::int64_t wall_us) const {
    const auto oldest_us = wall_us - std::chrono::microseconds(keep_).count();
    std::size_t at = 0;
    while (at + 1 < segments.size() && segments[at + 1].created_wall_us <= oldest_us) ++at;
    return at;
}

Retention::Verdict Retention::judge(const Segments& segments, std::int64_t wall_us, orders::OrderKey live,
                                    std::vector<Pin> pins) const {
    const auto young = young_from(segments, wall_us);
    const auto pin_order = [&](orders::OrderKey key, Need need) {
        if (const auto segment = segment_of(segments, key))
            pins.push_back({*segment, need, std::to_string(key)});
    };
    if (live != 0) pin_order(live, Need::LiveOrder);
    // An order ended no later than its archive record was written, which is no later than that segment was
    // closed.
    for (auto at = lowest_key_.lower_bound(segments[young].number); at != lowest_key_.end(); ++at)
        pin_order(at->second, Need::EndedOrder);
    pins.push_back({segments[young].number, Need::Age, {}});
    const auto first = std::min_element(pins.begin(), pins.end(),
                                        [](const Pin& a, const Pin& b) { return a.segment < b.segment; });
    const auto oldest = segments.front().number;
    return {first->segment > oldest ? first->segment - oldest : 0, *first};
}

}  // namespace qb::bridge
