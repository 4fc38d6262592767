"""The document maker: a seed gives the same documents again, each with its truth."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.corpus import (
    docx,
    drawn,
    figures,
    html,
    lookalikes,
    ofd,
    office,
    printed,
    quirk,
    quirks_labels,
    quirks_lost,
    quirks_painted,
    quirks_report,
    quirks_shapes,
    quirks_shown,
    quirks_stored,
    quirks_tables,
    quirks_units,
    quirks_values,
    report,
    sheets,
    spreadsheetml,
    statistics,
    text,
)
from tests.corpus.model import Draft, Layout, Ref, Sample, truth_of

SHARED = Path(os.environ.get("GONGKAI_SHARED", Path(__file__).parents[3] / "shared"))
# How often each format is met; what portals publish is mostly HTML.
WEIGHTS = {
    "html": 46,
    "text": 24,
    "docx": 8,
    "pdf": 7,
    "doc": 4,
    "rtf": 2,
    "xlsx": 2,
    "xls": 1,
    "ofd": 3,
    "zip": 1,
    "scan": 1,
}
# Made when asked for by name: what a browser prints costs a second, and what is drawn is tested
# figure by figure.
EXTRA_FORMATS = (printed.FORMAT, drawn.FORMAT, spreadsheetml.FORMAT, "ods")
LAYOUTS: dict[Layout, int] = {"clean": 35, "quirky": 45, "destroyed": 20}
RENDERERS: dict[str, Callable[[Draft], bytes]] = {
    "html": html.render,
    "text": text.render,
    "docx": docx.render,
    "zip": docx.render_zipped,
    "ofd": ofd.render,
    "xlsx": sheets.render,
    printed.FORMAT: printed.render,
    drawn.FORMAT: drawn.render,
    spreadsheetml.FORMAT: spreadsheetml.render,
}
# (encoding, what the page declares, bytes in front)
ENCODINGS: tuple[tuple[str, str, bytes], ...] = (
    ("utf-8", "utf-8", b""),
    ("utf-8", "utf-8", b""),
    ("utf-8", "", b""),
    ("gb18030", "gb2312", b""),
    ("gb18030", "gbk", b""),
    ("gb18030", "", b""),
)
ODD_ENCODINGS: tuple[tuple[str, str, bytes], ...] = (
    ("utf-8", "gb2312", b""),
    ("gb18030", "utf-8", b""),
    ("utf-8", "utf-8", b"\xef\xbb\xbf"),
    ("utf-16-le", "utf-8", b"\xff\xfe"),
    ("gb18030", "iso-8859-1", b""),
)
WORDS = ("docx", "doc", "rtf", "pdf", "scan", "zip")
SUFFIXES = {
    "html": "html",
    "text": "txt",
    "scan": "png",
    printed.FORMAT: "pdf",
    drawn.FORMAT: "pdf",
    spreadsheetml.FORMAT: "xls",
}
MODULES = (
    *(quirks_values, quirks_shown, quirks_labels, quirks_tables, quirks_shapes, quirks_lost),
    *(quirks_report, quirks_stored, quirks_units, quirks_painted),
)


def make(
    seed: int,
    count: int,
    format: str | None = None,
    layout: str | None = None,
    quirks: tuple[str, ...] = (),
    absent: Callable[[str], None] | None = None,
) -> Iterator[Sample]:
    """Make documents, the same ones for the same arguments.

    `format`, `layout` and `quirks` narrow down what is made. A format whose tool is absent is left
    out, and `absent` is told its name.
    """
    plans = [_plan(seed, number, format, layout, quirks) for number in range(count)]
    made = office.convert(plans)
    made |= printed.convert([sample for sample, target in plans if target == printed.FORMAT])
    for sample, target in plans:
        if target is None:
            yield sample
        elif (data := made.get(sample.name)) is not None:
            yield replace(sample, data=data)
        elif absent is not None:
            absent(sample.format)


def _plan(
    seed: int, number: int, format: str | None, layout: str | None, wanted: tuple[str, ...]
) -> tuple[Sample, str | None]:
    """One document, and the format into which an office suite must turn it, if any."""
    random = Random(f"{seed}/{number}")
    chosen = format or random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    name = f"{seed}-{number:04}.{SUFFIXES.get(chosen, chosen)}"
    if not layout and not wanted and random.random() < 0.1 and chosen in statistics.RENDERERS:
        is_earlier = random.random() < 0.3 or chosen not in lookalikes.FORMATS
        return (statistics if is_earlier else lookalikes).sample(random, name, chosen), None
    kind: Any = layout or random.choices(list(LAYOUTS), list(LAYOUTS.values()))[0]
    draft = _draft(random, chosen, kind, wanted)
    data = (RENDERERS.get(chosen) or office.source_renderer(chosen))(draft)
    sample = Sample(name, data, chosen, draft.form, kind, tuple(draft.quirks), truth_of(draft))
    return sample, chosen if chosen in (*office.TARGETS, printed.FORMAT) else None


@cache
def _published() -> list[dict[str, Any]]:
    return figures.published(SHARED)


def _draft(random: Random, format: str, layout: Layout, wanted: tuple[str, ...]) -> Draft:
    draft = report.draft(random, _published())
    draft.format = format
    named = [quirk.REGISTRY[name] for name in wanted if quirk.REGISTRY[name].fits(draft)]
    chosen = named if wanted else quirk.chosen(draft, layout)
    _style(draft, layout)
    quirk.apply(draft, chosen, "figures")
    report.note_contradiction(draft)
    report.compose(draft)
    for stage in quirk.STAGES[1:]:
        quirk.apply(draft, chosen, stage)
    if draft.page.get("manner") in text.BLANKS_LOST:
        _lose_rows_with_blanks(draft)
    if draft.page.get("manner") in text.FIGURES_LOST:
        draft.lost |= set(draft.figures)
        draft.open_quality = True
    if "W5 narrow columns" in draft.quirks or (
        "B11 wide characters" in draft.quirks and format in ("pdf", "scan")
    ):
        draft.lost |= {ref for ref, figure in draft.figures.items() if len(figure.text) > 3}
    return draft


def _lose_rows_with_blanks(draft: Draft) -> None:
    """Where blank cells leave no line, no figure beside them has a place that can be known."""
    for table in (2, 3, 4):
        for row in (row for grid in draft.grids(table) for row in grid.rows):
            if any(cell.ref and not cell.text.strip() for cell in row):
                draft.lost |= {cell.ref for cell in row if cell.ref}
                _note_completion(draft, [cell.ref for cell in row if cell.ref])


def _note_completion(draft: Draft, refs: list[Ref]) -> None:
    """A total that was blank, and whose blank is lost, may be told from its parts like any lost
    figure.
    """
    values = [int(draft.figures[ref].value or 0) for ref in refs]
    if refs[-1][2] == "total" and draft.figures[refs[-1]].value is None and len(refs) == 7:
        draft.completions[refs[-1]] = sum(values)


def _style(draft: Draft, layout: Layout) -> None:
    """Choose the page round the report, and how its tables are written."""
    random, clean = draft.random, layout == "clean"
    draft.page = {
        "today": "",
        "site": draft.place + "人民政府网",
        "source": draft.agency,
        "page_title": None,
        "info": None,
    }
    encoding, declared, mark = random.choice(
        ENCODINGS if clean or random.random() < 0.8 else ODD_ENCODINGS
    )
    draft.page |= {"encoding": encoding, "declared": declared, "mark": mark}
    if draft.format in ("html", printed.FORMAT):
        _style_page(draft, clean)
        if draft.format == printed.FORMAT:
            printed.style(draft)
    elif draft.format in WORDS:
        _style_word(draft, layout)
    elif draft.format == "text":
        draft.page["manner"] = _manner(random, layout)
        draft.page |= {"airy": random.random() < 0.3, "end": random.choice(["\n", "\n", "\r\n"])}
        draft.page["encoding"] = random.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030"])
        draft.quirks.append(draft.page["manner"])


def _manner(random: Random, layout: Layout) -> str:
    if layout == "clean":
        return random.choice(text.CLEAN_MANNERS)
    return random.choice(
        [name for name in text.MANNERS if layout == "destroyed" or name not in text.FIGURES_LOST]
    )


def _style_word(draft: Draft, layout: Layout) -> None:
    """Choose the habits of a Word document; those that show only in print are for what is
    printed.
    """
    random, printed = draft.random, draft.format in ("pdf", "scan")
    habits = docx.SOUND_HABITS if layout != "clean" and not printed else docx.SOUND_HABITS[:2]
    chosen = [habit for habit in habits if random.random() < 0.25]
    if draft.format == "rtf":
        # LibreOffice writes no table into the text boxes of an RTF.
        chosen = [habit for habit in chosen if habit != "W3 text box"]
    if layout == "destroyed" and printed:
        chosen += random.sample(docx.HARSH_HABITS, k=random.choice([0, 0, 1]))
    draft.page["word"] = chosen
    draft.quirks += chosen


def _style_page(draft: Draft, clean: bool) -> None:
    random = draft.random
    draft.page["shell"] = random.choice(html.page_names())
    styles = html.CLEAN_TABLES if clean else tuple(html.TABLE_WRITERS)
    draft.page["table"] = random.choices(
        styles, [1 if style == "H7 preformatted" else 4 for style in styles]
    )[0]
    draft.page["cell"] = random.choice(html.CLEAN_CELLS)
    draft.quirks += [
        draft.page[part] for part in ("table", "cell") if draft.page[part].startswith("H")
    ]
    if (draft.page["encoding"], draft.page["declared"]) in [
        odd[:2] for odd in ODD_ENCODINGS if odd[0] != odd[1]
    ]:
        draft.quirks.append("H9 wrong encoding declared")
    if draft.page["shell"] == "layout":
        draft.quirks.append("H8 page of layout tables")
    if draft.page["shell"] not in ("bare", "fragment"):
        published = date(draft.year + 1, 1, 8) + timedelta(days=random.randint(0, 160))
        draft.published_on = published.isoformat()
    if draft.page["shell"] == "columns" and random.random() < 0.5:
        draft.page["info"] = {
            "index": f"0{draft.year}/2019-0001",
            "publisher": draft.agency,
            "subject": "政务公开",
        }


def quirk_names() -> Iterable[str]:
    """The names of all quirks that drafts may have."""
    assert MODULES
    return quirk.REGISTRY
