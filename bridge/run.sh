#!/usr/bin/env bash
# Builds and runs the gateway against the simulated venue, on loopback alone.
#   run.sh demo                    a conversation of a few seconds, shown in four columns; exit 0 when it went as it should
#   run.sh serve [--config FILE]   simulator and bridge until Ctrl-C, for an OMS or fix-client of your own
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=$root/build/release/bin
work=
pids=()

usage() { sed -n '2,4p' "${BASH_SOURCE[0]}" | cut -c3-; exit 2; }

stop_all() {
    local status=$? pid
    for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ -z "$work" ] || rm -rf "$work"
    exit "$status"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

build() {
    "$root/bridge/install.sh" build run
    local log
    log=$(mktemp)
    if [ ! -f "$root/build/release/build.ninja" ]; then
        echo "Configuring (once)"
        (cd "$root" && cmake --preset release -DQB_TESTS=OFF >"$log" 2>&1) || { cat "$log" >&2; exit 1; }
    fi
    echo "Building; the first time takes some minutes"
    (cd "$root" && cmake --build --preset release --target qfex-bridge qfex-sim fix-client fix-replay) | awk '
        / Looking up the commit$/ { next }  # the one step of a build that has nothing to do
        /^\[[0-9]+\/[0-9]+\]/ { split($1, n, "[][/]"); p = int(100 * n[2] / n[3]); if (p >= last + 10 || n[2] == n[3]) { printf "  %d %%\n", p; fflush(); last = p } next }
        /^ninja: no work/ { next } { print; fflush() }'
    rm -f "$log"
}

make_certificates() { # a throw-away authority and a certificate for the simulator on loopback
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=throw-away CA of the qfex-bridge demo' \
        -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
    openssl req -newkey rsa:2048 -nodes -subj '/CN=localhost' -keyout "$work/venue.key" -out "$work/venue.csr" 2>/dev/null
    openssl x509 -req -in "$work/venue.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
        -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1') -out "$work/venue.pem" 2>/dev/null
}

free_port() { # a port nobody listens on now
    local port
    while :; do
        port=$((20000 + RANDOM % 20000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
}

need_free() { # port, the variable that sets it: another program there would answer in the place of ours
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "Port $1 is taken: set $2 to another one" >&2
        exit 1
    fi
}

wait_for() { # URL, process, name, its log
    local deadline=$((SECONDS + 30)) up=
    while [ -z "$up" ]; do
        if curl -fsS -o /dev/null "$1" 2>/dev/null; then up=yes; fi
        if ! kill -0 "$2" 2>/dev/null || [ $SECONDS -ge $deadline ]; then
            echo "$3 did not come up: no answer from $1; its log:" >&2
            cat "$4" >&2
            exit 1
        fi
        read -r -t 0.1 <> <(:) || true
    done
}

start_venue() {
    export DEMO_SIM_PORT=${DEMO_SIM_PORT:-$(free_port)} DEMO_CONTROL_PORT=${DEMO_CONTROL_PORT:-$(free_port)}
    need_free "$DEMO_SIM_PORT" DEMO_SIM_PORT
    need_free "$DEMO_CONTROL_PORT" DEMO_CONTROL_PORT
    # Keys of the simulator on this machine; they open nothing else.
    export DEMO_PUBLIC_KEY=qfex_pub_demo DEMO_SECRET_KEY=qfex_secret_demo
    printf '%s:%s\n' "$DEMO_PUBLIC_KEY" "$DEMO_SECRET_KEY" >"$work/accounts"
    chmod 600 "$work/accounts"
    "$bin/qfex-sim" --listen "127.0.0.1:$DEMO_SIM_PORT" --control "127.0.0.1:$DEMO_CONTROL_PORT" \
        --cert "$work/venue.pem" --key "$work/venue.key" --accounts-file "$work/accounts" >"$work/sim.log" 2>&1 &
    pids+=($!)
    wait_for "http://127.0.0.1:$DEMO_CONTROL_PORT/switches" $! qfex-sim "$work/sim.log"
}

start_bridge() { # configuration file, page of the status server that answers once it is up
    export DEMO_DIR=$work DEMO_FIX_PORT=${DEMO_FIX_PORT:-$(free_port)} DEMO_STATUS_PORT=${DEMO_STATUS_PORT:-$(free_port)}
    need_free "$DEMO_STATUS_PORT" DEMO_STATUS_PORT
    "$bin/qfex-bridge" run --config "$1" >"$work/bridge.log" 2>&1 &
    pids+=($!)
    wait_for "http://127.0.0.1:$DEMO_STATUS_PORT/$2" $! qfex-bridge "$work/bridge.log"
}

demo() {
    build
    work=$(mktemp -d)
    make_certificates
    start_venue
    start_bridge "$root/config/demo.cfg" readyz
    local status=0
    "$bin/fix-client" --config "$root/config/client.cfg" --script "$root/config/demo.script" >"$work/client.log" 2>&1 || status=$?
    "$bin/qfex-bridge" journal show "$work/data" || status=$?
    if [ $status -ne 0 ]; then
        echo "The demo did not go as it should. What the client saw:" >&2
        cat "$work/client.log" >&2
        echo "What the bridge logged:" >&2
        cat "$work/bridge.log" >&2
        exit 1
    fi
    echo
    echo "What the bridge logged, a line per order event:"
    grep ' order\.' "$work/bridge.log" || true
}

describe() { # own configuration file, or none for that of the demo
    echo "Running until Ctrl-C:"
    if [ -n "$1" ]; then
        echo "  FIX 4.4    as $1 says"
    else
        echo "  FIX 4.4    127.0.0.1:$DEMO_FIX_PORT  SenderCompID=DESK TargetCompID=QFEX Username=desk Password=desk"
    fi
    echo "  status     http://127.0.0.1:$DEMO_STATUS_PORT/"
    echo "  simulator  http://127.0.0.1:$DEMO_CONTROL_PORT/state"
    [ -n "$1" ] || echo "  journal    $work/data"
    [ -n "$1" ] || printf '  a client   DEMO_FIX_PORT=%q DEMO_CONTROL_PORT=%q DEMO_DIR=%q %q --config %q\n' \
        "$DEMO_FIX_PORT" "$DEMO_CONTROL_PORT" "$work" "$bin/fix-client" "$root/config/client.cfg"
    echo "Log of the bridge:"
}

serve() {
    local config=
    while [ $# -gt 0 ]; do
        case $1 in
        --config) [ $# -gt 1 ] || usage; config=$2; shift 2 ;;
        *) usage ;;
        esac
    done
    build
    work=$(mktemp -d)
    make_certificates
    DEMO_FIX_PORT=${DEMO_FIX_PORT:-9878} DEMO_STATUS_PORT=${DEMO_STATUS_PORT:-9880} DEMO_CONTROL_PORT=${DEMO_CONTROL_PORT:-9881}
    export DEMO_FIX_PORT DEMO_STATUS_PORT DEMO_CONTROL_PORT
    start_venue
    # The venue of a configuration of one's own may be down, or another one: that is for the operator to see.
    if [ -n "$config" ]; then start_bridge "$config" healthz; else start_bridge "$root/config/demo.cfg" readyz; fi
    describe "$config"
    tail -n +1 -f "$work/bridge.log" &
    pids+=($!)
    wait "${pids[1]}"
}

case ${1:-} in
demo) demo ;;
serve) shift; serve "$@" ;;
*) usage ;;
esac
