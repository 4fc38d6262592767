"""Keeps the traceback of an unexpected failure in a file, where it helps, and off the screen, where
it does not.
"""

from __future__ import annotations

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path


def write_crash_log(error: Exception, state: Path) -> Path:
    """Write the traceback of `error` below the state folder, or where that cannot be, below the
    temporary folder.
    """
    text = "".join(traceback.format_exception(error))
    name = f"crash-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.log"
    try:
        return _write(state / "logs" / name, text)
    except OSError:
        return _write(Path(tempfile.mkdtemp(prefix="gongkai-")) / name, text)


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
