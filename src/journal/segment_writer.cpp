#include "journal/segment_writer.h"

#include "journal/segment.h"

#include <algorithm>
#include <stdexcept>

namespace qb::journal {
namespace {

std::string unfinished_name(std::uint64_t first_row) {
    return segment_name(first_row).append(kUnfinishedSuffix);
}

/// Chains rows and writes them in pieces of about a mebibyte. After the first error nothing is written.
class RowStream final : public StateSink {
public:
    RowStream(File& file, const NewSegment& segment) : file_{file}, turn_{segment.turn} {
        head_.row = segment.info.first_row - 1;
        head_.turn = turn_;
        head_.times = segment.times;
        head_.hash = segment.info.previous;
        arena_ = as_text(head_.hash);
    }

    void chunk(std::uint8_t version, std::string_view payload) override {
        if (payload.size() > kMaxPayload) throw std::length_error("a row's payload is too long");
        put(RowKind::State, version, payload);
    }

    void put(RowKind kind, std::uint8_t version, std::string_view payload) {
        const auto offset = arena_.size();
        append_record(arena_, kind, version, turn_, payload);
        head_.hash = seal_record(arena_, offset, hasher_);
        ++head_.row;
        if (arena_.size() > kPiece) flush();
    }

    std::error_code finish() {
        arena_.append(kTurnMark);
        flush();
        return error_;
    }

    [[nodiscard]] const Head& head() const { return head_; }
    [[nodiscard]] std::uint64_t end() const { return end_; }

private:
    static constexpr std::size_t kPiece = std::size_t{1} << 20;

    void flush() {
        const auto bytes = std::string_view{arena_}.substr(sizeof(Hash));
        if (!error_) error_ = write_fully(file_, end_, bytes);
        end_ += bytes.size();
        arena_ = as_text(head_.hash);
    }

    File& file_;
    Hasher hasher_;
    std::uint64_t turn_;
    Head head_;
    std::uint64_t end_ = 0;
    std::string arena_;  // the hash before the first record, then records with their hashes
    std::error_code error_;
};

boost::system::result<WrittenSegment, StepError> write_rows(
    std::unique_ptr<File> file, const NewSegment& segment,
    const std::function<void(StateSink&)>& write_state) {
    const auto reserve = file->preallocate(0, segment.reserve_bytes);
    if (reserve && segment.reserve_required) return StepError{reserve, "allocate"};

    RowStream stream{*file, segment};
    std::string payload;
    write_segment_info(payload, segment.info);
    stream.put(RowKind::SegmentHead, kSegmentHeadVersion, payload);
    if (write_state) write_state(stream);
    std::vector<FixChange> numbers;
    for (const auto& [session, current] : *segment.fix_numbers) numbers.push_back({session, current});
    payload.clear();
    write_turn_end(payload, segment.times, numbers);
    stream.put(RowKind::TurnEnd, kTurnEndVersion, payload);
    if (const auto error = stream.finish()) return StepError{error, "write"};
    if (const auto error = file->sync()) return StepError{error, "sync", true};
    const auto allocated = std::max(stream.end(), reserve ? 0 : segment.reserve_bytes);
    return WrittenSegment{std::move(file), stream.head(), stream.end(), allocated};
}

}  // namespace

void throw_exception_from_error(const StepError& failed, const boost::source_location&) {
    throw std::system_error(failed.error, std::string{failed.step});
}

boost::system::result<WrittenSegment, StepError> write_segment(
    Disk& disk, const NewSegment& segment, const std::function<void(StateSink&)>& write_state) {
    const auto name = unfinished_name(segment.info.first_row);
    auto file = disk.create(name);
    if (!file) return StepError{file.error(), "create"};
    auto written = write_rows(std::move(file.value()), segment, write_state);
    if (!written) disk.remove(name);
    return written;
}

StepError publish_segment(Disk& disk, std::uint64_t first_row) {
    if (const auto error = disk.rename(unfinished_name(first_row), segment_name(first_row))) {
        disk.remove(unfinished_name(first_row));
        return {error, "rename"};
    }
    if (const auto error = disk.sync_directory()) return {error, "sync directory", true};
    return {};
}

}  // namespace qb::journal
