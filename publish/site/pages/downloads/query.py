"""What can be taken away. Another kind of file is one more entry of KINDS, and another whole file
one of FILES.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from publish.schema import tables as schema
from publish.schema.tables import Table, Text, View
from publish.schema.views import views
from publish.site.data.archive import NAME

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette


@dataclass(frozen=True)
class Kind:
    """A format in which each table can be had: its name among the texts, and its address made of
    the table's.
    """

    name: str
    address: Callable[[str], str]


@dataclass(frozen=True)
class File:
    """A file that holds the whole archive: its name among the texts, its path, and whether it is
    there to be had.
    """

    name: str
    path: str
    is_there: Callable[[Datasette], bool]


@dataclass(frozen=True)
class Offer:
    """A table or view that can be taken away; `rows` is None where they are not counted."""

    name: str
    title: Text
    description: Text
    rows: int | None
    links: tuple[tuple[str, str], ...]


KINDS: Final[tuple[Kind, ...]] = (
    Kind("csv", lambda table: f"{table}.csv?_stream=on&_dl=on"),
    Kind("excel", lambda table: f"{table}.csv?_stream=on&_dl=on&_bom=1"),
    Kind("jsonl", lambda table: f"{table}.jsonl?_dl=on"),
    Kind("json", lambda table: f"{table}.json?_shape=objects&_size=max"),
)
FILES: Final[tuple[File, ...]] = (
    # Datasette gives a database away only where it knows that nobody writes to it
    # (inspect-data.json, or -i).
    File("sqlite", f"/{NAME}.db", lambda datasette: not datasette.databases[NAME].is_mutable),
)


def offers(datasette: Datasette, counts: dict[str, int]) -> tuple[Offer, ...]:
    """Every table and view with its addresses."""
    described: tuple[Table | View, ...] = (*schema.tables(), *views())
    return tuple(
        Offer(
            entry.name,
            entry.title,
            entry.description,
            counts.get(entry.name),
            tuple(
                (kind.name, kind.address(datasette.urls.table(NAME, entry.name))) for kind in KINDS
            ),
        )
        for entry in described
    )


def files(datasette: Datasette) -> tuple[tuple[str, str], ...]:
    """The whole files that are there, by their names among the texts, with their addresses."""
    return tuple(
        (file.name, datasette.urls.path(file.path)) for file in FILES if file.is_there(datasette)
    )
