#!/bin/sh
# Installs Minshu into .venv/ of this checkout, from the lock files only. Used by the Makefile and the image alike.
#
#   docker/install.sh            what running needs
#   docker/install.sh --tests    also what the tests need (as root on Debian: missing packages through apt)
#   docker/install.sh --system   the Debian packages of the tests only
#
# Safe to run again, and after being killed at any point: a stamp written last says what is installed, and a mark
# written first says that an installation was begun, which is then made anew. Two runs at once wait for each other.
set -eu
cd "$(dirname "$0")/.."

PACKAGES="chromium fonts-noto-cjk docker-compose"
STAMP=.venv/.installed
BEGUN=.venv/.begun

refuse() {
    echo "$1" >&2
    echo "$2" >&2
    exit 1
}

find_python() {
    for name in ${PYTHON:-} python3.11 python3.12 python3.13 python3 /usr/bin/python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    refuse "需要 Python 3.11 或更新的版本(Debian:apt install python3 python3-venv)。" \
        "Python 3.11 or later is needed (Debian: apt install python3 python3-venv)."
}

# What is installed, in one line; changes with every file that decides it.
recipe() {
    cat requirements.lock pyproject.toml docker/install.sh "$@" | sha256sum | cut -d' ' -f1
}

missing_packages() {
    for package in $PACKAGES; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
    done
    # any JDK and any Maven will do, from wherever they come
    command -v javac >/dev/null || echo default-jdk-headless
    command -v mvn >/dev/null || echo maven
}

install_packages() {
    missing=$(missing_packages | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        refuse "测试还缺这些 Debian 软件包,请以 root 安装:apt install $missing" \
            "The tests need these Debian packages; install them as root: apt install $missing"
    fi
    echo "apt: $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    # shellcheck disable=SC2086  # a list of names
    apt-get -qq install --yes --no-install-recommends $missing >/dev/null
}

make_venv() {
    python=$(find_python)
    if [ -e "$BEGUN" ]; then
        rm -rf .venv
    fi
    if ! .venv/bin/python -c pass 2>/dev/null; then
        "$python" -m venv --clear .venv || refuse "无法建立 .venv(Debian:apt install python3-venv)。" \
            "The virtual environment could not be made (Debian: apt install python3-venv)."
    fi
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
}

pip_install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

install_python() {
    wanted=$(recipe "$@")
    # What the tests need contains what running needs, so either stamp will do for running.
    if grep -qsx "$wanted" "$STAMP"; then
        return 0
    fi
    echo "pip: requirements.lock $* -> .venv"
    make_venv
    : >"$BEGUN"
    for lock in requirements.lock "$@"; do
        pip_install --require-hashes -r "$lock"
    done
    pip_install --no-deps --no-build-isolation -e .
    rm "$BEGUN"
    { [ $# -eq 0 ] || recipe; echo "$wanted"; } >"$STAMP.new"
    mv "$STAMP.new" "$STAMP"
}

exec 9<docker/install.sh
flock 9
case "${1:-}" in
    "") install_python ;;
    --tests)
        install_packages
        install_python tests/requirements.lock
        # the jars of the tests' Elasticsearch node, from Maven Central
        .venv/bin/python -m tests.elasticsearch.distribution >/dev/null
        ;;
    --system)
        install_packages
        exit 0
        ;;
    *) refuse "用法:docker/install.sh [--tests|--system]" "Usage: docker/install.sh [--tests|--system]" ;;
esac
.venv/bin/python docker/build_assets.py
