#!/usr/bin/env bash
# Measures what the tests show and prints it as the table of tests/README.md. Usage: tests/run.sh --report [SECONDS]
#   SECONDS   of each fuzz target, default 60. The planted bugs are those of the last `tests/run.sh planted`.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
seconds=${1:-60}
out=build/report
rm -rf "$out"
mkdir -p "$out"
bin=build/release/bin
failed=0

play() { # name of the program; what it prints is kept beside its results
    echo "== $1" >&2
    "$bin/qb_test_$1" --gtest_brief=1 --gtest_output=xml:"$out/$1.xml" >"$out/$1.log" 2>&1 || {
        tail -n 40 "$out/$1.log" >&2
        failed=1
    }
}
# The sum of a recorded property over a program's cases.
sum() { grep -o "<property name=\"$2\" value=\"[0-9]*\"" "$out/$1.xml" | grep -o '[0-9]*"$' | tr -d '"' | awk '{ n += $1 } END { print n + 0 }'; }
# Cases that passed, of how many.
passed() {
    sed -n 's/^<testsuites tests="\([0-9]*\)" failures="\([0-9]*\)" disabled="[0-9]*" errors="\([0-9]*\)".*/\1 \2 \3/p' "$out/$1.xml" |
        awk '{ print $1 - $2 - $3 " of " $1 }'
}
row() { printf '| %s | %s |\n' "$1" "$2"; }

for program in simulation order_model torture conformance conformance_tcp; do play "$program"; done
echo "== fuzz" >&2
tests/fuzz/run.sh "$seconds" >"$out/fuzz.log" || failed=1
planted=$(sed -n 's/^Made by.* \([0-9]* bugs, [0-9]* missed\)\.$/\1/p' tests/planted/README.md)

echo "| What | Figure |"
echo "|---|---|"
row "random schedules of the whole bridge with faults; violations" "$(sum simulation schedules); $(sum simulation violations)"
row "random lives of orders; violations" "$(sum order_model sequences); $(sum order_model violations)"
row "SIGKILLs of the real program under load; differences between OMS and venue" "$(sum torture kills); $(grep -q 'failures="0"' "$out/torture.xml" && echo 0 || echo some)"
row "a new order is acknowledged after the venue's return, with 1,000 open" "$(sum torture milliseconds) ms"
row "session conformance cases passed, by the test's clock" "$(passed conformance)"
row "the same over TCP" "$(passed conformance_tcp)"
row "fuzz executions, $seconds s a target; inputs that broke something" "$(awk '/^total/ { print $2 "; " $NF }' "$out/fuzz.log")"
row "planted bugs; missed (of the last \`tests/run.sh planted\`)" "${planted:-never run}"
exit $failed
