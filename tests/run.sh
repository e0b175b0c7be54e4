#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
#   run.sh                     what CI runs: layout checks, all tests under the sanitizers and as released, a minute of
#                              each fuzz target
#   run.sh PRESET              one preset only: release, debug or asan
#   run.sh fuzz [SECONDS]      the fuzz targets only, 60 seconds each unless said otherwise
#   run.sh lint                layout checks and clang-tidy
#   run.sh planted             bugs planted one at a time: does the suite notice? Options: tests/planted/README.md
#   run.sh --report [SECONDS]  what the tests show in figures, as a table; so many seconds of each fuzz target
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

build_preset() {
    echo "== $1: configure and build"
    cmake --preset "$1" -DQB_TESTS=ON -DQB_TEST_CASES=$cases >"$log" 2>&1 || { cat "$log" >&2; return 1; }
    cmake --build --preset "$1" | awk '
        / Looking up the commit$/ { next }  # the one step of a build that has nothing to do
        /^\[[0-9]+\/[0-9]+\]/ { split($1, n, "[][/]"); p = int(100 * n[2] / n[3]); if (p >= last + 10) { printf "  %d %%\n", p; fflush(); last = p } next }
        /^ninja: no work/ { next } { print; fflush() }'
}

run_preset() {
    build_preset "$1"
    echo "== $1: test"
    if ! ctest --preset "$1" >"$log" 2>&1; then
        grep -vE '^ *Start +[0-9]+:| Passed +[0-9.]+ sec$' "$log" | tail -n 400 >&2
        # Once more, and last: what a log that is cut off still shows.
        echo "== $1: what failed, and first of all" >&2
        grep -aE -A 12 ': Failure$|ERROR: AddressSanitizer|runtime error:' "$log" | cut -c1-300 | head -n 40 >&2
        return 1
    fi
    tail -n 4 "$log"
}

# One preset's run names each case; CI saves the start of thousands of programs (some 0.3 s each under the sanitizers).
cases=ON
"$root/bridge/install.sh" build run test
case ${1:-all} in
all)
    cases=OFF
    "$root/tests/lint.sh" layout
    run_preset asan
    run_preset release
    "$root/tests/fuzz/run.sh"
    ;;
fuzz) "$root/tests/fuzz/run.sh" "${@:2}" ;;
lint)
    "$root/tests/lint.sh" layout
    cmake --preset release -DQB_TESTS=ON >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    "$root/tests/lint.sh" tidy
    ;;
release | debug | asan) run_preset "$1" ;;
planted) "$root/tests/planted/run.sh" "${@:2}" ;;
--report)
    cases=OFF
    build_preset release
    "$root/tests/report.sh" "${@:2}"
    ;;
*) sed -n '3,9p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
esac
