#!/bin/sh
# Everything that must hold before a change is taken: lint, format, types, contracts, tests. `--fast`: of the tests those
# that ask for nothing, or for a database alone. Then a line for each tier of the tests, and as the last one
# `N passed, 0 failed, 0 skipped`; the exit code is 0 for exactly that.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
rm -rf build/branches build/tests-*.xml
mkdir -p build/branches

# One worker for each core. Fewer than two would show nothing of what goes wrong beside another; more than eight wait
# for the longest room.
workers=$(nproc)
[ "$workers" -ge 2 ] || workers=2
[ "$workers" -le 8 ] || workers=8

ruff check --quiet .
ruff format --quiet --check .
# beside the tests, which often wait
{ mypy --no-error-summary && lint-imports --no-logo; } >build/static.txt 2>&1 &
static=$!

run() {
    report=build/tests-$1.xml
    shift
    pytest -q --junitxml="$report" "$@" || true
}

finish() {
    wait "$static" || { cat build/static.txt >&2; exit 1; }
    if python tests/plugins/summary.py "$@" >build/summary.txt && [ -n "${MEASURE_BRANCHES:-}" ]; then
        python -m tests.plugins.branches build/branches || exit 1
    fi
    cat build/summary.txt
    tail -n 1 build/summary.txt | grep -q '^[1-9][0-9]* passed, 0 failed, 0 skipped$'
    exit
}

if [ "${1:-}" = --fast ]; then
    run fast -n "$workers" -m "pure or database"
    finish build/tests-fast.xml
fi
export MEASURE_BRANCHES="$PWD/build/branches"
run parallel -n "$workers" --ignore=tests/faults
# Process-level faults run apart from all others: first those that measure how long starting and stopping takes, with
# nothing beside them, then those that wait patiently, beside each other.
run timed-faults tests/faults/test_parts_die.py
run faults -n "$workers" tests/faults --ignore=tests/faults/test_parts_die.py
finish build/tests-parallel.xml build/tests-timed-faults.xml build/tests-faults.xml
