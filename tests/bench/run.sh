#!/usr/bin/env bash
# Builds the release preset's qb_bench and measures what the bridge costs. Options go on to the program (--help).
#   run.sh [options]              round trips beside their floors, memory per live and per ended order
#   run.sh instructions [N]       user-mode instructions per order by callgrind (minutes); N orders, default 2000
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
cmake --preset release -DQB_TESTS=ON >/dev/null
cmake --build --preset release --target qb_bench
bench=build/release/bin/qb_bench

# Instructions of every process of a run with $1 rounds, in the order in which they began: all of it, then SHA-256.
count() {
    local out pid
    out=$(mktemp -d)
    # A process does not count what its parent did before it began, key generation above all.
    valgrind --tool=callgrind --callgrind-out-file="$out/%p" --zero-before='qb::bench::Party::Party(*' \
        "$bench" --rounds "$1" --orders 100 --live 0 --ended 0 >/dev/null 2>&1
    for pid in $(find "$out" -type f -printf '%f\n' | sort -n); do
        awk '/^(summary|totals):/ { n = $2 } END { printf "%d ", n }' "$out/$pid"
        callgrind_annotate --inclusive=yes --threshold=100 "$out/$pid" |
            awk '/journal::Hasher::operator/ && !n { gsub(",", ""); n = $1 } END { print n + 0 }'
    done
    rm -rf "$out"
}

if [ "${1:-}" = instructions ]; then
    rounds=$(((${2:-2000} + 99) / 100))
    # The difference of two runs leaves out what starting costs.
    first=$(count 1)
    paste -d' ' - <(count $((1 + rounds))) <<<"$first" | awk -v n=$((rounds * 100)) '
        BEGIN { split("client venue bridge executor echo", who) }
        { printf "%-8s %8.0f instructions per order", who[NR], ($3 - $1) / n }
        $4 > 0 { printf ", of these %.0f for the journal'\''s hash", ($4 - $2) / n }
        { print "" }'
    exit
fi
# System calls are counted by a tracepoint. Where nobody has mounted the folder that names it, root sees it
# mounted for this run alone.
if [ "$(id -u)" = 0 ] && [ ! -e /sys/kernel/tracing/events ] && unshare --mount true 2>/dev/null; then
    exec unshare --mount sh -c 'mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null; exec "$@"' sh "$bench" "$@"
fi
exec "$bench" "$@"
