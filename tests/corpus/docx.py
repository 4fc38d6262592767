"""DOCX: the report as WordprocessingML, with merged cells, split runs and bookmarks."""

from __future__ import annotations

import io
import zipfile
from random import Random
from xml.sax.saxutils import escape

from tests.corpus.model import Draft, Grid, Paragraph, Picture, Slot

_PREFIX = "http://schemas.openxmlformats.org"
_MAIN = f"{_PREFIX}/wordprocessingml/2006/main"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PREFIX}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PREFIX}/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_PREFIX}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_PAGE_WIDTH = 9_000  # twentieths of a point between the margins
_STAMP = (2024, 1, 1, 0, 0, 0)


def render(draft: Draft) -> bytes:
    """The draft as a DOCX file."""
    body = "".join(_block(draft, block) for block in draft.blocks)
    margins = "".join(f' w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    section = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar{margins}/></w:sectPr>'
    document = f'<w:document xmlns:w="{_MAIN}"><w:body>{body}{section}</w:body></w:document>'
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return packed({name: head + part for name, part in {**_PARTS, "word/document.xml": document}.items()})


def render_zipped(draft: Draft) -> bytes:
    """A ZIP archive that holds the DOCX beside a note."""
    inner = render(draft)
    return packed({f"{draft.year}年政府信息公开工作年度报告.docx": inner, "说明.txt": "附件为年度报告。"})


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts, the same bytes for the same parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _STAMP), part)
    return buffer.getvalue()


def _block(draft: Draft, block: Grid | Paragraph | Picture) -> str:
    if isinstance(block, Grid):
        return _table(block, draft.random, draft.page.get("size", 21))
    if isinstance(block, Picture):
        return _paragraph("", draft.random)
    align = {"title": "center", "agency": "right", "date": "right"}.get(block.role, "both")
    return "".join(_paragraph(line, draft.random, align) for line in block.text.split("\n"))


def _paragraph(text: str, random: Random, align: str = "center", size: int = 24) -> str:
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{_runs(text, random, size)}</w:p>'


def _runs(text: str, random: Random, size: int) -> str:
    """Text in one run or several: Word splits runs wherever it likes."""
    cut = random.randint(1, len(text) - 1) if len(text) > 1 and random.random() < 0.3 else len(text)
    mark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>' if cut < len(text) else ""
    pieces = [piece for piece in (text[:cut], text[cut:]) if piece]
    properties = f'<w:rPr><w:rFonts w:eastAsia="Noto Serif CJK SC"/><w:sz w:val="{size}"/></w:rPr>'
    runs = [f'<w:r>{properties}<w:t xml:space="preserve">{escape(_legal(piece))}</w:t></w:r>' for piece in pieces]
    return mark.join(runs)


def _legal(text: str) -> str:
    return "".join(char for char in text if ord(char) >= 32)


def _table(grid: Grid, random: Random, size: int) -> str:
    lattice = grid.lattice()
    columns = max(len(row) for row in lattice)
    widths = "".join(f'<w:gridCol w:w="{_PAGE_WIDTH // columns}"/>' for _ in range(columns))
    rows = "".join(f"<w:tr>{_row(row, random, size, _PAGE_WIDTH // columns)}</w:tr>" for row in lattice)
    head = f'<w:tblPr><w:tblW w:w="{_PAGE_WIDTH}" w:type="dxa"/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{head}<w:tblGrid>{widths}</w:tblGrid>{rows}</w:tbl>" + _paragraph("", random)


def _row(row: list[Slot], random: Random, size: int, width: int) -> str:
    return "".join(_cell(slot, random, size, width) for slot in row if slot.left)


def _cell(slot: Slot, random: Random, size: int, width: int) -> str:
    cell = slot.cell
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    merge = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if slot.top else "<w:vMerge/>"
    lines = cell.text.split("\n") if slot.top else [""]
    text = "".join(_paragraph(line, random, "center", size) for line in lines)
    return f'<w:tc><w:tcPr><w:tcW w:w="{width * cell.colspan}" w:type="dxa"/>{span}{merge}</w:tcPr>{text}</w:tc>'
