"""How SQLite files are opened that are only read."""

from __future__ import annotations

from pathlib import Path


def read_only(file: Path) -> str:
    """Return the URI under which SQLite opens a file (with `uri=True`, or by attach) without ever
    writing to it.
    """
    return f"{file.resolve().as_uri()}?mode=ro"
