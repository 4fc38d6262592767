"""Makes captures for tests of publish: pages with real statutory tables, written through the
crawler's own store.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

from crawler.registry.divisions import Division
from crawler.registry.portals import Portal
from crawler.store.captures import Capture
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived
from crawler.store.writer import CaptureWriter
from extract import forms

# Of a property whose every example is a build: the same few each time, and none shrunk, for that
# would build hundreds; the nightly runs have the time for more.
FEW_BUILDS = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=[Phase.generate],
)
FORM = forms.form("2021")
ZEROS = [0] * 7


def balanced(
    received: int = 3, carried_in: int = 0, carried_out: int = 0, form: str = "2021"
) -> dict[str, list[object]]:
    """Table 3 of an agency whose requests are all by natural persons and all granted: every check
    passes.
    """
    handled = received + carried_in - carried_out
    table: dict[str, list[object]] = {
        row: list(ZEROS) for row in FORM.table3.row_keys if row not in forms.form(form).table3_omits
    }
    counts = {
        "new_received": received,
        "carried_in": carried_in,
        "granted": handled,
        "total": handled,
    }
    for row, count in (counts | {"carried_out": carried_out}).items():
        table[row] = [count, 0, 0, 0, 0, 0, count]
    return table


def report_page(
    agency: str,
    year: int,
    table2: Mapping[str, object] | None = None,
    table3: Mapping[str, list[object]] | None = None,
    published_on: str | None = None,
    prose: str = "本机关依法公开政府信息。",
    title: str | None = None,
    form: str = "2021",
    table4: Sequence[object] = (0,) * 15,
) -> bytes:
    """A page with a whole report of form 2021 or 2019; figures that are not given are 0."""
    title = title or f"{agency}{year}年政府信息公开工作年度报告"
    meta = f'<meta name="PubDate" content="{published_on}">' if published_on else ""
    parts = [
        f"<p>{prose}</p>",
        _disclosures(table2 or {}, forms.form(form)),
        _requests(table3 or balanced(form=form)),
        _disputes(table4),
        "<p>无。</p>",
        "<p>无。</p>",
    ]
    numerals = "一二三四五六"
    body = "".join(
        f"<p>{numerals[section.number - 1]}、{section.heading}</p>{part}"
        for section, part in zip(forms.sections(), parts, strict=True)
    )
    return page(title, f"<h1>{html.escape(title)}</h1>{body}", meta)


def page(title: str, body: str, meta: str = "") -> bytes:
    """An HTML page in UTF-8."""
    shell = (
        "<html><head><meta"
        f' charset="utf-8"><title>{html.escape(title)}</title>{meta}</head><body>{body}</body></html>'
    )
    return shell.encode()


def _row(*cells: str) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(text: object, columns: int = 1, rows: int = 1) -> str:
    return f'<td colspan="{columns}" rowspan="{rows}">{html.escape(str(text))}</td>'


def _disclosures(values: Mapping[str, object], form: forms.Form) -> str:
    rows, item = [], ""
    for row in form.table2:
        if row.item != item:
            item = row.item
            rows.append(_row(_cell(item, 4)))
            width = 4 // (len(row.figures) + 1)
            rows.append(
                _row(
                    _cell("信息内容"),
                    *(_cell(figure.column, width if width > 1 else 1) for figure in row.figures),
                )
            )
        figures = [
            _cell(values.get(figure.key, 0), 3 if len(row.figures) == 1 else 1)
            for figure in row.figures
        ]
        rows.append(_row(_cell(row.label), *figures))
    return f"<table>{''.join(rows)}</table>"


def _requests(values: Mapping[str, list[object]]) -> str:
    heads = [_cell(column.label) for column in FORM.table3.columns]
    legal = "".join(heads[1:6])
    rows = [
        _row(
            _cell("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            _cell("申请人情况", 7),
        ),
        _row(_cell("自然人", 1, 2), _cell("法人或其他组织", 5), _cell("总计", 1, 2)),
        f"<tr>{legal}</tr>",
    ]
    for heading in FORM.table3.rows:
        if heading.key in values:
            rows.append(_row(_cell(_label(heading), 3), *map(_cell, values[heading.key])))
    return f"<table>{''.join(rows)}</table>"


def _label(heading: forms.Heading) -> str:
    """A row's label as the form prints it: its own number, without that of the group it stands
    in.
    """
    if len(heading.number) == 1:
        return f"{heading.number}、{heading.label}"
    own = heading.number.removeprefix("三")
    return f"{own[-1]}.{heading.label}" if own[-1].isdigit() else f"{own}{heading.label}"


def _disputes(values: Sequence[object]) -> str:
    routes, outcomes = FORM.table4.rows, FORM.table4.columns
    top = _cell(routes[0].label, 5) + _cell("行政诉讼", 10)
    second = "".join(_cell(outcome.label, 1, 2) for outcome in outcomes) + "".join(
        _cell(route.label, 5) for route in routes[1:]
    )
    third = "".join(_cell(outcome.label) for _ in routes[1:] for outcome in outcomes)
    return f"<table>{_row(top)}{_row(second)}{_row(third)}{_row(*map(_cell, values))}</table>"


class PracticeCrawl:
    """One finished run of a portal of tests; what it captures is real WARC and a real log."""

    def __init__(
        self,
        state: Path,
        portal: str = "test",
        region: str | None = "230183",
        name: str = "尚志市人民政府",
        divisions: tuple[Division, ...] = (),
    ) -> None:
        home = f"http://{portal.replace('/', '-')}.example/"
        self._described = Portal(
            id=portal, name=name, region=region, home=home, divisions=divisions
        )
        self._home = home
        self._writer = CaptureWriter(state, self._described)

    def capture(
        self, path: str, body: bytes, kind: str = "report", status: int = 200, **fields: str
    ) -> Capture:
        """Archive one response of the portal."""
        response = Archived(status, [("Content-Type", "text/html; charset=utf-8")], body)
        url = self._home + path
        fetched = Fetched(url, "GET", url.encode().hex(), response, kind, **fields)
        return self._writer.append(fetched)

    def confirm(self, path: str, known: Capture, **fields: str) -> Capture:
        """Archive an answer 304: the content is still that of `known`."""
        url = self._home + path
        response = Archived(304, [], b"")
        fetched = Fetched(url, "GET", url.encode().hex(), response, known.kind, **fields)
        return self._writer.append(fetched, known)

    def url(self, path: str) -> str:
        """The address of a path on the portal."""
        return self._home + path

    def finish(self, verdict: str = "ok", **evidence: object) -> None:
        """Close the run."""
        known = {"family": "trs", "listed": 1, **evidence}
        self._writer.finish(verdict, "missing", 1.0, known)
        self._writer.close()
