#!/usr/bin/env bash
# Measures `fix-replay decode --format jsonl` on a generated log, and beside `tshark -T json` on the same messages: a log and
# a capture with one TCP segment each. Needs `bridge/install.sh build bench`.
#   decode.sh [BYTES [SHARED]]   size of the log for fix-replay alone, default 1 GB, and of the one that both read, default
#                                100 MB: tshark takes about a second for each of these MB. Both lie in TMPDIR meanwhile.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
cmake --preset release -DQB_TESTS=ON >/dev/null
cmake --build --preset release -j "${JOBS:-2}" --target fix-replay qb_make_log >/dev/null
bin=build/release/bin
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

generate() { messages=$("$bin/qb_make_log" --bytes "$1" --log "$folder/fix.log" --pcap "$folder/fix.pcap"); }

# measure NAME PATTERN COMMAND...: seconds, CPU seconds of its own, peak memory; how many messages came out is counted by a
# pattern that each has once. Sets `cpu` and `memory` (KB).
measure() {
    local name=$1 pattern=$2 count elapsed
    shift 2
    count=$(/usr/bin/time -o "$folder/time" -f '%e %U %S %M' "$@" 2>/dev/null | grep -c "$pattern" || true)
    read -r elapsed cpu memory < <(awk '{ print $1, $2 + $3, $4 }' "$folder/time")
    awk -v name="$name" -v count="$count" -v all="$messages" -v elapsed="$elapsed" -v cpu="$cpu" -v memory="$memory" 'BEGIN {
        printf "%-10s %8.2f s, CPU %8.2f s, %9.0f messages/s of CPU time, peak memory %5.0f MB, %d of %d messages%s\n",
            name, elapsed, cpu, count / cpu, memory / 1024, count, all, count == all ? "" : ": NOT ALL" }'
}

generate "${1:-1000000000}"
echo "$messages messages:"
measure fix-replay '^{"log":' "$bin/fix-replay" decode --format jsonl "$folder/fix.log"
whole=$memory
generate "${2:-100000000}"
echo "$messages messages, both:"
measure fix-replay '^{"log":' "$bin/fix-replay" decode --format jsonl "$folder/fix.log"
ours=$cpu
measure tshark '"fix.MsgSeqNum":' tshark -n -r "$folder/fix.pcap" -d tcp.port==9878,fix -T json
awk -v ours="$ours" -v theirs="$cpu" -v memory="$whole" 'BEGIN {
    printf "fix-replay is %.0f times as fast (CPU time): target 5, %s; memory: target 200 MB, %s\n",
        theirs / ours, (theirs >= 5 * ours) ? "met" : "MISSED", (memory < 200 * 1024) ? "met" : "MISSED" }'
