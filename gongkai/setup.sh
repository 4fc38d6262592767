#!/usr/bin/env bash
# Makes the environment: setup.sh VENV LOCK PYTHON…   (called by `make setup` and `make demo`)
# The Pythons are candidates; the first one that is new enough is taken. uv installs: the one on the
# PATH, else the one that the new environment gets first; where neither is to be had, pip.
set -euo pipefail

venv=$1
lock=$2
shift 2

stop() {
    echo "setup: $1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in "$@"; do
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer is missing: install it, or name yours: make setup PYTHON=/path/to/python3.12"
}

# What a program prints is shown only where it fails: pip warns of much that nobody can act on.
quietly() {
    local printed
    printed=$("$@" 2>&1) || {
        echo "$printed" >&2
        return 1
    }
}

pip() {
    "$venv/bin/python" -m pip --quiet --disable-pip-version-check "$@"
}

find_uv() {
    for candidate in uv "$venv/bin/uv"; do
        if "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}

is_usable() {
    is_new_enough "$venv/bin/python" && { [ -n "$(find_uv)" ] || pip --version >/dev/null 2>&1; }
}

make_environment() {
    if is_usable; then
        return
    elif uv --version >/dev/null 2>&1; then
        uv venv --quiet --clear --no-python-downloads --python "$1" "$venv"
    elif "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        "$1" -m venv --clear "$venv"
    else
        stop "$1 has no venv module: install it (Debian, Ubuntu: python3-venv), or install uv (pipx install uv)"
    fi
}

# uv installs in seconds what takes pip a minute; without it setting up is slower and as good.
get_uv() {
    [ -n "$(find_uv)" ] || pip install --require-hashes --requirement requirements-uv.lock >/dev/null 2>&1 || true
}

install() {
    local uv
    uv=$(find_uv)
    if [ -n "$uv" ]; then
        quietly "$uv" pip install --quiet --python "$venv/bin/python" "$@"
    else
        quietly pip install "$@"
    fi
}

python=$(find_python "$@")
make_environment "$python"
echo "setup: installing into $venv (the first time takes up to a minute)" >&2
get_uv
install --require-hashes --requirement "$lock" ||
    stop "packages are missing: they are neither cached nor to be had from the package index; see the lines above"
install --no-deps --no-build-isolation --editable .
