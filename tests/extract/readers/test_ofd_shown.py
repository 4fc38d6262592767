"""A figure of an OFD is what a careful person sees on the page; what cannot be told is unreadable."""

from __future__ import annotations

import io
import zipfile

import pytest

from extract.document import Grid
from extract.readers.ofd import read_ofd
from extract.readers.positions.geometry import Glyph
from extract.readers.positions.painted import Painting, without_doubles
from samples.grids import Box, Table
from tests.extract.readers.test_ofd import SPACE, Pages

X, Y = 62.0, 24.8
WHITE = '<ofd:FillColor Value="255 255 255"/>'
CLIP = (
    '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="1.6 0 9 4"><ofd:AbbreviatedData>'
    "M 0 0 L 9 0 L 9 4 L 0 4 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
)


def text(figure: str, attributes: str = "", inside: str = "", x: float = X) -> str:
    return (
        f'<ofd:TextObject ID="800{figure}" Boundary="{x} {Y} 9 3" Size="3" {attributes}>{inside}'
        f'<ofd:TextCode X="0" Y="2.6" DeltaX="1.5 1.5">{figure}</ofd:TextCode></ofd:TextObject>'
    )


def box(colour: str = WHITE) -> str:
    return (
        f'<ofd:PathObject ID="801" Boundary="{X - 1} {Y - 0.4} 12 3.8" Stroke="false" Fill="true">'
        f"{colour}<ofd:AbbreviatedData>M 0 0 L 12 0 L 12 3.8 L 0 3.8 C</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def document(objects: str, parts: dict[str, str] | None = None) -> bytes:
    """Two rows of a table: 行政许可处理决定 31, and 行政处罚处理决定 beside what `objects` paint."""
    pages = Pages()
    cells = (
        Box("行政许可处理决定", 0, 0),
        Box("31", 0, 1),
        Box("行政处罚处理决定", 1, 0),
        Box("", 1, 1),
    )
    pages.table(Table(cells), [40, 40])
    pages.add(objects)
    data = pages.finish()
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return buffer.getvalue()


def read_cell(objects: str, parts: dict[str, str] | None = None) -> tuple[str, set[str]]:
    """What is read in the cell beside 行政处罚处理决定, and the codes of the document's issues."""
    read = read_ofd(document(objects, parts))
    (grid,) = [block for block in read.blocks if isinstance(block, Grid)]
    assert [cell.text for cell in grid.rows[0]] == ["行政许可处理决定", "31"]
    return grid.rows[1][1].text, {code for code, _ in read.issues}


HIDDEN = {
    "not visible": text("629", 'Visible="false"'),
    "transparent": text("629", 'Alpha="0"'),
    "white": text("629", inside=WHITE),
    "white by hexadecimal numbers": text("629", inside='<ofd:FillColor Value="#FF #FF #FF"/>'),
    "clear colour": text("629", inside='<ofd:FillColor Value="0 0 0" Alpha="0"/>'),
    "not filled": text("629", 'Fill="false"'),
    "under a white box": text("629") + box(),
}


def test_a_figure_that_is_seen_is_read() -> None:
    assert read_cell(box('<ofd:FillColor Value="240 240 250"/>') + text("629")) == ("629", set())


@pytest.mark.parametrize("objects", HIDDEN.values(), ids=HIDDEN)
def test_a_figure_that_is_not_seen_is_unreadable(objects: str) -> None:
    assert read_cell(objects) == ("?", {"hidden_text"})


def test_a_figure_over_a_covered_one_is_read() -> None:
    assert read_cell(text("629") + box() + text("584")) == ("584", {"hidden_text"})


def test_a_clip_that_hides_a_digit_makes_the_figure_unreadable() -> None:
    assert read_cell(text("629", inside=CLIP)) == ("29?", {"hidden_text"})


def test_figures_over_one_another_are_unreadable() -> None:
    read, codes = read_cell(text("629") + text("584", x=X + 0.3))
    assert (read[-1:], codes) == ("?", {"overprinted_text"})


def test_a_figure_printed_twice_for_bold_is_one_figure() -> None:
    assert read_cell(text("662") + text("662", x=X + 0.12)) == ("662", set())


def test_a_digit_that_is_partly_covered_makes_the_figure_unreadable() -> None:
    slip = box().replace(f"{X - 1} {Y - 0.4}", f"{X + 3.9} {Y - 0.4}")
    assert read_cell(text("628") + slip) == ("62?", {"hidden_text"})


@pytest.mark.parametrize(
    "attributes", ['CharDirection="180"', 'CTM="-1 0 0 1 9 0"', 'CTM="-1 0 0 -1 9 3"']
)
def test_a_turned_or_mirrored_figure_is_unreadable(attributes: str) -> None:
    assert read_cell(text("629", attributes)) == ("?", {"turned_text"})


def test_a_shade_that_a_drawing_parameter_gives_holds() -> None:
    resources = (
        f'<ofd:Res {SPACE}><ofd:DrawParams><ofd:DrawParam ID="7" Relative="6"/>'
        f'<ofd:DrawParam ID="6">{WHITE}</ofd:DrawParam></ofd:DrawParams></ofd:Res>'
    )
    parts = {"Doc_0/PublicRes.xml": resources}
    assert read_cell(text("629", 'DrawParam="7"'), parts) == ("?", {"hidden_text"})


@pytest.mark.parametrize(("visible", "read"), [("true", "584"), ("false", "629")])
def test_an_annotation_shows_what_it_draws_over_the_page(visible: str, read: str) -> None:
    listed = (
        f'<ofd:Annotations {SPACE}><ofd:Page PageID="900"><ofd:FileLoc>note.xml</ofd:FileLoc>'
        "</ofd:Page></ofd:Annotations>"
    )
    note = (
        f'<ofd:PageAnnot {SPACE}><ofd:Annot ID="1" Type="Stamp" Visible="{visible}">'
        f'<ofd:Appearance Boundary="0 0 210 297">{box()}{text("584")}</ofd:Appearance>'
        "</ofd:Annot></ofd:PageAnnot>"
    )
    parts = {"Doc_0/Annots/Annotations.xml": listed, "Doc_0/Annots/note.xml": note}
    assert read_cell(text("629"), parts)[0] == read


def test_later_areas_cover_and_earlier_ones_are_the_ground() -> None:
    painting = Painting()
    glyph = Glyph("6", 100, 100, 106, 110)
    painting.fill((90, 90, 120, 120), 40.0)
    painting.write(glyph, 255.0)
    assert painting.seen() == [glyph]
    painting.fill((90, 90, 120, 120), 255.0)
    assert painting.seen() == []


def test_two_equal_digits_side_by_side_are_two() -> None:
    glyphs = [Glyph("6", 100 + 5 * n, 100, 105 + 5 * n, 110) for n in range(2)]
    assert without_doubles(glyphs) == glyphs


def with_template(objects: str, order: str) -> dict[str, str]:
    """The parts of a document whose first page lies on a template, or under one."""
    area = "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
    document = (
        f"<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>{area}</ofd:PageArea>"
        '<ofd:TemplatePage ID="77" BaseLoc="Tpls/0.xml"/></ofd:CommonData><ofd:Pages>'
        '<ofd:Page ID="900" BaseLoc="Pages/0.xml"/></ofd:Pages></ofd:Document>'
    )
    content = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
    named = f'<ofd:Template TemplateID="77" ZOrder="{order}"/>'
    return {
        "Doc_0/Document.xml": document,
        "Doc_0/Tpls/0.xml": f"<ofd:Page {SPACE}>{content}</ofd:Page>",
        "named": named,
    }


def read_with_template(objects: str, own: str, order: str = "Background") -> tuple[str, set[str]]:
    """What is read in the cell beside 行政处罚处理决定 of a page that has a template."""
    parts = with_template(objects, order)
    named = parts.pop("named")
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document(own))) as plain,
        zipfile.ZipFile(buffer, "w") as archive,
    ):
        for name in plain.namelist():
            part = plain.read(name).decode()
            if name == "Doc_0/Pages/0.xml":
                part = part.replace("<ofd:Content>", f"{named}<ofd:Content>")
            archive.writestr(name, parts.pop(name, part))
        for name, part in parts.items():
            archive.writestr(name, part)
    read = read_ofd(buffer.getvalue())
    (grid,) = [block for block in read.blocks if isinstance(block, Grid)]
    return grid.rows[1][1].text, {code for code, _ in read.issues}


def test_what_the_template_of_a_page_shows_is_read() -> None:
    assert read_with_template(text("629"), "") == ("629", set())


def test_what_the_template_hides_or_the_page_covers_is_not_read() -> None:
    assert read_with_template(text("629", 'Visible="false"'), "") == ("?", {"hidden_text"})
    assert read_with_template(text("629"), box()) == ("?", {"hidden_text"})
    assert read_with_template(box(), text("629")) == ("629", set())


def test_a_template_in_the_foreground_covers_the_page() -> None:
    assert read_with_template(box(), text("629"), "Foreground") == ("?", {"hidden_text"})
