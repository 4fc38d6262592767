"""Annotations and form fields of a PDF page: what they show becomes part of the page."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

MAX_ANNOTATIONS = 2_000
# They show nothing on the page itself.
_WITHOUT_INK = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP})
# They leave the text under them as it is.
_HARMLESS = frozenset({raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE})
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(frozen=True)
class Note:
    """An annotation without an appearance of its own, which every viewer draws in another way:
    the code of issues.yml for what it does to a cell, and its corners on the page.
    """

    code: str
    corners: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class _Annotation:
    subtype: int
    flags: int
    is_drawn: bool
    corners: tuple[tuple[float, float], tuple[float, float]]

    @property
    def is_shown(self) -> bool:
        return not self.flags & _NOT_SHOWN and self.subtype not in _WITHOUT_INK


def with_annotations(
    document: pypdfium2.PdfDocument, index: int
) -> tuple[pypdfium2.PdfPage, list[Note]]:
    """A page, counted from 0, on which annotations and fields are drawn as a viewer draws them, and
    those that do not say how they are drawn.

    Hidden ones are not drawn; none is run. Raises PdfiumError where the page is damaged.
    """
    page = document[index]
    count = min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)
    found = [_annotation(page, number) for number in range(count)]
    if not any(one.is_shown for one in found):
        return page, []
    notes = [
        Note("form_control" if one.subtype == raw.FPDF_ANNOT_WIDGET else "annotation", one.corners)
        for one in found
        if one.is_shown and not one.is_drawn and one.subtype not in _HARMLESS
    ]
    for number in reversed(range(count)):
        if found[number].flags & _NOT_SHOWN:
            raw.FPDFPage_RemoveAnnot(page, number)
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return page, notes
    page.close()
    return document[index], notes


def _annotation(page: pypdfium2.PdfPage, number: int) -> _Annotation:
    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return _Annotation(raw.FPDF_ANNOT_LINK, 0, True, ((0.0, 0.0), (0.0, 0.0)))
    box = raw.FS_RECTF()
    try:
        raw.FPDFAnnot_GetRect(annotation, box)
        mode = raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL
        # The length counts two bytes for the end of the text.
        is_drawn = raw.FPDFAnnot_GetAP(annotation, mode, None, 0) > 2
        return _Annotation(
            int(raw.FPDFAnnot_GetSubtype(annotation)),
            int(raw.FPDFAnnot_GetFlags(annotation)),
            is_drawn,
            ((box.left, box.bottom), (box.right, box.top)),
        )
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
