#include "replay/journal_log.h"

#include <utility>

#include "journal/reader.h"
#include "records/rows.h"
#include "replay/data_dir.h"

namespace qb::replay {

class JournalLog::Impl {
public:
    std::unique_ptr<journal::Disk> disk;
    std::optional<journal::Reader> reader;
    std::string fault;  ///< what is to be told yet
};

JournalLog::JournalLog(const std::string& data_dir) : impl_(std::make_unique<Impl>()) {
    auto disk = open_data_dir(data_dir);
    if (!disk) {
        impl_->fault = "cannot be opened: " + disk.error().message();
        return;
    }
    impl_->disk = std::move(*disk);
    auto reader = journal::Reader::open(*impl_->disk);
    if (reader)
        impl_->reader.emplace(std::move(*reader));
    else
        impl_->fault = describe(reader.error());
}

JournalLog::~JournalLog() = default;

Log::Step JournalLog::damaged(std::string text) {
    impl_->reader.reset();
    bad_.damage = {Fault::JournalDamaged, std::move(text)};
    return Step::BadLine;
}

Log::Step JournalLog::next() {
    if (!impl_->fault.empty()) return damaged(std::exchange(impl_->fault, {}));
    while (impl_->reader) {
        const auto row = impl_->reader->next();
        if (!row) return damaged(describe(row.error()));
        if (!*row) break;
        const bool in = (*row)->kind == journal::RowKind::FixIn;
        if (!in && (*row)->kind != journal::RowKind::FixOut) continue;
        entry_.line = bad_.line = (*row)->number;
        const auto message = records::read_fix((*row)->version, (*row)->payload);
        if (!message) return damaged("a FIX row of a version that this build does not know");
        entry_.direction = in ? Direction::In : Direction::Out;
        entry_.time = WallTime(std::chrono::microseconds(impl_->reader->head().times.wall_us));
        auto scan = scan_message(message->text, message->text.size(), false, entry_.message);
        if (!scan.damage) return Step::Message;
        bad_.damage = std::move(*scan.damage);
        return Step::BadLine;
    }
    return Step::End;
}

}  // namespace qb::replay
