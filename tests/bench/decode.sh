#!/usr/bin/env bash
# Measures `fix-replay decode --format jsonl` beside `tshark -T json` on the same messages: a generated log, and the same
# messages in the TCP segments of a capture. Needs `bridge/install.sh build bench`.
#   decode.sh [BYTES]      size of the log, default 1 GB; it takes 2.5 times that in TMPDIR while it runs
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
bytes=${1:-1000000000}
cmake --preset release -DQB_TESTS=ON >/dev/null
cmake --build --preset release --target fix-replay qb_make_log >/dev/null
bin=build/release/bin
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
messages=$("$bin/qb_make_log" --bytes "$bytes" --log "$folder/fix.log" --pcap "$folder/fix.pcap")

# Prints seconds, peak memory in KB and the number of decoded messages. What is printed by the program is only counted: by
# lines that each message has one of.
measure() {
    local pattern=$1
    shift
    /usr/bin/time -o "$folder/time" -f '%e %M' "$@" 2>/dev/null | grep -c "$pattern" >"$folder/count" || true
    echo "$(cat "$folder/time") $(cat "$folder/count")"
}

{
    measure '^{"log":' "$bin/fix-replay" decode --format jsonl "$folder/fix.log"
    measure '"fix.MsgSeqNum":' tshark -n -r "$folder/fix.pcap" -d tcp.port==9878,fix -T json
} | awk -v messages="$messages" -v bytes="$bytes" '
    BEGIN { split("fix-replay tshark", who); printf "%d messages, %.2f GB of log\n", messages, bytes / 1e9 }
    {
        seconds[NR] = $1
        printf "%-10s %8.1f s  %9.0f messages/s  peak memory %6.0f MB  %d decoded%s\n",
            who[NR], $1, messages / $1, $2 / 1024, $3, $3 == messages ? "" : " (NOT ALL)"
        if (NR == 1) memory = $2 / 1024
    }
    END {
        ratio = seconds[2] / seconds[1]
        printf "fix-replay is %.1f times as fast: target 5, %s; memory: target 200 MB, %s\n",
            ratio, ratio >= 5 ? "met" : "MISSED", memory < 200 ? "met" : "MISSED"
    }'
