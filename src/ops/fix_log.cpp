#include "ops/fix_log.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "mapping/time_text.h"
#include "ops/fix_log_file.h"

namespace qb::ops {
namespace {

using std::chrono::sys_days;

constexpr std::chrono::milliseconds kGather{10};
constexpr std::chrono::minutes kBetweenWarnings{1};
constexpr std::size_t kBatchBytes = std::size_t{32} << 10;

/// Lines that go into one file with one write.
struct Piece {
    std::size_t session = 0;
    sys_days day{};
    std::size_t lines = 0;
    std::string text;
};

/// Puts the piece behind the others, into the last one where that is of the same file and still short.
void add(std::vector<Piece>& pieces, Piece&& piece) {
    if (!pieces.empty()) {
        auto& last = pieces.back();
        if (last.session == piece.session && last.day == piece.day && last.text.size() < kBatchBytes) {
            last.lines += piece.lines;
            last.text += piece.text;
            return;
        }
    }
    pieces.push_back(std::move(piece));
}

}  // namespace

std::string fix_log_line(WallTime at, FixDirection direction, std::string_view message) {
    auto line = mapping::fix_timestamp(at, 6);
    line += direction == FixDirection::In ? " : <- " : " : -> ";
    const auto start = line.size();
    line += message;
    std::replace_if(
        line.begin() + static_cast<std::ptrdiff_t>(start), line.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line += '\n';
}

class FixLogs::Impl {
public:
    Impl(const std::string& folder, const std::vector<std::optional<FixLogSession>>& sessions,
         std::size_t queue_bytes)
        : queue_bytes_(queue_bytes) {
        for (const auto& session : sessions) {
            auto& file = files_.emplace_back();
            if (session) file.emplace(folder, session->name, session->max_bytes);
        }
        writer_ = std::thread([this] { write_until_stopped(); });
    }

    ~Impl() {
        hand_over();
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
        writer_.join();
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void line(std::uint16_t session, WallTime at, FixDirection direction, std::string_view message) {
        if (session >= files_.size() || !files_[session]) return;
        add(turn_, {.session = session,
                    .day = std::chrono::floor<std::chrono::days>(at),
                    .lines = 1,
                    .text = fix_log_line(at, direction, message)});
    }

    void commit() {
        if (turn_.empty()) return;
        if (ready_.empty()) begun_ = std::chrono::steady_clock::now();
        for (auto& piece : turn_) {
            ready_bytes_ += piece.text.size();
            add(ready_, std::move(piece));
        }
        turn_.clear();
        if (ready_bytes_ >= kBatchBytes) hand_over();
    }

    std::optional<std::chrono::milliseconds> hand_over_due() {
        if (ready_.empty()) return std::nullopt;
        if (std::chrono::steady_clock::now() - begun_ < kGather) return kGather;
        hand_over();
        return std::nullopt;
    }

    [[nodiscard]] std::uint64_t lost() const {
        const std::lock_guard lock(mutex_);
        return lost_.lines;
    }

    std::optional<Loss> new_loss(MonoTime now) {
        if (told_at_ && now - *told_at_ < kBetweenWarnings) return std::nullopt;
        const std::lock_guard lock(mutex_);
        if (lost_.lines == told_) return std::nullopt;
        told_at_ = now;
        return Loss{.lines = lost_.lines - std::exchange(told_, lost_.lines), .why = lost_.why};
    }

private:
    void hand_over() {
        if (ready_.empty()) return;
        {
            const std::lock_guard lock(mutex_);
            if (queued_bytes_ + ready_bytes_ > queue_bytes_) {
                for (const auto& piece : ready_)
                    lose(piece.lines, "the disk did not keep up with the messages");
            } else {
                queued_bytes_ += ready_bytes_;
                for (auto& piece : ready_) add(queue_, std::move(piece));
            }
        }
        wake_.notify_one();
        ready_.clear();
        ready_bytes_ = 0;
    }

    /// With the mutex held.
    void lose(std::size_t lines, std::string why) {
        lost_.lines += lines;
        lost_.why = std::move(why);
    }

    // ---- the writer's thread

    void write_until_stopped() {
        pthread_setname_np(pthread_self(), "fix-log-writer");
        std::unique_lock lock(mutex_);
        for (;;) {
            wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
            if (queue_.empty()) return;
            const auto pieces = std::exchange(queue_, {});
            for (const auto& piece : pieces) {
                lock.unlock();
                auto failure = write(piece);
                lock.lock();
                queued_bytes_ -= piece.text.size();
                if (failure) lose(piece.lines, std::move(*failure));
            }
        }
    }

    /// Why it could not be written.
    std::optional<std::string> write(const Piece& piece) {
        try {
            if (const auto error = files_[piece.session]->append(piece.day, piece.text))
                return "the file cannot be written: " + error.message();
            return std::nullopt;
        } catch (const std::exception& error) {
            return error.what();
        }
    }

    std::vector<std::optional<FixLogFile>> files_;  // by session; the writer's once it runs
    std::size_t queue_bytes_;

    // The loop's.
    std::vector<Piece> turn_, ready_;
    std::size_t ready_bytes_ = 0;
    std::chrono::steady_clock::time_point begun_;
    std::optional<MonoTime> told_at_;
    std::uint64_t told_ = 0;

    mutable std::mutex mutex_;  // for what follows
    std::condition_variable wake_;
    std::vector<Piece> queue_;
    std::size_t queued_bytes_ = 0;  // what is being written included
    Loss lost_;
    bool stop_ = false;

    std::thread writer_;
};

FixLogs::FixLogs(const std::string& folder, const std::vector<std::optional<FixLogSession>>& sessions,
                 std::size_t queue_bytes)
    : impl_(std::make_unique<Impl>(folder, sessions, queue_bytes)) {}
FixLogs::~FixLogs() = default;

void FixLogs::line(std::uint16_t session, WallTime at, FixDirection direction, std::string_view message) {
    impl_->line(session, at, direction, message);
}
void FixLogs::commit() { impl_->commit(); }
std::optional<std::chrono::milliseconds> FixLogs::hand_over_due() { return impl_->hand_over_due(); }
std::uint64_t FixLogs::lost() const { return impl_->lost(); }
std::optional<FixLogs::Loss> FixLogs::new_loss(MonoTime now) { return impl_->new_loss(now); }

}  // namespace qb::ops
