"""Cells of tables that have hundreds of them, as HTML: of the printed tables, of coverage, of
Datasette's rows.

Written here and not in templates: there the cells of a report, of a province's map and of a hundred
rows took most of the time of their pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from datasette.utils import to_css_class
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from publish.collect.figures import Address
from publish.site.addresses import figure_place, marked_path, report_path
from publish.site.printed.figures import Figure, Figures
from publish.site.printed.layout import Box, Line
from publish.site.wording.words import Words, words_of

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

Coverage = Mapping[tuple[str, int], Mapping[str, int]]
"""Agencies by status of coverage, by division and year."""
_NOT_PUBLISHED: Final = ("missing", "blocked", "unknown")
_LONGEST_TITLE: Final = 200
_LONGEST_MARK: Final = 8
_css_class: Final = lru_cache(maxsize=1024)(to_css_class)


def register(env: Environment, datasette: Datasette) -> None:
    """Give templates the cells of their tables, in the words of the page that is rendered."""

    @pass_context
    def printed_cells(
        context: Context, report: str, figures: Figures, line: Line, current: Address | None
    ) -> Markup:
        path = datasette.urls.path(report_path(report))
        return printed(line, figures, path, current, words_of(context))

    @pass_context
    def covered_cells(
        context: Context, place: str, years: Iterable[int], coverage: Coverage
    ) -> Markup:
        return covered(place, years, coverage, words_of(context))

    @pass_context
    def marked(context: Context, figure: Figure) -> Markup:
        return mark(figure, words_of(context))

    env.globals.update(
        printed_cells=printed_cells, covered_cells=covered_cells, row_cells=of_row, mark=marked
    )


def printed(
    line: Line, figures: Figures, path: str, current: Address | None, words: Words
) -> Markup:
    """The cells of a line of a printed table; `path` is that of the report, `current` the figure
    that is looked at.
    """
    cells = (
        (
            _figure(figures[box.address], box, path, box.address == current, words)
            if box.address
            else _label(box, words)
        )
        for box in line
    )
    return Markup("".join(cells))


def mark(figure: Figure, words: Words) -> Markup:
    """What stands in a figure's cell: never a 0 for what is null."""
    if figure.status in ("printed", "inferred") and figure.number is not None:
        note = (
            f'<sup class="note" aria-label="{escape(words.plain("status.noted"))}">※</sup>'
            if figure.noted
            else ""
        )
        return Markup(f'<span class="number">{escape(figure.number)}</span>{note}')
    if figure.status == "not_applicable":
        return Markup(f'<span class="mark">{escape((figure.raw or "/")[:_LONGEST_MARK])}</span>')
    status = figure.status if figure.status in ("blank", "unreadable") else "absent"
    return Markup(f'<span class="mark">{words(f"status_mark.{status}")}</span>')


def _figure(figure: Figure, box: Box, path: str, is_current: bool, words: Words) -> str:
    classes = f"figure status-{figure.status}{' failing' * figure.failing}{' current' * is_current}"
    classes += " changed" * (figure.change is not None)
    span = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    pointed = ' aria-current="true"' if is_current else ""
    title = f' title="{escape(figure.raw[:_LONGEST_TITLE])}"' if figure.raw else ""
    address = escape(f"{path}/{figure_place(figure.address)}")
    link = f'<a href="{address}"{pointed}{title}>{mark(figure, words)}</a>'
    old = _old_value(figure, path, words)
    return f'<td id="c-{escape(figure.address.name)}" class="{classes}"{span}>{link}{old}</td>'


def _old_value(figure: Figure, path: str, words: Words) -> str:
    """What stood in the cell before it was changed, linked to its place in the old version."""
    if figure.change is None:
        return ""
    base, value = path.rpartition("/report/")[0], figure.change["old_value"]
    address = escape(base + marked_path(figure.change["old_capture"], figure.address))
    said = words("notice.was", value=value) if value is not None else words("notice.was_nothing")
    title = escape(words.plain("notice.old_version"))
    return f'<a class="old-value" href="{address}" title="{title}">{said}</a>'


def _label(box: Box, words: Words) -> str:
    spans = (("rowspan", box.rowspan), ("colspan", box.colspan))
    spanning = "".join(f' {name}="{size}"' for name, size in spans if size > 1)
    label = words.pair(box.label, box.label_en)
    return f'<th scope="{box.scope}"{spanning} class="label-{box.scope}">{label}</th>'


def covered(place: str, years: Iterable[int], coverage: Coverage, words: Words) -> Markup:
    """The cells of a division's row in the map of coverage, one a year: the share of agencies that
    published, of those that had to. Shares are rounded down: 100 % is all.
    """
    return Markup("".join(_share(coverage.get((place, year), {}), words) for year in years))


def _share(statuses: Mapping[str, int], words: Words) -> str:
    expected = sum(statuses.values()) - statuses.get("due", 0)
    if not expected:
        return (
            '<td class="heat heat-none"><span'
            f' aria-label="{escape(words.plain("heat.none"))}">—</span></td>'
        )
    published = expected - sum(statuses.get(status, 0) for status in _NOT_PUBLISHED)
    counts = f"{published}/{expected}"
    if words.language != "both":
        counts = str(escape(words.plain("heat.of", published=published, due=expected)))
    tenths, percent = 10 * published // expected, 100 * published // expected
    return f'<td class="heat heat-{tenths}"><strong>{percent}%</strong> <span>{counts}</span></td>'


def of_row(row: Iterable[Mapping[str, object]]) -> Markup:
    """The cells of a row as Datasette gives them to its templates."""
    cells = (
        (_css_class(cell["column"]), cell["value_type"], escape(cell["value"])) for cell in row
    )
    return Markup(
        "".join(f'<td class="col-{name} type-{kind}">{value}</td>' for name, kind, value in cells)
    )
