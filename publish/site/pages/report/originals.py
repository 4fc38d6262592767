"""Captured documents for the pages: fetched from the archive and prepared by a worker, one at a
time, and remembered.

Nothing of a document is looked at in the process of the site: what a page shows of it is made in a
process with limits. The packages that read documents are loaded when the first one is asked for.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from publish.originals import state_of
from publish.site.data.archive import Archive, Row
from publish.site.data.memory import Memory
from publish.site.serving.work_queue import Line

if TYPE_CHECKING:
    from extract.worker import Worker
    from publish.originals.shown import Shown
    from publish.originals.store import Content

Made = TypeVar("Made")
_REMEMBERED: Final = 12
_AT_MOST_WAITING: Final = 12


@dataclass(frozen=True)
class Absent:
    """Why a captured document cannot be had here: `no_captures` (none stand beside the archive),
    `damaged`, `busy`.
    """

    why: str
    message: str = ""


_line: Final = Line("originals", _AT_MOST_WAITING)
_shown: Final[Memory[str, Shown]] = Memory(_REMEMBERED)


def absence(archive: Archive, capture: Row) -> Absent | None:
    """Why a document is not at hand, as far as a look at the folder tells; None where it seems to
    be.

    A page about a document asks no more, so that it costs nothing: the document itself is for its
    frame to fetch.
    """
    state = state_of(Path(str(archive.database.path)))
    if not state.is_dir():
        return Absent("no_captures")
    return None if (state / capture["warc_file"]).is_file() else Absent("damaged")


async def content_of(archive: Archive, capture: Row) -> Content | Absent:
    """The bytes of a capture. Raises TooManyWaiting."""
    path = Path(str(archive.database.path))
    return await _line(lambda: _content(path, capture))


async def shown_of(archive: Archive, capture: Row) -> Shown | Absent:
    """What can be shown of a capture. Raises TooManyWaiting."""
    digest = capture["sha256"]
    if digest not in _shown:
        path = Path(str(archive.database.path))
        made = await _line(lambda: _made(path, capture))
        if isinstance(made, Absent):
            return made
        _shown[digest] = made
    return _shown[digest]


async def gathered(archive: Archive, work: Callable[[Path], Made]) -> Made | Absent:
    """What `work` makes of the folder of captures, in turn with the others. Raises
    TooManyWaiting.
    """
    path = Path(str(archive.database.path))
    return await _line(lambda: _from_captures(path, work))


def _content(archive: Path, capture: Row) -> Content | Absent:
    from publish.originals.store import content

    return _from_captures(archive, lambda state: content(state, capture))


def _from_captures(archive: Path, work: Callable[[Path], Made]) -> Made | Absent:
    from crawler.errors import CrawlerError, UnknownPortal

    state = state_of(archive)
    try:
        return work(state) if state.is_dir() else Absent("no_captures")
    except UnknownPortal:
        return Absent("no_captures")
    except CrawlerError as error:
        return Absent("damaged", str(error))


def _made(archive: Path, capture: Row) -> Shown | Absent:
    from publish.originals.shown import Shown

    found = _content(archive, capture)
    if isinstance(found, Absent):
        return found
    reading = _worker().read(found.data)
    # A worker that a document brought down gives a bare reading, with the reason among its issues.
    return reading if isinstance(reading, Shown) else Shown(**vars(reading))


@cache
def _worker() -> Worker:
    from extract.worker import Worker
    from publish.originals.shown import LIMITS, show

    worker = Worker(LIMITS, show)
    atexit.register(worker.close)
    return worker
