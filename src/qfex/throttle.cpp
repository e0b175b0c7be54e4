#include "qfex/throttle.h"

#include <algorithm>

namespace qb::qfex {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMicro = 1'000'000;  // micro-units in a unit, and microseconds in a second
constexpr std::chrono::milliseconds kFirstPause = 1s;
constexpr std::chrono::milliseconds kLongestPause = 30s;
constexpr std::chrono::milliseconds kLongestHint = 60s;

}  // namespace

// A rate of r units a second is r micro-units a microsecond: the arithmetic stays in whole numbers.
std::int64_t Throttle::State::burst() const { return rate * kMicro; }

std::int64_t Throttle::State::need(Weight weight) const {
    return std::min(weight.tenths * (kMicro / 10), burst());
}

std::int64_t Throttle::State::tokens_at(MonoTime now) const {
    if (now <= filled_at) return tokens;  // filled_at lies ahead during a pause
    const std::int64_t elapsed = std::min<std::int64_t>((now - filled_at).count(), kMicro);
    return std::min(burst(), tokens + rate * elapsed);
}

Throttle::Throttle(int general_rate, int cancel_rate) {
    general_.rate = std::max(general_rate, 1);
    cancel_.rate = std::max(cancel_rate, 1);
    general_.tokens = general_.burst();
    cancel_.tokens = cancel_.burst();
}

bool Throttle::try_take(Bucket bucket, Weight weight, MonoTime now) {
    State& s = state(bucket);
    const std::int64_t tokens = s.tokens_at(now);
    if (tokens < s.need(weight)) return false;
    s.tokens = tokens - s.need(weight);
    s.filled_at = std::max(s.filled_at, now);
    return true;
}

MonoTime Throttle::possible_at(Bucket bucket, Weight weight, MonoTime now) const {
    const State& s = state(bucket);
    const std::int64_t missing = s.need(weight) - s.tokens_at(now);
    if (missing <= 0) return now;
    return std::max(now, s.filled_at) + std::chrono::microseconds((missing + s.rate - 1) / s.rate);
}

void Throttle::pause(Bucket bucket, MonoTime until) {
    State& s = state(bucket);
    s.tokens = 0;
    s.filled_at = std::max(s.filled_at, until);
    s.paused_until = std::max(s.paused_until, until);
}

MonoTime Throttle::rate_limited(Bucket bucket, MonoTime now, std::optional<std::chrono::milliseconds> hint,
                                std::uint32_t random) {
    State& s = state(bucket);
    const bool hinted = hint && hint->count() > 0;
    if (now < s.paused_until && !hinted) return s.paused_until;

    const bool in_a_row = s.last_pause.count() > 0 && now < s.paused_until + s.last_pause;
    std::chrono::microseconds length = kFirstPause;
    if (hinted) {
        length = std::min(*hint, kLongestHint);
    } else if (in_a_row) {
        length = std::min<std::chrono::microseconds>(s.last_pause * 2, kLongestPause);
    }
    s.last_pause = length;
    pause(bucket, now + length + (length / 4 * (random >> 16U)) / 0x10000);
    return s.paused_until;
}

bool Throttle::paused(Bucket bucket, MonoTime now) const { return now < state(bucket).paused_until; }

}  // namespace qb::qfex
