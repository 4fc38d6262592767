"""What tests of publish share: a crawl to fill, and an archive built from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publish import build

Rows = list[dict[str, Any]]


class Archive:
    """A built archive, to be asked questions."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = sqlite3.connect(path)
        self._connection.row_factory = sqlite3.Row

    def rows(self, sql: str, *parameters: object) -> Rows:
        return [dict(row) for row in self._connection.execute(sql, parameters)]

    def row(self, sql: str, *parameters: object) -> dict[str, Any]:
        [found] = self.rows(sql, *parameters)
        return found

    def values(self, sql: str, *parameters: object) -> list[Any]:
        return [next(iter(row.values())) for row in self.rows(sql, *parameters)]

    def dump(self) -> list[str]:
        return list(self._connection.iterdump())


@pytest.fixture
def archive_path(tmp_path: Path) -> Path:
    return tmp_path / "site" / "archive.db"


@pytest.fixture
def built(state: Path, archive_path: Path) -> Callable[..., Archive]:
    """Build the archive of the test's captures and open it."""

    def build_and_open(**options: Any) -> Archive:
        build(state, archive_path, **options)
        return Archive(archive_path)

    return build_and_open
