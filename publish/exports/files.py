"""Files of an export: written beside and moved into place, and counted as they are written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from publish.exports.sources import Row

if TYPE_CHECKING:
    from publish.exports.compressed import Twin


@dataclass(frozen=True)
class ExportedFile:
    """One file of an export. `path` is relative to the export's folder, `notes` say what the format
    could not hold, `twin` is the same file compressed.
    """

    path: str
    table: str
    format: str
    rows: int
    bytes: int
    sha256: str
    notes: tuple[str, ...] = ()
    twin: Twin | None = None


class Counted:
    """Rows that are counted while somebody reads them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A path to write to; what stands there takes the place of `target` when the block ends
    well.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f"{target.name}.new")
    try:
        yield new
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
