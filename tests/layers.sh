#!/usr/bin/env bash
# The link graph is the include graph: no layer can include a header of a layer that it does not link.
#   tests/layers.sh BUILD_FOLDER
# For every forbidden pair a one-line file is compiled with the layer's own flags; it must fail, and fail for the include.
# As a check of the check, the layer's own header must compile.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$(realpath "$1")

# Where the compiler looks for a layer's includes: beside the file, and in the folders that CMake gives its objects.
includes() {
    python3 - "$build/compile_commands.json" "$1" <<'PY'
import json, os, shlex, sys
for entry in json.load(open(sys.argv[1])):
    if sys.argv[2] in entry["file"]:
        print("-iquote", os.path.dirname(entry["file"]),
              *[word for word in shlex.split(entry["command"]) if word.startswith("-I")])
        break
PY
}

compiles() { # FILE_OF_THE_LAYER HEADER
    # shellcheck disable=SC2046
    echo "#include \"$2\"" | cc -std=c17 -D_GNU_SOURCE -fsyntax-only -x c $(includes "$1") - 2>"$build/layers.err"
}

failed=0
check() { # FILE_OF_THE_LAYER OWN_HEADER FORBIDDEN_HEADER...
    local file=$1 own=$2
    shift 2
    compiles "$file" "$own" || { echo "layers: $file cannot include its own $own"; failed=1; }
    for header in "$@"; do
        if compiles "$file" "$header"; then
            echo "layers: $file can include $header"
            failed=1
        elif ! grep -q "$header: No such file" "$build/layers.err"; then
            echo "layers: $file and $header: failed for another reason:"
            cat "$build/layers.err"
            failed=1
        fi
    done
}

check layers/base/arena.c arena.h lambda.h http_curl.h facts.h pattern.h prover.h policy.h report.h aws.h handler.h cli.h
check layers/http_curl/http_curl.c http_curl.h lambda.h facts.h pattern.h prover.h policy.h report.h aws.h handler.h cli.h
check layers/lambda/lambda.c lambda.h http_curl.h facts.h pattern.h prover.h policy.h report.h aws.h handler.h cli.h
check function/model/facts.c facts.h lambda.h http_curl.h pattern.h prover.h policy.h report.h aws.h handler.h cli.h
check function/pattern/pattern_parse.c pattern.h lambda.h http_curl.h facts.h prover.h policy.h report.h aws.h handler.h cli.h
check function/prover/prover_language.c prover.h lambda.h http_curl.h facts.h policy.h report.h aws.h handler.h cli.h
check function/alarm/alarm_decide.c alarm.h lambda.h http_curl.h pattern.h prover.h policy.h report.h aws.h handler.h cli.h
check function/policy/policy_judge.c policy.h lambda.h http_curl.h report.h aws.h handler.h cli.h
check function/report/report_object.c report.h lambda.h http_curl.h policy.h aws.h handler.h cli.h
check function/aws/aws_reply.c aws.h lambda.h http_curl.h pattern.h prover.h policy.h report.h handler.h cli.h
check function/handler.c handler.h lambda.h http_curl.h cli.h
# "../x.h" would walk around all of this.
if grep -rn '#include "\.\./' runtime function; then
    echo "layers: includes are by bare name"
    failed=1
fi
[ "$failed" = 0 ] && echo "layers: no upward include compiles"
exit "$failed"
