"""DOCX: the report as WordprocessingML, with merged cells, split runs and bookmarks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from random import Random
from xml.sax.saxutils import escape

from tests.corpus import docx_shown
from tests.corpus.model import Draft, Grid, Paragraph, Picture, Slot

_PREFIX = "http://schemas.openxmlformats.org"
_MAIN = f"{_PREFIX}/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PREFIX}/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override'
        ' PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/footer1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship Id="rId1"'
        f' Type="{_PREFIX}/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    ),
}
_SPACES = (
    f'xmlns:w="{_MAIN}" xmlns:r="{_PREFIX}/officeDocument/2006/relationships"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_PAGE_NUMBER = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
)
_FOOTER = {
    "word/footer1.xml": f"<w:ftr {_SPACES}>{_PAGE_NUMBER}</w:ftr>",
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship Id="rId9"'
        f' Type="{_PREFIX}/officeDocument/2006/relationships/footer"'
        ' Target="footer1.xml"/></Relationships>'
    ),
}
# Habits of Word documents; those of the second list break the page's grid.
SOUND_HABITS = ("W1 page numbers", "W2 header repeated", "W3 text box", "W4 nested table")
HARSH_HABITS = ("W5 narrow columns", "W6 no borders")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_TIGHT = (
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="20" w:type="dxa"/><w:right w:w="20"'
    ' w:type="dxa"/></w:tblCellMar>'
)
_SIZE = 21  # of the letters in tables, in half points
_PAGE_WIDTH = 9_000  # twentieths of a point between the margins
_STAMP = (2024, 1, 1, 0, 0, 0)


def render(draft: Draft) -> bytes:
    """The draft as a DOCX file, with the Word habits that it names."""
    habits = draft.page.get("word", ())
    body = "".join(_block(draft, block) for block in draft.blocks)
    margins = "".join(f' w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    footer = (
        '<w:footerReference w:type="default" r:id="rId9"/>' if "W1 page numbers" in habits else ""
    )
    section = f'<w:sectPr>{footer}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar{margins}/></w:sectPr>'
    document = f"<w:document {_SPACES}><w:body>{body}{section}</w:body></w:document>"
    parts = {**_PARTS, "word/document.xml": document, **(_FOOTER if footer else {})}
    if any(cell.shown for grid in draft.blocks if isinstance(grid, Grid) for cell in grid.cells()):
        parts = _with_styles(parts)
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return packed({name: head + part for name, part in parts.items()})


def _with_styles(parts: dict[str, str]) -> dict[str, str]:
    """The parts with those that cells need which hold other than what they show."""
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    empty = f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"></Relationships>'
    related = parts.get(relations, empty)
    return {
        **parts,
        types: parts[types].replace("</Types>", f"{docx_shown.TYPES}</Types>"),
        relations: related.replace("</Relationships>", f"{docx_shown.RELATIONS}</Relationships>"),
        **docx_shown.PARTS,
    }


def render_zipped(draft: Draft) -> bytes:
    """A ZIP archive that holds the DOCX beside a note."""
    inner = render(draft)
    return packed(
        {f"{draft.year}年政府信息公开工作年度报告.docx": inner, "说明.txt": "附件为年度报告。"}
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts, the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), part)
    return buffer.getvalue()


def _block(draft: Draft, block: Grid | Paragraph | Picture) -> str:
    if isinstance(block, Grid):
        return _table(block, draft.random, draft.page.get("word", ()))
    if isinstance(block, Picture):
        return _paragraph("", draft.random)
    align = {"title": "center", "agency": "right", "date": "right"}.get(block.role, "both")
    return "".join(_paragraph(line, draft.random, align) for line in block.text.split("\n"))


def _paragraph(text: str, random: Random, align: str = "center", size: int = 24) -> str:
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{_runs(text, random, size)}</w:p>'


def _runs(text: str, random: Random, size: int) -> str:
    """Text in one run or several: Word splits runs wherever it likes."""
    cut = random.randint(1, len(text) - 1) if len(text) > 1 and random.random() < 0.3 else len(text)
    mark = (
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
        if cut < len(text)
        else ""
    )
    pieces = [piece for piece in (text[:cut], text[cut:]) if piece]
    properties = f'<w:rPr><w:rFonts w:eastAsia="Noto Serif CJK SC"/><w:sz w:val="{size}"/></w:rPr>'
    runs = [
        f'<w:r>{properties}<w:t xml:space="preserve">{escape(_legal(piece))}</w:t></w:r>'
        for piece in pieces
    ]
    return mark.join(runs)


def _legal(text: str) -> str:
    return "".join(char for char in text if ord(char) >= 32)


def _table(grid: Grid, random: Random, habits: Collection[str]) -> str:
    lattice = grid.lattice()
    columns = max(len(row) for row in lattice)
    widths = _widths(columns, "W5 narrow columns" in habits)
    sizes = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    repeated = {2: 0, 3: 3, 4: 3}.get(grid.table, 0) if "W2 header repeated" in habits else 0
    rows = "".join(_row(row, random, widths, at < repeated) for at, row in enumerate(lattice))
    borders = "" if "W6 no borders" in habits else f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
    head = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}{_TIGHT}</w:tblPr>'
    table = f"<w:tbl>{head}<w:tblGrid>{sizes}</w:tblGrid>{rows}</w:tbl>"
    return _wrapped(table, sum(widths), habits, random) + _paragraph("", random)


def _widths(columns: int, narrow: bool) -> list[int]:
    """Column widths; narrow ones leave a number of four digits no room on one line."""
    if narrow and columns >= 10:
        return [(_PAGE_WIDTH - 620 * (columns - 3)) // 3] * 3 + [620] * (columns - 3)
    return [_PAGE_WIDTH // columns] * columns


def _wrapped(table: str, width: int, habits: Collection[str], random: Random) -> str:
    """A table inside a text box or a layout table, where the document has that habit."""
    if "W4 nested table" in habits:
        cell = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}"'
            f' w:type="dxa"/></w:tcPr>{table}{_paragraph("", random)}</w:tc>'
        )
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{width}"'
            f' w:type="dxa"/></w:tblPr><w:tr>{cell}</w:tr></w:tbl>'
        )
    if "W3 text box" in habits:
        box = (
            f"<v:textbox><w:txbxContent>{table}{_paragraph('', random)}</w:txbxContent></v:textbox>"
        )
        shape = f'<v:shape style="width:450pt;height:400pt">{box}</v:shape>'
        return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    return table


def _row(row: list[Slot], random: Random, widths: list[int], repeated: bool) -> str:
    cells = "".join(
        _cell(slot, random, widths[at : at + slot.cell.colspan])
        for at, slot in enumerate(row)
        if slot.left
    )
    mark = "<w:trPr><w:tblHeader/></w:trPr>" if repeated else ""
    return f"<w:tr>{mark}{cells}</w:tr>"


def _cell(slot: Slot, random: Random, widths: list[int]) -> str:
    cell = slot.cell
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = (
        "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if slot.top else "<w:vMerge/>"
    )
    lines = cell.text.split("\n") if slot.top else [""]
    if cell.shown and slot.top:
        text = docx_shown.paragraph(cell.text, cell.shown, random)
    else:
        text = "".join(_paragraph(line, random, "center", _SIZE) for line in lines)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths)}"'
        f' w:type="dxa"/>{span}{merge}</w:tcPr>{text}</w:tc>'
    )
