#!/usr/bin/env bash
# Builds the fuzz targets with clang and both sanitizers, and runs each for a while, from its committed inputs on.
#   run.sh [SECONDS] [TARGET...]    60 seconds for every target
#   FUZZ_JOBS=4 run.sh ...          so many at a time; 2 if not said
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seconds=${1:-60}
case $seconds in *[!0-9]* | 0) sed -n '3,4p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;; esac
cd "$root"
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd tests/fuzz && ls fuzz_*.cpp | sed 's/^fuzz_//; s/\.cpp$//')

"$root/bridge/install.sh" build fuzz
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "== fuzz: configure and build"
cmake --preset fuzz >"$log" 2>&1 && cmake --build --preset fuzz >"$log" 2>&1 || { tail -n 60 "$log" >&2; exit 1; }

export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:allow_addr2line=1
export UBSAN_OPTIONS=print_stacktrace=1
run_one() {
    local name=$1 work=build/fuzz/work/$1 leaks=1
    # Sessions keep what was sent, for which libFuzzer would look for leaks after each input: at the end alone.
    [ "$name" != fix_inbound ] || leaks=0
    mkdir -p "$work/found" "$work/broken"
    rm -f "$work"/broken/*
    build/fuzz/bin/fuzz_"$name" -max_total_time="$2" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -detect_leaks=$leaks \
        -dict=tests/fuzz/dict/"$name".dict -artifact_prefix="$work/broken/" -print_final_stats=1 \
        "$work/found" tests/fuzz/corpus/"$name" \
        >"$work/log" 2>&1 && echo 0 >"$work/status" || echo $? >"$work/status"
}
export -f run_one
echo "== fuzz: ${#targets[@]} targets, $seconds s each"
printf '%s\n' "${targets[@]}" | xargs -P "${FUZZ_JOBS:-2}" -I{} bash -c 'run_one "$1" "$2"' _ {} "$seconds"

# A broken input is a crash, a leak, a run out of memory or one of more than 10 s, each a file.
stat() { sed -n "s/^stat::$1: *//p" "$2" | tail -n 1; }
row='%-12s %12s %8s %10s %8s\n'
printf "$row" target executions exec/s 'new inputs' broken
total=0 new=0 broken=0
for name in "${targets[@]}"; do
    work=build/fuzz/work/$name
    runs=$(stat number_of_executed_units "$work/log")
    units=$(stat new_units_added "$work/log")
    bad=$(find "$work/broken" -type f | wc -l)
    [ "$(cat "$work/status")" = 0 ] || bad=$((bad > 0 ? bad : 1))
    printf "$row" "$name" "${runs:-?}" "$(stat average_exec_per_sec "$work/log")" "${units:-?}" "$bad"
    total=$((total + ${runs:-0})) new=$((new + ${units:-0})) broken=$((broken + bad))
done
printf "$row" total "$total" '' "$new" "$broken"
[ "$broken" = 0 ] && exit 0
for name in "${targets[@]}"; do
    work=build/fuzz/work/$name
    [ "$(cat "$work/status")" != 0 ] || continue
    { echo; echo "== $name"; grep -vE '^(#[0-9]|stat::|INFO:)' "$work/log" | tail -n 60; } >&2
    find "$work/broken" -type f -printf "Once more: build/fuzz/bin/fuzz_$name %p\n" >&2
done
exit 1
