#!/bin/sh
# Everything that must hold before a change is taken: lint, format, types, contracts, tests. `--fast`: without processes
# and browser. The last line is `N passed, 0 failed, 0 skipped`; the exit code is 0 for exactly that.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
mkdir -p build

ruff check --quiet .
ruff format --quiet --check .
mypy --no-error-summary
lint-imports --no-logo >build/lint-imports.txt 2>&1 || { cat build/lint-imports.txt >&2; exit 1; }

rm -f build/tests-*.xml
if [ "${1:-}" = --fast ]; then
    pytest -q --junitxml=build/tests-fast.xml tests/architecture tests/search tests/catalog || true
    exec python tests/plugins/summary.py build/tests-fast.xml
fi
# Process-level faults measure times of stopping and starting: nothing else may run beside them.
pytest -q -n 2 --dist loadscope --junitxml=build/tests-parallel.xml --ignore=tests/faults || true
pytest -q --junitxml=build/tests-faults.xml tests/faults || true
exec python tests/plugins/summary.py build/tests-parallel.xml build/tests-faults.xml
