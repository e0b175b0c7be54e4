#!/usr/bin/env bash
# Installs the Debian 12 packages that are missing. Usage: install.sh [build] [run] [test] [fuzz] [bench]
#   build  what compiles the programs      run  what the demo and the programs need      test  what the tests need besides
#   fuzz   the compiler of the fuzz targets      bench  what tests/bench measures beside
set -euo pipefail

build=(g++ make cmake ninja-build ccache pkg-config libquickfix-dev libboost1.81-dev libboost-json1.81-dev libssl-dev
       libspdlog-dev libfmt-dev libcli11-dev prometheus-cpp-dev libsqlite3-dev zlib1g-dev)
run=(ca-certificates openssl curl)
fuzz=(clang libclang-rt-14-dev)
test=(libgtest-dev libgmock-dev clang-format clang-tidy git binutils)
bench=(tshark time)

wanted=()
for group in "${@:-build}"; do
    case $group in
    build) wanted+=("${build[@]}") ;;
    run) wanted+=("${run[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    fuzz) wanted+=("${fuzz[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    *) echo "install.sh: no group '$group': build, run, test, fuzz or bench" >&2; exit 2 ;;
    esac
done

missing=()
for package in "${wanted[@]}"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "This script knows Debian 12 only. Install by hand: ${missing[*]}" >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "Run this as root once, or install by hand: ${missing[*]}" >&2; exit 1; }
    as_root=(sudo)
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
       apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Installing failed; what apt-get said is above." >&2
    exit 1
fi
