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

# Instructions of every process of a run of $1 orders, the processes in the order in which they began.
count() {
    local out
    out=$(mktemp -d)
    valgrind --tool=callgrind --callgrind-out-file="$out/%p" "$bench" --bridge-only --rounds 1 --orders "$1" \
        --live 0 --ended 0 >/dev/null 2>&1
    find "$out" -type f -printf '%f\n' | sort -n | while read -r pid; do awk '/^(summary|totals):/ { n = $2 } END { print n }' "$out/$pid"; done
    rm -rf "$out"
}

if [ "${1:-}" = instructions ]; then
    orders=${2:-2000}
    # The difference of two runs leaves out what starting costs.
    paste <(count 500) <(count $((500 + orders))) |
        awk -v n="$orders" 'BEGIN { split("client venue bridge", who) } { printf "%-8s %12.0f instructions per order\n", who[NR], ($2 - $1) / n }'
    exit
fi
exec "$bench" "$@"
