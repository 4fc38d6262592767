"""Figures that a page shows otherwise than its file holds them, every way in every format in which
it can occur: read as they are shown, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.corpus import Sample, make
from tests.corpus.quirk import REGISTRY
from tests.corpus.score import Score, score
from tests.corpus.workers import read_all

pytestmark = pytest.mark.slow

FORMATS = ("html", "text", "docx", "xlsx", "ofd", "drawn")
MODULES = ("quirks_shown", "quirks_stored", "quirks_painted")
SEED = 6107
# Not every report has figures of several digits.
MOST = 12


def ways() -> Iterator[tuple[str, str]]:
    """Each way of showing, with each format in which it occurs."""
    for name, entry in REGISTRY.items():
        if entry.change.__module__.rpartition(".")[2] in MODULES:
            yield from ((format, name) for format in FORMATS if format in (entry.formats or ()))


@pytest.fixture(scope="module")
def scores() -> dict[tuple[str, str], Score]:
    made = {(format, name): _document(format, name) for format, name in ways()}
    answers = read_all(list(made.values()), wall=120)
    return {way: score(answer) for way, answer in zip(made, answers, strict=True)}


def _document(format: str, name: str) -> Sample:
    """The first document whose figures can be shown so."""
    made = (next(iter(make(SEED + at, 1, format, "clean", (name,)))) for at in range(MOST))
    return next(sample for sample in made if name in sample.quirks)


@pytest.mark.parametrize("way", list(ways()), ids=" ".join)
def test_a_figure_is_read_as_it_is_shown_or_called_unreadable(
    way: tuple[str, str], scores: dict[tuple[str, str], Score]
) -> None:
    one = scores[way]
    assert (one.wrong, one.missed, one.error) == ([], [], None)
    assert one.quality != "source_error"
    assert one.quality_fits


def test_every_format_shows_figures_in_many_ways() -> None:
    found = [format for format, _ in ways()]
    assert [format for format in FORMATS if format != "text" and found.count(format) < 5] == []
