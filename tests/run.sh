#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
#   run.sh            release and asan: tests, format and lint checks (what CI runs)
#   run.sh release    one preset only: release, debug or asan
#   run.sh lint       format, lint and layout checks only
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

run_preset() {
    echo "== $1: configure and build"
    cmake --preset "$1" -DQB_TESTS=ON >"/tmp/qfex-bridge-$1-$$.log" 2>&1 || { cat "/tmp/qfex-bridge-$1-$$.log" >&2; return 1; }
    rm -f "/tmp/qfex-bridge-$1-$$.log"
    cmake --build --preset "$1" | awk '
        /^\[[0-9]+\/[0-9]+\]/ { split($1, n, "[][/]"); p = int(100 * n[2] / n[3]); if (p >= last + 10) { printf "  %d %%\n", p; fflush(); last = p } next }
        /^ninja: no work/ { next } { print; fflush() }'
    echo "== $1: test"
    ctest --preset "$1" --progress 2>&1 | tail -n "${TEST_LINES:-40}"
}

"$root/bridge/install.sh" build run test
case ${1:-all} in
all)
    "$root/tests/lint.sh" layout
    run_preset asan
    run_preset release
    "$root/tests/lint.sh" tidy
    ;;
lint) "$root/tests/lint.sh" layout; "$root/tests/lint.sh" tidy ;;
release | debug | asan) run_preset "$1" ;;
*) sed -n '2,5p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
esac
