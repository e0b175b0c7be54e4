#!/usr/bin/env bash
# Plants the bugs of NN-name.patch one at a time into a copy of the sources and looks whether the tests notice.
#   run.sh            all that have no result yet; then the table in README.md is written
#   run.sh --again    the same, without the results of earlier runs
#   run.sh --only NN  this one, once more
#   run.sh --list     what is planted
# Environment: QB_JOBS, how many compilers at a time (2); QB_RUN_PREFIX, a command to put before each build and each test
# program, e.g. nice. Exit code 1: more than one was missed, or a patch does not apply or compile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/build/planted
tree=$work/tree
results=$work/results
jobs=${QB_JOBS:-2}
read -ra prefix <<<"${QB_RUN_PREFIX:-}"

# ---- the patches

header() { sed -n "/^--- /q; s/^$2: //p" "$1"; } # of patch $1 the line $2
patches() { ls "$here"/[0-9][0-9]-*.patch; }
number_of() { basename "$1" | cut -c1-2; }
name_of() { basename "$1" .patch | cut -c4-; } # numbers may change
sum_of() { sha256sum <"$1" | cut -c1-16; }

# A result is one line: the patch's sum, the outcome, the program, the test; tabs between.
result_of() {
    local file line
    file=$results/$(name_of "$1")
    [ -f "$file" ] || return 1
    line=$(cat "$file")
    [ "${line%%$'\t'*}" = "$(sum_of "$1")" ] || return 1 # of an older text of the patch
    printf '%s\n' "$line"
}
column() { cut -f"$1"; }

list() {
    local patch
    for patch in $(patches); do
        printf '%s  %-8s %s\n' "$(number_of "$patch")" "$(header "$patch" Room)" "$(header "$patch" Planted)"
    done
}

# ---- the copy, its build, its test programs

stop() {
    echo "$1" >&2
    exit 1
}

# A worktree with what is committed and what is changed in tracked files.
make_tree() {
    local commit
    mkdir -p "$results"
    commit=$(git -C "$root" stash create)
    commit=${commit:-$(git -C "$root" rev-parse HEAD)}
    if [ -e "$tree/.git" ]; then
        git -C "$tree" reset -q --hard
        git -C "$tree" checkout -q --detach "$commit"
    else
        git -C "$root" worktree prune
        git -C "$root" worktree add -q --detach "$tree" "$commit"
    fi
    sources=$(git -C "$root" ls-tree -r "$commit" | grep -v $'\ttests/planted/' | sha256sum)
    [ -f "$tree/build/release/build.ninja" ] ||
        (cd "$tree" && "${prefix[@]}" cmake --preset release -DQB_TESTS=ON -DQB_TEST_CASES=OFF) >"$work/build.log" 2>&1 ||
        stop "the copy cannot be configured: $work/build.log"
}

build() { # the named programs
    "${prefix[@]}" cmake --build "$tree/build/release" -j "$jobs" --target "${@/#/qb_test_}" >"$work/build.log" 2>&1
}

# Builds and runs "program" or "program:filter" of the copy: its output is in run.log. Exit code: its own, or 90 when it
# cannot be built. $2: variables; $3: seconds that it may take.
attempt() {
    local program=${1%%:*} filter='*' variables
    case $1 in *:*) filter=${1#*:} ;; esac
    prefix=()
    build "$program" || return 90
    read -ra variables <<<"$2"
    cd "$tree"
    env "${variables[@]}" timeout -k 5 "$3" "build/release/bin/qb_test_$program" --gtest_fail_fast --gtest_color=no \
        --gtest_filter="$filter" >"$work/run.log" 2>&1 </dev/null
}

# Is it noticed? Sets outcome and test when it is, or when it cannot be built.
notices() {
    local code=0
    "${prefix[@]}" "$here/run.sh" --attempt "$1" "$2" "$3" || code=$?
    case $code in
    0) return 1 ;;
    90) outcome=error test='does not compile'; return 0 ;;
    124 | 137) outcome=hangs ;;
    1) outcome=fails ;;
    *) outcome=crashes ;;
    esac
    test=$(sed -n 's/^\[  FAILED  \] \([^ ,]*\).*/\1/p' "$work/run.log" | head -n 1)
    [ -n "$test" ] || test=$(sed -n 's/^\[ RUN      \] //p' "$work/run.log" | tail -n 1)
}

programs_of_the_suite() { ctest --test-dir "$tree/build/release" -N | sed -n 's/^ *Test *#[0-9]*: //p'; }

# ---- one patch

# Sets outcome (fails, crashes, hangs, missed, error), program and test.
judge() {
    local patch=$1 entry entries variables
    program='' test='' outcome=missed
    variables=$(header "$patch" Environment)
    read -ra entries <<<"$(header "$patch" Programs)"
    for entry in "${entries[@]}"; do
        program=${entry%%:*}
        notices "$entry" "$variables" 180 && return
    done
    for program in $(programs_of_the_suite); do
        # Once more: a test that fails now and then has noticed nothing.
        notices "$program" '' 900 && notices "$program:$test" '' 900 && return
    done
    outcome=missed program='' test=''
}

plant() {
    local patch=$1 begun=$SECONDS
    if git -C "$tree" apply "$patch" 2>"$work/build.log"; then
        judge "$patch"
        git -C "$tree" apply -R "$patch"
    else
        outcome=error program='' test='does not apply'
    fi
    printf '%s\t%s\t%s\t%s\n' "$(sum_of "$patch")" "$outcome" "$program" "$test" >"$results/$(name_of "$patch")"
    printf '%s %-30s %-8s %s %s, %d s\n' "$(number_of "$patch")" "$(name_of "$patch")" "$outcome" "$program" "$test" $((SECONDS - begun))
}

# Without a bug the programs that these patches name pass, and run something.
check_unpatched() {
    local patch entry entries
    declare -A variables=() programs=()
    for patch in "$@"; do
        read -ra entries <<<"$(header "$patch" Programs)"
        for entry in "${entries[@]}"; do
            programs[${entry%%:*}]=1
            variables[$entry]=$(header "$patch" Environment)
        done
    done
    build "${!programs[@]}" || stop "the programs cannot be built: $work/build.log"
    for entry in "${!variables[@]}"; do
        grep -qsxF "$sources $entry" "$work/passed" && continue # in the run before, with these sources
        notices "$entry" "${variables[$entry]}" 180 && stop "$entry $outcome although nothing is planted: $work/run.log"
        grep -q '^\[  PASSED  \] [1-9]' "$work/run.log" || stop "$entry runs no test"
        echo "$sources $entry" >>"$work/passed"
    done
    echo "nothing planted: the programs pass"
}

# ---- the table

# Everything behind the heading Results is made here.
write_table() {
    local patch line outcome test
    sed -i '/^## Results$/q' "$here/README.md"
    {
        printf '\nMade by `run.sh`, which writes nothing else here. %d bugs, %d missed.\n\n' "$planted" "$missed"
        echo '| No. | Planted | Room | Noticed by | First test |'
        echo '|---|---|---|---|---|'
        for patch in $(patches); do
            line=$(result_of "$patch")
            outcome=$(column 2 <<<"$line")
            test="\`$(column 4 <<<"$line")\`"
            case $outcome in
            fails) ;;
            missed) test='**missed**' ;;
            *) test="$outcome in $test" ;;
            esac
            printf '| %s | %s | `%s` | `%s` | %s |\n' "$(number_of "$patch")" "$(header "$patch" Planted)" \
                "$(header "$patch" Room)" "$(column 3 <<<"$line")" "$test"
        done
    } >>"$here/README.md"
}

sum_up() {
    local patch outcome
    planted=0 missed=0 errors=0 open=0
    for patch in $(patches); do
        planted=$((planted + 1))
        outcome=$(result_of "$patch" | column 2) || outcome=''
        case $outcome in
        missed) missed=$((missed + 1)) ;;
        error) errors=$((errors + 1)) ;;
        '') open=$((open + 1)) ;; # changed during the run
        esac
    done
    echo "$planted planted, $missed missed, $errors that do not apply or compile, $open without a result"
    [ $((errors + open)) = 0 ] || return 1
    write_table
    [ "$missed" -le 1 ]
}

run_all() {
    local patch todo=()
    make_tree
    for patch in $(patches); do
        case $(result_of "$patch" | column 2) in
        '' | error) todo+=("$patch") ;;
        esac
    done
    if [ "${#todo[@]}" -gt 0 ]; then check_unpatched "${todo[@]}"; fi
    for patch in "${todo[@]}"; do plant "$patch"; done
    sum_up
}

run_one() {
    local patch
    patch=$(patches | grep "/$1-") || stop "there is no patch $1"
    make_tree
    check_unpatched "$patch"
    plant "$patch"
    [ "$outcome" != missed ] && [ "$outcome" != error ]
}

case ${1:-} in
'') run_all ;;
--again) rm -rf "$results" && run_all ;;
--only) run_one "${2:?a number}" ;;
--list) list ;;
--attempt) attempt "${@:2}" ;; # inside
*) sed -n '2,8p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
esac
