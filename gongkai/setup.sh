#!/usr/bin/env bash
# Makes the environment: setup.sh VENV PYTHON…   (called by `make setup`)
# The Pythons are candidates; the first one that is new enough is taken. uv is used where it is, else venv and pip.
set -euo pipefail

venv=$1
shift

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

has_uv() {
    uv --version >/dev/null 2>&1
}

is_usable() {
    is_new_enough "$venv/bin/python" && { has_uv || "$venv/bin/python" -m pip --version >/dev/null 2>&1; }
}

make_environment() {
    if is_usable; then
        return
    elif has_uv; then
        uv venv --quiet --clear --no-python-downloads --python "$1" "$venv"
    elif "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        "$1" -m venv --clear "$venv"
    else
        stop "$1 has no venv module: install it (Debian, Ubuntu: python3-venv), or install uv (pipx install uv)"
    fi
}

install() {
    if has_uv; then
        uv pip install --quiet --python "$venv/bin/python" "$@"
    else
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

python=$(find_python "$@")
make_environment "$python"
echo "setup: installing into $venv (the first time takes up to a minute)" >&2
install --require-hashes --requirement requirements.lock ||
    stop "packages are missing: they are neither cached nor to be had from the package index; see the lines above"
install --no-deps --no-build-isolation --editable .
"$venv/bin/python" -m gongkai.chromium
