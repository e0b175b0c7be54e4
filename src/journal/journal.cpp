#include "journal/journal.h"

#include "journal/recovery.h"
#include "journal/scan.h"
#include "journal/segment.h"
#include "journal/segment_remover.h"
#include "journal/segment_writer.h"
#include "journal/window.h"

#include <algorithm>
#include <stdexcept>

#include <cstring>

namespace qb::journal {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kReserveRetryUs = 1'000'000;
constexpr std::uint64_t kReserveShares = 16;  // it grows by one share, and the last one is for the end
constexpr std::int64_t kRotationRetryUs = 60'000'000;
constexpr std::size_t kOpenOldSegments = 8;

std::int64_t utc_day(std::int64_t wall_us) { return (wall_us < 0 ? wall_us - kDayUs + 1 : wall_us) / kDayUs; }

bool is_disk_full(std::error_code error) {
    return error == std::errc::no_space_on_device ||
           error == std::error_code{EDQUOT, std::generic_category()} || error == Errc::ShortWrite;
}

/// Older segments that rows are read from, the last few kept open.
class OldSegments {
public:
    DiskResult<const File*> get(Disk& disk, const SegmentInfo& info) {
        for (const auto& [number, file] : open_)
            if (number == info.number) return file.get();
        auto file = disk.open(segment_name(info.first_row), Disk::Access::Read);
        if (!file) {
            if (file.error() == std::errc::no_such_file_or_directory)
                return make_error_code(Errc::NoSuchSegment);
            return file.error();
        }
        if (open_.size() == kOpenOldSegments) open_.erase(open_.begin());
        open_.emplace_back(info.number, std::move(file.value()));
        return open_.back().second.get();
    }

    /// An open file would keep the space of a removed segment.
    void forget(std::uint32_t number) {
        std::erase_if(open_, [number](const auto& entry) { return entry.first == number; });
    }

private:
    std::vector<std::pair<std::uint32_t, std::unique_ptr<File>>> open_;
};

/// The whole record at `offset` with what lies before it and holds the hash it is chained to.
struct RecordBytes {
    std::string_view before;  ///< up to kBefore bytes
    std::string_view record;
    static constexpr std::size_t kBefore = sizeof(Hash) + kTurnMark.size();
};

DiskResult<RecordBytes> read_record(const File& file, std::uint64_t offset, std::string& buffer) {
    constexpr std::size_t kGuess = 4096;
    const auto before = static_cast<std::size_t>(std::min<std::uint64_t>(offset, RecordBytes::kBefore));
    buffer.resize(before + kGuess);
    auto held = read_fully(file, offset - before, buffer);
    if (!held) return held.error();
    if (held.value() < before + kRecordOverhead) return make_error_code(Errc::NoSuchRow);
    const auto header = parse_header(std::string_view{buffer}.substr(before));
    if (!is_row_kind(header.kind) || header.payload > kMaxPayload) return make_error_code(Errc::NoSuchRow);
    const auto wanted = before + record_size(header.payload);
    if (held.value() < wanted) {
        buffer.resize(wanted);
        held = read_fully(file, offset - before, buffer);
        if (!held) return held.error();
        if (held.value() < wanted) return make_error_code(Errc::NoSuchRow);
    }
    const std::string_view bytes{buffer};
    return RecordBytes{bytes.substr(0, before), bytes.substr(before, wanted - before)};
}

/// The hash before a record lies right before it, or before the mark of a turn that ends there.
bool is_chained(const RecordBytes& bytes, const SegmentInfo& segment, Hasher& hasher) {
    const auto content = bytes.record.substr(0, bytes.record.size() - sizeof(Hash));
    const auto stored = hash_at(bytes.record.substr(content.size()));
    if (bytes.before.empty()) return hasher(as_text(segment.previous), content) == stored;
    if (bytes.before.size() < sizeof(Hash)) return false;
    if (hasher(bytes.before.substr(bytes.before.size() - sizeof(Hash)), content) == stored) return true;
    return bytes.before.size() == RecordBytes::kBefore &&
           hasher(bytes.before.substr(0, sizeof(Hash)), content) == stored;
}

}  // namespace

class Journal::Impl {
public:
    Impl(Disk& disk, const Options& options) : disk_{disk}, options_{options} {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (locked_) disk_.unlock();
    }

    std::optional<Damage> open(RecoveryHandler& handler);
    [[nodiscard]] TurnStart next_start() const {
        return {head_.turn + 1, head_.row + 1, RowRef{segments_.back().number, end_}};
    }
    CommitStatus commit(Turn& turn);
    void retry_reserve(Times now);
    [[nodiscard]] bool reserve_used_up() const {
        return low_space_ && allocated_ - end_ <= options_.reserve_bytes / kReserveShares;
    }
    [[nodiscard]] bool wants_rotation(std::int64_t wall_us) const;
    RotateStatus rotate(Times now, const std::function<void(StateSink&)>& write_state);
    Removal remove_oldest();
    std::error_code sync();
    DiskResult<Row> read(RowRef ref, std::string& buffer);

    Head head_;
    std::vector<SegmentInfo> segments_;
    FixNumbersBySession fix_numbers_;
    Recovery recovery_;
    bool low_space_ = false;
    bool dead_ = false;
    std::error_code error_;
    std::string_view step_;

private:
    std::optional<Damage> create();
    void take(WrittenSegment written, const SegmentInfo& info);
    void extend_reserve(std::uint64_t needed, std::int64_t mono_us);
    bool write(std::string_view bytes);
    CommitStatus die(std::error_code error, std::string_view step);
    RotateStatus rotation_failed(const StepError& failed, std::int64_t wall_us);

    Disk& disk_;
    SegmentRemover remover_{disk_};
    Options options_;
    bool locked_ = false;
    std::unique_ptr<File> file_;
    std::uint64_t first_turn_end_ = 0;
    std::uint64_t end_ = 0;        // byte behind the last turn
    std::uint64_t allocated_ = 0;  // byte behind the space taken ahead
    std::int64_t last_reserve_try_us_ = 0;
    std::optional<std::int64_t> postponed_us_;  // wall time of a rotation that found no space
    Hasher hasher_;
    OldSegments old_segments_;
};

std::optional<Damage> Journal::Impl::open(RecoveryHandler& handler) {
    if (const auto error = disk_.lock()) {
        const auto fault = error == Errc::AlreadyInUse ? Fault::InUse : Fault::Io;
        return Damage{fault, "", 0, 0, "the directory cannot be locked", error};
    }
    locked_ = true;
    const auto listed = list_segments(disk_);
    if (!listed) return Damage{Fault::Io, "", 0, 0, "the directory cannot be listed", listed.error()};
    const auto& first_rows = listed.value();
    if (!first_rows.empty()) {
        auto recovered = recover(disk_, options_, first_rows, handler);
        if (!recovered) return recovered.error();
        auto& found = recovered.value();
        file_ = std::move(found.file);
        segments_ = std::move(found.segments);
        head_ = found.head;
        fix_numbers_ = std::move(found.fix_numbers);
        recovery_ = std::move(found.report);
        first_turn_end_ = found.first_turn_end;
        end_ = found.end;
    }
    // Only now: a damaged journal is left exactly as it was.
    auto removed = remove_unfinished(disk_, kUnfinishedSuffix);
    if (!removed)
        return Damage{Fault::Io, "", 0, 0, "an unfinished segment cannot be removed", removed.error()};
    recovery_.removed = std::move(removed.value());
    if (options_.keep_retired) {
        if (const auto error = remover_.keep_retired())
            return Damage{Fault::Io, "", 0, 0, "the folder of retired segments cannot be opened", error};
    }
    if (first_rows.empty()) return create();
    const auto size = file_->size();
    allocated_ = std::max(end_, size ? size.value() : 0);
    extend_reserve(0, options_.now.mono_us);
    return std::nullopt;
}

std::optional<Damage> Journal::Impl::create() {
    if (!options_.new_id)
        return Damage{
            Fault::NoJournalId, "", 0, 0, "the directory holds no journal, and none may be begun", {}};
    SegmentInfo info;
    info.number = 1;
    info.first_row = 1;
    info.created_wall_us = options_.now.wall_us;
    info.id = *options_.new_id;
    const NewSegment segment{info, 1, options_.now, &fix_numbers_, options_.reserve_bytes};
    const auto failed = [](const StepError& step) {
        return Damage{
            Fault::Io, segment_name(1), 0, 0, "a new journal cannot be begun: " + std::string{step.step},
            step.error};
    };
    auto written = write_segment(disk_, segment, {});
    if (!written) return failed(written.error());
    if (const auto step = publish_segment(disk_, info.first_row); step.error) return failed(step);
    take(std::move(written.value()), info);
    recovery_.created = true;
    extend_reserve(0, options_.now.mono_us);
    return std::nullopt;
}

void Journal::Impl::take(WrittenSegment written, const SegmentInfo& info) {
    file_ = std::move(written.file);
    head_ = written.head;
    first_turn_end_ = written.end;
    end_ = written.end;
    allocated_ = written.allocated;
    segments_.push_back(info);
}

// Keeps `reserve_bytes` of space ahead of the rows, in steps that make the system calls rare.
void Journal::Impl::extend_reserve(std::uint64_t needed, std::int64_t mono_us) {
    const auto wanted = end_ + needed + options_.reserve_bytes;
    if (wanted <= allocated_) {
        low_space_ = false;
        return;
    }
    if (low_space_ && mono_us - last_reserve_try_us_ < kReserveRetryUs) return;
    last_reserve_try_us_ = mono_us;
    const auto step =
        std::max<std::uint64_t>(options_.reserve_bytes / kReserveShares, std::uint64_t{64} << 10);
    const auto bytes = wanted - allocated_ + step;
    low_space_ = static_cast<bool>(file_->preallocate(allocated_, bytes));
    if (!low_space_) allocated_ += bytes;
}

CommitStatus Journal::Impl::die(std::error_code error, std::string_view step) {
    dead_ = true;
    error_ = error;
    step_ = step;
    // Nothing of this turn will be sent, so a later start must not find it, as far as the disk obeys.
    if (file_) file_->truncate(end_);
    return CommitStatus::Failed;
}

CommitStatus Journal::Impl::commit(Turn& turn) {
    if (dead_) return CommitStatus::Failed;
    if (turn.start() != next_start()) return die(Errc::TurnNotBegun, "begin");
    if (!turn.empty()) {
        Head head;
        const auto bytes = turn.seal(head_.hash, hasher_, head);
        extend_reserve(bytes.size(), turn.times().mono_us);
        if (!write(bytes)) return CommitStatus::Failed;
        if (options_.sync == Sync::Power)
            if (const auto error = file_->sync()) return die(error, "sync");
        for (const auto& change : turn.fix_changes()) fix_numbers_[change.session] = change.numbers;
        head_ = head;
        end_ += bytes.size();
        allocated_ = std::max(allocated_, end_);
        turn.begin(next_start());
    }
    return low_space_ ? CommitStatus::OkLowSpace : CommitStatus::Ok;
}

// On a file system that copies on write, space taken ahead is no promise: giving it back makes room.
bool Journal::Impl::write(std::string_view bytes) {
    for (int attempt = 1;; ++attempt) {
        const auto error = write_fully(*file_, end_, bytes);
        if (!error) return true;
        if (attempt == 2 || !is_disk_full(error)) {
            die(error, "write");
            return false;
        }
        if (const auto cut = file_->truncate(end_)) {
            die(cut, "truncate");
            return false;
        }
        allocated_ = end_;
        low_space_ = true;
    }
}

void Journal::Impl::retry_reserve(Times now) {
    if (low_space_ && !dead_) extend_reserve(0, now.mono_us);
}

bool Journal::Impl::wants_rotation(std::int64_t wall_us) const {
    if (dead_) return false;
    if (postponed_us_ && wall_us >= *postponed_us_ && wall_us - *postponed_us_ < kRotationRetryUs)
        return false;
    if (utc_day(wall_us) > utc_day(segments_.back().created_wall_us)) return true;
    // Where the state alone nearly fills a segment, at least as much again is written before the next.
    return end_ >= options_.segment_bytes && end_ - first_turn_end_ >= first_turn_end_;
}

RotateStatus Journal::Impl::rotation_failed(const StepError& failed, std::int64_t wall_us) {
    if (failed.fatal) {
        die(failed.error, failed.step);
        return RotateStatus::Failed;
    }
    postponed_us_ = wall_us;
    return RotateStatus::Postponed;
}

// The new segment is whole and synced before the old one is touched, the old one is synced before the new
// one gets its name: whatever a crash leaves, the last named segment continues a whole one.
RotateStatus Journal::Impl::rotate(Times now, const std::function<void(StateSink&)>& write_state) {
    if (dead_) return RotateStatus::Failed;
    SegmentInfo info = segments_.back();
    ++info.number;
    info.first_row = head_.row + 1;
    info.created_wall_us = now.wall_us;
    info.previous = head_.hash;
    const NewSegment segment{info, head_.turn + 1, now, &fix_numbers_, options_.reserve_bytes, true};
    auto written = write_segment(disk_, segment, write_state);
    if (!written) return rotation_failed(written.error(), now.wall_us);
    if (const auto error = file_->truncate(end_))
        return rotation_failed({error, "truncate", true}, now.wall_us);
    allocated_ = end_;
    if (const auto error = file_->sync()) return rotation_failed({error, "sync", true}, now.wall_us);
    if (const auto step = publish_segment(disk_, info.first_row); step.error) {
        extend_reserve(0, now.mono_us);
        return rotation_failed(step, now.wall_us);
    }
    take(std::move(written.value()), info);
    postponed_us_.reset();
    extend_reserve(0, now.mono_us);
    return RotateStatus::Ok;
}

Removal Journal::Impl::remove_oldest() {
    if (segments_.size() < 2) return {};
    const auto oldest = segments_.front();
    Removal removal;
    removal.segment = segment_name(oldest.first_row);
    removal.error = dead_ ? make_error_code(Errc::Dead) : remover_.take_away(removal.segment);
    removal.last = remover_.is_unsure();
    // One that somebody else removed before is gone as well.
    if (removal.error && removal.error != std::errc::no_such_file_or_directory) return removal;
    removal.gone = true;
    segments_.erase(segments_.begin());
    old_segments_.forget(oldest.number);
    removal.error = remover_.make_durable();
    removal.last = remover_.is_unsure();
    return removal;
}

std::error_code Journal::Impl::sync() {
    if (dead_) return Errc::Dead;
    const auto error = file_->sync();
    if (error) die(error, "sync");
    return error;
}

DiskResult<Row> Journal::Impl::read(RowRef ref, std::string& buffer) {
    const auto oldest = segments_.front().number;
    if (ref.segment() < oldest || ref.segment() - oldest >= segments_.size())
        return make_error_code(Errc::NoSuchSegment);
    const auto& segment = segments_[ref.segment() - oldest];
    const bool current = segment.number == segments_.back().number;
    if (current && ref.offset() >= end_) return make_error_code(Errc::NoSuchRow);
    const File* file = file_.get();
    if (!current) {
        const auto old = old_segments_.get(disk_, segment);
        if (!old) return old.error();
        file = old.value();
    }
    const auto bytes = read_record(*file, ref.offset(), buffer);
    if (!bytes) return bytes.error();
    const auto& record = bytes.value().record;
    if (!is_chained(bytes.value(), segment, hasher_)) return make_error_code(Errc::WrongHash);
    const auto header = parse_header(record);
    return Row{static_cast<RowKind>(header.kind), header.version, header.turn,
               record.substr(kHeaderBytes, header.payload)};
}

boost::system::result<Journal, Damage> Journal::open(Disk& disk, const Options& options,
                                                     RecoveryHandler& handler) {
    auto impl = std::make_unique<Impl>(disk, options);
    if (auto damage = impl->open(handler)) return std::move(*damage);
    return Journal{std::move(impl)};
}

Journal::Journal(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

void Journal::begin(Turn& turn) const { turn.begin(impl_->next_start()); }

CommitStatus Journal::commit(Turn& turn) { return impl_->commit(turn); }

bool Journal::low_space() const { return impl_->low_space_; }
bool Journal::reserve_used_up() const { return impl_->reserve_used_up(); }
void Journal::retry_reserve(Times now) { impl_->retry_reserve(now); }
bool Journal::wants_rotation(std::int64_t wall_us) const { return impl_->wants_rotation(wall_us); }

RotateStatus Journal::rotate(Turn& turn, Times now, const std::function<void(StateSink&)>& write_state) {
    if (!turn.empty()) throw std::logic_error("a turn must be committed before the journal rotates");
    const auto status = impl_->rotate(now, write_state);
    begin(turn);
    return status;
}

Removal Journal::remove_oldest() { return impl_->remove_oldest(); }
std::error_code Journal::sync() { return impl_->sync(); }

const Head& Journal::head() const { return impl_->head_; }
const JournalId& Journal::id() const { return impl_->segments_.back().id; }
const Recovery& Journal::recovery() const { return impl_->recovery_; }
const std::vector<SegmentInfo>& Journal::segments() const { return impl_->segments_; }

std::optional<FixNumbers> Journal::fix_numbers(std::uint16_t session) const {
    const auto found = impl_->fix_numbers_.find(session);
    if (found == impl_->fix_numbers_.end()) return std::nullopt;
    return found->second;
}

bool Journal::dead() const { return impl_->dead_; }
std::pair<std::error_code, std::string_view> Journal::failure() const {
    return {impl_->error_, impl_->step_};
}

DiskResult<Row> Journal::read(RowRef ref, std::string& buffer) const { return impl_->read(ref, buffer); }

DiskResult<Row> Journal::read(RowRef ref, std::string& buffer, const Turn& turn) const {
    const auto uncommitted = turn.find(ref);
    if (!uncommitted) return read(ref, buffer);
    buffer = uncommitted->payload;
    return Row{uncommitted->kind, uncommitted->version, uncommitted->turn, buffer};
}

}  // namespace qb::journal
