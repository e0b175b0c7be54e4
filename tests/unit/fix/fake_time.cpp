#include "unit/fix/fake_time.h"

#include <sys/time.h>

namespace qb::fix::test {
namespace {

using namespace std::chrono;

// A Wednesday noon. The monotonic clock begins elsewhere, so that mixing up the two shows.
Now g_now{.wall = WallTime(sys_days(2025y / 6 / 11) + 12h), .mono = MonoTime(1000s)};

}  // namespace

Now now() { return g_now; }
void set_now(Now time) { g_now = time; }
void set_wall(WallTime time) { g_now.wall = time; }
void advance(microseconds by) {
    g_now.wall += by;
    g_now.mono += by;
}

}  // namespace qb::fix::test

extern "C" int gettimeofday(struct timeval* __restrict time, void* __restrict) noexcept {
    const auto micros = qb::fix::test::now().wall.time_since_epoch().count();
    time->tv_sec = static_cast<time_t>(micros / 1'000'000);
    time->tv_usec = static_cast<suseconds_t>(micros % 1'000'000);
    return 0;
}
