#!/usr/bin/env bash
# Fuzzes every target for a while, beginning with its committed inputs; two at a time.
#   run.sh [SECONDS]      default 60 for each target
# A crash ends with the input in a file that is named; run the target with that file to see it again.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
case $seconds in '' | *[!0-9]*) sed -n '2,4p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;; esac
cd "$root"
"$root/bridge/install.sh" build run test fuzz
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset fuzz >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
cmake --build --preset fuzz >"$log" 2>&1 || { cat "$log" >&2; exit 1; }

export ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1
fuzz_one() {
    local name=$1 work=build/fuzz/work/$1
    mkdir -p "$work/found"
    if build/fuzz/bin/fuzz_"$name" -max_total_time="$2" -max_len=16384 -rss_limit_mb=2048 -timeout=10 \
        -artifact_prefix="$work/" -print_final_stats=1 "$work/found" tests/fuzz/corpus/"$name" >"$work/log" 2>&1; then
        printf '%-12s %12s executions, nothing found\n' "$name" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")"
    else
        tail -n 60 "$work/log" >&2
        printf '%-12s FOUND something: %s\n' "$name" "$work/" >&2
        return 1
    fi
}
export -f fuzz_one
printf '%s\n' fix_inbound mapping venue_json ws journal config | xargs -P 2 -I{} bash -c 'fuzz_one {} '"$seconds"
