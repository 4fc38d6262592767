"""Administrative divisions as a CSV file lists them: those that a registry adds to the packaged
ones.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from crawler.errors import InvalidPortal

FILE_NAME = "regions.csv"
FIELDS = ["code", "name", "parent"]


class Division(BaseModel):
    """One division: its code (GB/T 2260: six digits; townships nine), name, and the code of the
    division above.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    code: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)]
    parent: str | None = None

    @property
    def level(self) -> str:
        """What the shape of the code says: province, prefecture, county, township or unknown."""
        if len(self.code) == 9:
            return "township"
        if len(self.code) != 6:
            return "unknown"
        return (
            "province"
            if self.code.endswith("0000")
            else "prefecture"
            if self.code.endswith("00")
            else "county"
        )


def registry_divisions(directory: Path) -> tuple[Division, ...]:
    """The divisions of a registry folder's regions.csv; none where it has no such file.

    Raises InvalidPortal with file and line.
    """
    file = directory / FILE_NAME
    if not file.is_file():
        return ()
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InvalidPortal(f"{file}:{line}: not text in UTF-8; save it as UTF-8.") from error
    except OSError as error:
        raise InvalidPortal(
            f"{file}:1: cannot be read ({error.strerror}); give permission to read it."
        ) from error
    return tuple(parse_divisions(text.splitlines(), str(file)))


def parse_divisions(lines: Iterable[str], source: str) -> Iterator[Division]:
    """The divisions of the lines of a CSV file with the columns code, name and parent.

    Raises InvalidPortal, which names `source` and line.
    """
    reader = csv.DictReader(lines)
    if list(reader.fieldnames or ()) != FIELDS:
        raise InvalidPortal(f"{source}:1: the first line must be {','.join(FIELDS)}.")
    for row in reader:
        if None in row or None in row.values():
            raise InvalidPortal(
                f"{source}:{reader.line_num}: must have the {len(FIELDS)} fields of the first line."
            )
        if not row["code"] or not row["name"]:
            raise InvalidPortal(f"{source}:{reader.line_num}: code and name must not be empty.")
        yield Division(code=row["code"], name=row["name"], parent=row["parent"] or None)
