#!/usr/bin/env bash
# Is this folder, alone, a library that others can install? A copy of it is built, tested by nobody else's files, installed
# into an empty folder, and the example of README.md built on it twice: by find_package and by pkg-config.
set -euo pipefail
runtime=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "install: $*" >&2; exit 1; }
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail "$*"; }; }

# The example that people read is the one that is built.
sed -n '/^```c$/,/^```$/p' "$runtime/README.md" | sed '/^```/d' | diff - "$runtime/tests/consumer/greeter.c" ||
    fail "README.md shows another example"
! grep -rniE 'earshot|cloudtrail|configservice|put_?evaluations' "$runtime" --include='*.[ch]' --include='*.txt' --include='*.cmake' ||
    fail "names of one function in a runtime for all"

cp -r "$runtime" "$work/runtime"
quietly cmake -S "$work/runtime" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF
quietly cmake --build "$work/build"
quietly cmake --install "$work/build" --prefix "$work/installed"
[ "$(find "$work/installed" -name '*.h' | wc -l)" = 1 ] || fail "more than one header is public"

starts() { # PROGRAM: without a Runtime API it names what is missing, and fails
    local status=0
    env -i "$1" >"$work/log" || status=$?
    [ "$status" = 1 ] || fail "$1: status $status"
    grep -q 'AWS_LAMBDA_RUNTIME_API is not set' "$work/log" || fail "$1: $(cat "$work/log")"
}
quietly cmake -S "$work/runtime/tests/consumer" -B "$work/by-cmake" -G Ninja -DCMAKE_PREFIX_PATH="$work/installed"
quietly cmake --build "$work/by-cmake"
starts "$work/by-cmake/greeter"

PKG_CONFIG_PATH=$(dirname "$(find "$work/installed" -name '*.pc')")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # one word a flag
quietly cc -std=c17 -Wall -Wextra -Werror -o "$work/greeter" "$runtime/tests/consumer/greeter.c" \
    $(pkg-config --cflags --libs aws-lambda-c)
starts "$work/greeter"
echo "install: one header, one archive; built by find_package and by pkg-config"
