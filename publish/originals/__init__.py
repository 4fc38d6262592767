"""The documents as they were captured: their bytes out of the archive, what a page may show of
them, their records.
"""

from __future__ import annotations

from pathlib import Path

STATE = "var"
"""Name of the folder of captures that stands beside an archive."""


def state_of(archive: Path) -> Path:
    """The folder of captures of an archive: `var` beside it."""
    return archive.parent / STATE
