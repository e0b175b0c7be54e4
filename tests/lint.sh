#!/usr/bin/env bash
# Checks that read the sources. lint.sh layout: format and the rules of who may include what. lint.sh tidy: clang-tidy
# over every file of ours (needs the release preset configured).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

layout() {
    local bad=0
    echo "== format"
    git ls-files '*.h' '*.cpp' | xargs -r clang-format --dry-run -Werror || bad=1
    echo "== layout"
    if git ls-files 'src/*' 'bridge/*' 'tests/*' | grep -E '\.(h|cpp)$' | grep -v '^src/net/' | xargs -r grep -nE '#include <boost/beast'; then
        echo "Boost.Beast may be included in src/net alone (build time)." >&2; bad=1
    fi
    if git ls-files 'src/*' 'bridge/*' 'tests/*' | grep -E '\.(h|cpp)$' | grep -vE '^(src/fix/quickfix(_initiator)?|tests/bench/quickfix_acceptor)\.h$' | xargs -r grep -nE '#include [<"]quickfix/'; then
        echo "QuickFIX may be included through src/fix/quickfix.h alone (its headers use C++ that is gone)." >&2; bad=1
    fi
    if git ls-files 'src/orders/*' 'src/mapping/*' | grep -E '\.(h|cpp)$' | xargs -r grep -nE '\b(double|float)\b' | grep -v '//'; then
        echo "No binary floating point where prices and quantities live." >&2; bad=1
    fi
    return $bad
}

tidy() {
    echo "== clang-tidy"
    [ -f build/release/compile_commands.json ] || { echo "Configure first: cmake --preset release" >&2; exit 1; }
    # clang cannot read GCC's precompiled headers: the same commands without them.
    mkdir -p build/tidy
    sed -E 's/ -Winvalid-pch//g; s/ -include [^ "]*cmake_pch\.hxx//g' build/release/compile_commands.json >build/tidy/compile_commands.json
    git ls-files 'src/*.cpp' 'bridge/*.cpp' | grep -vE '^src/net/(asio|beast)_impl' |
        xargs -r -n 4 -P "${TIDY_JOBS:-2}" clang-tidy --quiet -p build/tidy
}

case ${1:-} in
layout) layout ;;
tidy) tidy ;;
*) sed -n '2,3p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
esac
