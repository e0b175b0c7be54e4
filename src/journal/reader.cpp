#include "journal/reader.h"

#include "journal/scan.h"
#include "journal/segment.h"
#include "journal/tail.h"

#include <algorithm>

namespace qb::journal {

class Reader::Impl {
public:
    explicit Impl(Disk& disk) : disk_{disk} {}

    using Rows = std::vector<std::uint64_t>;

    std::optional<Damage> start(std::uint64_t from);
    boost::system::result<std::optional<PlacedRow>, Damage> next();
    boost::system::result<std::uint64_t, Damage> tail();

    [[nodiscard]] const SegmentInfo& info() const { return info_; }
    [[nodiscard]] const Head& head() const { return scan_->head(); }

private:
    enum class Outcome : std::uint8_t { More, Pending, Damaged };
    Outcome advance();
    Outcome judge_unfinished();
    Outcome enter_next(const Rows& kept);
    std::optional<Damage> enter(std::uint64_t first_row, const Head* before);
    std::optional<Damage> check_link(const SegmentStart& next, const Head& before) const;

    [[nodiscard]] Damage damage(Fault fault, std::uint64_t row, std::uint64_t offset, std::string what,
                                std::error_code error = {}) const {
        return {fault, segment_name(info_.first_row), row, offset, std::move(what), error};
    }
    [[nodiscard]] Damage bad_row() const {
        if (const auto& bad = scan_->bad())
            return damage(bad->fault, bad->row, bad->offset, bad->what, bad->error);
        return damage(Fault::BadRow, head().row + 1, scan_->end(),
                      "it was not written, but bytes behind it were");
    }
    Outcome stop(Damage what) {
        damage_ = std::move(what);
        return Outcome::Damaged;
    }

    Disk& disk_;
    std::unique_ptr<File> file_;
    std::optional<Scan> scan_;
    SegmentInfo info_;
    std::optional<Damage> damage_;
};

std::optional<Damage> Reader::Impl::start(std::uint64_t from) {
    const auto kept = list_segments(disk_);
    if (!kept) return Damage{Fault::Io, "", 0, 0, "the directory cannot be listed", kept.error()};
    const auto& rows = kept.value();
    if (rows.empty()) return Damage{Fault::MissingSegment, "", 0, 0, "the directory holds no journal", {}};
    const auto after = std::upper_bound(rows.begin(), rows.end(), from);
    return enter(after == rows.begin() ? rows.front() : *std::prev(after), nullptr);
}

std::optional<Damage> Reader::Impl::enter(std::uint64_t first_row, const Head* before) {
    auto file = disk_.open(segment_name(first_row), Disk::Access::Read);
    if (!file) {
        const auto fault = file.error() == Errc::BadPacking ? Fault::BadPacking : Fault::Io;
        return Damage{fault, segment_name(first_row), 0, 0, "the file cannot be opened", file.error()};
    }
    const auto read = read_segment_start(*file.value(), first_row);
    if (!read) return read.error();
    const auto& begin = read.value();
    Head link;
    link.row = first_row - 1;
    link.turn = begin.turn - 1;
    link.hash = begin.info.previous;
    if (before != nullptr)
        if (auto broken = check_link(begin, *before)) return broken;
    scan_.emplace(*file.value(), begin.info.number, link);
    file_ = std::move(file.value());
    info_ = begin.info;
    return std::nullopt;
}

std::optional<Damage> Reader::Impl::check_link(const SegmentStart& next, const Head& before) const {
    const auto broken = [&](std::string what) {
        return Damage{Fault::BrokenChain,  segment_name(next.info.first_row),
                      next.info.first_row, 0,
                      std::move(what),     {}};
    };
    if (next.info.id != info_.id) return broken("the segment belongs to another journal");
    if (next.info.previous != before.hash)
        return broken("it does not continue row " + std::to_string(before.row) + " of the segment before");
    if (next.info.number != info_.number + 1 || next.turn != before.turn + 1)
        return broken("its segment or turn number does not follow the segment before");
    return std::nullopt;
}

boost::system::result<std::optional<PlacedRow>, Damage> Reader::Impl::next() {
    while (!damage_) {
        if (auto row = scan_->next_row()) return row;
        if (scan_->bad() || scan_->next_turn() != Scan::Step::Turn)
            if (advance() == Outcome::Pending) return std::nullopt;
    }
    return *damage_;
}

// At the end of what is whole. The writer may be ahead of what was read, so everything is looked at in
// the order in which it is written: first whether a new segment exists, then the old one once more.
Reader::Impl::Outcome Reader::Impl::advance() {
    if (scan_->bad() && scan_->bad()->fault == Fault::Io) return stop(bad_row());
    const auto kept = list_segments(disk_);
    if (!kept) return stop(damage(Fault::Io, 0, 0, "the directory cannot be listed", kept.error()));
    const auto& rows = kept.value();
    const bool closed = !rows.empty() && rows.back() > info_.first_row;
    const auto step = scan_->next_turn();
    if (step == Scan::Step::Turn) return Outcome::More;
    if (step == Scan::Step::Bad) return closed ? stop(bad_row()) : judge_unfinished();
    return closed ? enter_next(rows) : Outcome::Pending;
}

Reader::Impl::Outcome Reader::Impl::judge_unfinished() {
    if (scan_->bad()->fault != Fault::BadRow) return stop(bad_row());
    const auto left = examine_tail(*file_, scan_->end(), head().turn);
    if (!left) return stop(damage(Fault::Io, 0, 0, "the tail cannot be read", left.error()));
    // A segment gets its name only when its first turn is whole, so that turn is never a torn one.
    if (left.value().torn && scan_->end() != 0) return Outcome::Pending;
    return scan_->next_turn() == Scan::Step::Turn ? Outcome::More : stop(bad_row());
}

Reader::Impl::Outcome Reader::Impl::enter_next(const Rows& kept) {
    const auto left = examine_tail(*file_, scan_->end(), head().turn);
    if (!left) return stop(damage(Fault::Io, 0, 0, "the tail cannot be read", left.error()));
    if (left.value().bytes != 0) return stop(bad_row());
    const auto before = head();
    const auto next = *std::upper_bound(kept.begin(), kept.end(), info_.first_row);
    if (next > before.row + 1)
        return stop(damage(Fault::MissingSegment, before.row + 1, scan_->end(),
                           "the segment that begins with this row is gone, later ones are there"));
    if (next <= before.row)
        return stop({Fault::BrokenChain,
                     segment_name(next),
                     next,
                     0,
                     "a segment that ends with row " + std::to_string(before.row) + " holds this row too",
                     {}});
    auto broken = enter(before.row + 1, &before);
    return broken ? stop(std::move(*broken)) : Outcome::More;
}

boost::system::result<std::uint64_t, Damage> Reader::Impl::tail() {
    if (damage_) return *damage_;
    const auto left = examine_tail(*file_, scan_->end(), head().turn);
    if (!left) return damage(Fault::Io, 0, 0, "the tail cannot be read", left.error());
    if (left.value().torn) return left.value().bytes;
    if (scan_->next_turn() == Scan::Step::Turn) return std::uint64_t{0};
    return bad_row();
}

boost::system::result<Reader, Damage> Reader::open(Disk& disk, std::uint64_t from) {
    auto impl = std::make_unique<Impl>(disk);
    if (auto damage = impl->start(from)) return std::move(*damage);
    return Reader{std::move(impl)};
}

Reader::Reader(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

boost::system::result<std::optional<PlacedRow>, Damage> Reader::next() { return impl_->next(); }
boost::system::result<std::uint64_t, Damage> Reader::tail() { return impl_->tail(); }
const SegmentInfo& Reader::segment() const { return impl_->info(); }
const Head& Reader::head() const { return impl_->head(); }

}  // namespace qb::journal
