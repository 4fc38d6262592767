"""HTML: portal pages round a report, with its tables as portals, Word and WPS write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from jinja2 import Environment, FileSystemLoader

from tests.corpus.model import Cell, Draft, Grid, Paragraph, Picture

WORD_CELL = "<p class=MsoNormal align=center style='text-align:center;line-height:24.0pt'>{}</p>"
WORD_RUN = "<span lang=EN-US style='font-size:10.5pt;font-family:宋体'>{}</span>"
WPS_CELL = (
    '<p class="MsoNormal" style="mso-pagination:widow-orphan;text-align:left;"><font'
    ' face="宋体">{}</font></p>'
)

# Noncharacters in the text of a cell stand for markup that no text can say; SHEET has its rules.
HIDDEN, STRUCK, RAISED, PICTURE, FAINT, GENERATED, CONTROL, MOVED, NAMED = map(
    chr, range(0xFDD0, 0xFDD9)
)
VARIANTS: dict[str, tuple[str, ...]] = {
    HIDDEN: (
        "<span style='display:none'>7</span>",
        "<span class=h1>7</span>",
        "<b id=h2>7</b>",
        "<i\nHIDDEN>7</i>",
        "<em class='n h3'>7</em>",
        "<span style='opacity:0'>7</span>",
        "<span style='font-size:0px'>7</span>",
        "<span class=h4>7</span>",
        "<span class=h5>7</span>",
        "<span style='position:absolute;left:-9999px'>7</span>",
    ),
    STRUCK: ("<s>7</s>", "<span class=s1>7</span>", "<del>7</del>"),
    RAISED: ("<span class=r1>2</span>", "<i class=r2>2</i>"),
    PICTURE: ("<img src=7.png>", "<svg><text>7</text></svg>", "<object data=7.svg></object>"),
    FAINT: ("<span style='color:#fff'>7</span>", "<font color=white>7</font>", "<b class=f1>7</b>"),
    GENERATED: ("<b class=g1></b>", "<i class=g2></i>"),
    CONTROL: ("<select><option>7</select>", "<input value=7>"),
    NAMED: ("<span class=hidden>7</span>", "<b class='n sr-only'>7</b>", "<i class=old>7</i>"),
    MOVED: ("<b style='position:relative;top:-6px'>7</b>", "<b class=m1>7</b>"),
}
_MARKS = re.compile(f"[{''.join(VARIANTS)}]")
SHEET = """.h1{display:none} #h2{visibility:hidden} @media screen{td .h3, p .h3{display:none!important}}
.h4{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}
.h5{display:inline-block;max-width:0;overflow:hidden} .s1{text-decoration:line-through}
.r1{vertical-align:super} .r2{vertical-align:4px;font-size:60%} .f1{color:#fefefe}
.g1:before{content:"7"} .g2::after{content:"\\37"} .m1{float:left}
@media print{td{display:none}} .unused{display:none} .clear:after{content:"";display:table}"""

CellWriter = Callable[[str, Random], str]
TableWriter = Callable[[Grid, Random, CellWriter], str]


def plain_cell(text: str, random: Random) -> str:
    return "<br>".join(_text(part) for part in text.split("\n"))


def paragraph_cell(text: str, random: Random) -> str:
    return "".join(f"<p>{_text(part) or '&nbsp;'}</p>" for part in text.split("\n"))


def word_cell(text: str, random: Random) -> str:
    """A cell pasted from Word: runs split anywhere, `o:p`, and conditional leftovers."""
    return "".join(
        WORD_CELL.format(_runs(part, random) + "<o:p></o:p>") for part in text.split("\n")
    )


def wps_cell(text: str, random: Random) -> str:
    return "".join(
        WPS_CELL.format(_runs(part, random, "<span>{}</span>")) for part in text.split("\n")
    )


def _runs(text: str, random: Random, run: str = WORD_RUN) -> str:
    if not text.strip(" "):
        return run.format("<o:p>&nbsp;</o:p>")
    cuts = (
        sorted(random.sample(range(1, len(text)), k=min(random.randint(0, 3), len(text) - 1)))
        if text[1:]
        else []
    )
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return "".join(run.format(_text(piece)) for piece in pieces)


def _text(text: str) -> str:
    marked = escape(text, quote=False).replace("\u00a0", "&nbsp;")
    marked = marked.replace("¹", "<sup>1</sup>").replace("²", "<sup>2</sup>")
    return _MARKS.sub(lambda mark: VARIANTS[mark[0]][len(text) % len(VARIANTS[mark[0]])], marked)


CELL_WRITERS: dict[str, CellWriter] = {
    "plain": plain_cell,
    "paragraph": paragraph_cell,
    "H1 word paste": word_cell,
    "H2 wps paste": wps_cell,
}


def spanned(grid: Grid, random: Random, write: CellWriter) -> str:
    """A table with row and column spans, as it should be."""
    return _table("".join(_row([_td(cell, random, write) for cell in row]) for row in grid.rows))


def unspanned(grid: Grid, random: Random, write: CellWriter) -> str:
    """A table with an empty cell wherever a merged cell reaches."""
    rows = [
        [f"<td>{write(slot.cell.text, random) if slot.own else ''}</td>" for slot in row]
        for row in grid.lattice()
    ]
    return _table("".join(_row(row) for row in rows))


def row_tables(grid: Grid, random: Random, write: CellWriter) -> str:
    """A table of its own for each row, as some editors save what was pasted."""
    rows = [
        [f"<td>{write(slot.cell.text, random) if slot.own else ''}</td>" for slot in row]
        for row in grid.lattice()
    ]
    return "".join(_table(_row(row)) for row in rows)


def nested(grid: Grid, random: Random, write: CellWriter) -> str:
    """The table inside layout tables."""
    inner = spanned(grid, random, write)
    return (
        "<table"
        f" width=100%><tr><td>&nbsp;</td><td><table><tr><td>{inner}</td></tr></table></td></tr></table>"
    )


def lines(grid: Grid, random: Random, write: CellWriter) -> str:
    """No table at all: one paragraph for each cell."""
    tag = random.choice(["p", "div"])
    cells = [slot.cell.text for row in grid.lattice() for slot in row if slot.own]
    return "".join(f"<{tag}>{_text(text) or '&nbsp;'}</{tag}>\n" for text in cells)


def preformatted(grid: Grid, random: Random, write: CellWriter) -> str:
    """Rows as lines with tabs in a `pre`."""
    rows = [
        "\t".join(slot.cell.text.replace("\n", "") if slot.own else "" for slot in row)
        for row in grid.lattice()
    ]
    return f"<pre>{_text(chr(10).join(rows))}</pre>"


def headed(grid: Grid, random: Random, write: CellWriter) -> str:
    """Header rows in `thead` with `th`."""
    at = {2: 2, 3: 3, 4: 3}.get(grid.table, 1)
    rows = ["".join(_td(cell, random, write) for cell in row) for row in grid.rows]
    head = "".join(_row([row.replace("<td", "<th").replace("</td", "</th")]) for row in rows[:at])
    return f"<table><thead>{head}</thead><tbody>{''.join(_row([row]) for row in rows[at:])}</tbody></table>"


def unclosed(grid: Grid, random: Random, write: CellWriter) -> str:
    """Upper-case tags of an old editor, without the ends that HTML lets go."""
    text = spanned(grid, random, write)
    text = re.sub(r"</t[dr]>", "", text)
    return re.sub(r"<(/?)(table|tr|td)", lambda match: f"<{match[1]}{match[2].upper()}", text)


TABLE_WRITERS: dict[str, TableWriter] = {
    "spanned": spanned,
    "headed": headed,
    "unclosed": unclosed,
    "H3 nested tables": nested,
    "H4 table per row": row_tables,
    "H5 lines": lines,
    "H6 no spans": unspanned,
    "H7 preformatted": preformatted,
}
# Those that write a hidden cell as one.
HIDING_TABLES = ("spanned", "headed", "unclosed", "H3 nested tables")
CLEAN_TABLES, CLEAN_CELLS = (
    ("spanned", "headed", "unclosed"),
    ("plain", "paragraph", "H1 word paste", "H2 wps paste"),
)


def _table(rows: str) -> str:
    return f'<table border="1" cellspacing="0" cellpadding="0"><tbody>{rows}</tbody></table>\n'


def _row(cells: list[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>\n"


def _td(cell: Cell, random: Random, write: CellWriter) -> str:
    spans = "".join(
        f' {name}="{size}"'
        for name, size in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
        if size > 1
    )
    hidden = ' style="display:none"' if cell.shown == "hidden" else ""
    return f"<td{spans}{hidden}>{write(cell.text, random)}</td>"


@cache
def _pages() -> Environment:
    return Environment(loader=FileSystemLoader(Path(__file__).with_name("pages")), autoescape=False)


def page_names() -> list[str]:
    """The page shells there are."""
    return sorted(path.stem for path in Path(__file__).with_name("pages").glob("*.html"))


def render(draft: Draft) -> bytes:
    """The draft as a page of the shell, table style, cell style and encoding that it names."""
    page = draft.page
    body = "".join(_block(draft, block) for block in draft.blocks)
    slots: dict[str, Any] = {
        "draft": draft,
        "title": draft.title,
        "body": body,
        "charset": page["declared"],
        **page,
    }
    text = _pages().get_template(f"{page['shell']}.html").render(slots)
    if "sheet" in page:
        style = f"<style>{page['sheet']}</style>"
        text = text.replace("</head>", f"{style}</head>") if "</head>" in text else style + text
    return bytes(page.get("mark", b"")) + text.encode(page["encoding"], "xmlcharrefreplace")


def _block(draft: Draft, block: Grid | Paragraph | Picture) -> str:
    if isinstance(block, Grid):
        style = "spanned" if block.table == 0 else draft.page["table"]
        return TABLE_WRITERS[style](block, draft.random, CELL_WRITERS[draft.page["cell"]])
    if isinstance(block, Picture):
        return f'<p style="text-align:center"><img src="W020240112{block.name}.png" alt=""></p>'
    parts = [_text(part) for part in block.text.split("\n")]
    align = {"title": "center", "agency": "right", "date": "right"}.get(block.role, "justify")
    return "".join(f'<p style="text-align:{align};text-indent:2em">{part}</p>\n' for part in parts)
