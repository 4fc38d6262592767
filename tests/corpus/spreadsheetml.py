"""XML of Excel 2003, which calls itself .xls: the report in one worksheet."""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.corpus.model import Cell, Draft, Slot
from tests.corpus.sheets import NUMBER, cells_shown, rows_of

FORMAT = "spreadsheetml"
_NARROW, _USUAL = 12.0, 54.0  # points: of a column too narrow for two digits, of all others
_SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
)
_EXCEL = 'xmlns="urn:schemas-microsoft-com:office:excel"'
_CHANGES = ("color:white", "color:#FFFFFF;font-weight:700", "mso-number-format:&quot;;;;&quot;")


def render(draft: Draft) -> bytes:
    """The draft as a workbook of one sheet."""
    rows = "".join(
        f'<Row ss:Index="{at + 1}">{"".join(_cells(row))}</Row>'
        for at, row in enumerate(rows_of(draft))
    )
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {_SPACES}>'
        '<Styles><Style ss:ID="Default"><Font ss:Size="12"/></Style></Styles>'
        f'<Worksheet ss:Name="年报"><Table ss:DefaultColumnWidth="{_USUAL}">{_column(draft)}{rows}'
        f"</Table>{_conditions(draft)}</Worksheet></Workbook>"
    ).encode()


def _column(draft: Draft) -> str:
    narrow, hidden = draft.page.get("narrow"), draft.page.get("hidden")
    if narrow is not None:
        return f'<Column ss:Index="{narrow + 1}" ss:Width="{_NARROW}"/>'
    return "" if hidden is None else f'<Column ss:Index="{hidden + 1}" ss:Hidden="1"/>'


def _cells(row: list[Slot]) -> list[str]:
    return [_cell(slot.cell, at + 1) for at, slot in enumerate(row) if slot.own]


def _cell(cell: Cell, number: int) -> str:
    spans = f' ss:MergeAcross="{cell.colspan - 1}"' if cell.colspan > 1 else ""
    spans += f' ss:MergeDown="{cell.rowspan - 1}"' if cell.rowspan > 1 else ""
    kind = "Number" if cell.ref and NUMBER.fullmatch(cell.text) else "String"
    legal = "".join(char for char in cell.text if ord(char) >= 32 or char == "\n")
    data = f'<Data ss:Type="{kind}">{escape(legal)}</Data>' if cell.text else ""
    return f'<Cell ss:Index="{number}"{spans}>{data}</Cell>'


def _conditions(draft: Draft) -> str:
    return "".join(
        f"<ConditionalFormatting {_EXCEL}><Range>R{row + 1}C{column + 1}</Range><Condition>"
        f"<Qualifier>Equal</Qualifier><Value1>{text}</Value1>"
        f'<Format Style="{_CHANGES[at % len(_CHANGES)]}"/></Condition></ConditionalFormatting>'
        for at, (row, column, text) in enumerate(cells_shown(draft, "condition"))
    )
