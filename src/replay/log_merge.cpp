#include "replay/log_merge.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <stdexcept>

#include "replay/byte_source.h"
#include "replay/journal_log.h"
#include "replay/log_reader.h"

namespace qb::replay {
namespace {

std::unique_ptr<Log> open_log(const std::string& path, Console& console) {
    if (path == "-") return std::make_unique<LogReader>(unzipped(stream_source(console.in)));
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return std::make_unique<JournalLog>(path);
    auto file = file_source(path);
    if (!file) throw std::runtime_error("cannot open " + path + ": " + file.error().message());
    return std::make_unique<LogReader>(unzipped(std::move(*file)));
}

}  // namespace

LogMerge::LogMerge(const std::vector<std::string>& paths, Console& console) : console_(console) {
    for (const auto& path : paths) logs_.push_back({path, open_log(path, console)});
    for (std::size_t i = 0; i < logs_.size(); ++i) advance(i);
}

LogMerge::~LogMerge() = default;

bool LogMerge::is_later(std::size_t a, std::size_t b) const {
    return logs_[a].time != logs_[b].time ? logs_[a].time > logs_[b].time : a > b;
}

/// Reads on in a log; it waits its turn when there is a message.
void LogMerge::advance(std::size_t index) {
    auto& source = logs_[index];
    for (;;) {
        const auto step = source.log->next();
        if (step == Log::Step::End) return;
        if (step == Log::Step::Message) break;
        const auto& bad = source.log->bad_line();
        ++bad_lines_;
        console_.err << source.name << ':' << bad.line << ": " << to_string(bad.damage.fault) << ": "
                     << bad.damage.text << '\n';
    }
    source.time = source.log->entry().time.value_or(source.time);
    waiting_.push_back(index);
    std::push_heap(waiting_.begin(), waiting_.end(), [this](auto a, auto b) { return is_later(a, b); });
}

const LogEntry* LogMerge::next() {
    if (current_taken_) advance(current_);
    current_taken_ = !waiting_.empty();
    if (!current_taken_) return nullptr;
    std::pop_heap(waiting_.begin(), waiting_.end(), [this](auto a, auto b) { return is_later(a, b); });
    current_ = waiting_.back();
    waiting_.pop_back();
    return &logs_[current_].log->entry();
}

int LogMerge::finish() {
    std::uint64_t other = 0;
    for (const auto& source : logs_) other += source.log->other_lines();
    if (bad_lines_ > 0) console_.err << "bad lines: " << bad_lines_ << '\n';
    if (other > 0) console_.err << "lines without a FIX message: " << other << '\n';
    return bad_lines_ == 0 ? kExitGood : kExitFound;
}

}  // namespace qb::replay
