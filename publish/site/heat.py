"""The cells of the map of coverage: the share of the agencies that published, of those that had to.

Written here and not in a template, since the page of a province has hundreds of them, which took most of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import Markup, escape

from publish.site.words import Words

Coverage = Mapping[tuple[str, int], Mapping[str, int]]
"""Agencies by status of coverage, by division and year."""
_NOT_PUBLISHED: Final = ("missing", "blocked", "unknown")


def cells(place: str, years: Iterable[int], coverage: Coverage, words: Words) -> Markup:
    """The cells of a division's row as HTML, one a year. Shares are rounded down: 100 % is all."""
    return Markup("".join(_cell(coverage.get((place, year), {}), words) for year in years))


def _cell(statuses: Mapping[str, int], words: Words) -> str:
    expected = sum(statuses.values()) - statuses.get("due", 0)
    if not expected:
        return f'<td class="heat heat-none"><span aria-label="{escape(words.plain("heat.none"))}">—</span></td>'
    published = expected - sum(statuses.get(status, 0) for status in _NOT_PUBLISHED)
    counts = f"{published}/{expected}"
    if words.language != "both":
        counts = str(escape(words.plain("heat.of", published=published, due=expected)))
    tenths, percent = 10 * published // expected, 100 * published // expected
    return f'<td class="heat heat-{tenths}"><strong>{percent}%</strong> <span>{counts}</span></td>'
