"""Annotations and form fields of a PDF page: what they show becomes part of the page."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as raw

MAX_ANNOTATIONS = 2_000
# They show nothing on the page itself.
_WITHOUT_INK = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP})
_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW


def with_annotations(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """A page, counted from 0, on which annotations and fields are drawn as a viewer draws them.

    Hidden ones are not; none is run. Raises PdfiumError where the page is damaged.
    """
    page = document[index]
    count = min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)
    kinds = [_kind(page, number) for number in range(count)]
    if all(subtype in _WITHOUT_INK or flags & _NOT_SHOWN for subtype, flags in kinds):
        return page
    for number in reversed(range(count)):
        if kinds[number][1] & _NOT_SHOWN:
            raw.FPDFPage_RemoveAnnot(page, number)
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[index]


def _kind(page: pypdfium2.PdfPage, number: int) -> tuple[int, int]:
    """The subtype and the flags of an annotation."""
    annotation = raw.FPDFPage_GetAnnot(page, number)
    if not annotation:
        return int(raw.FPDF_ANNOT_LINK), 0
    try:
        return int(raw.FPDFAnnot_GetSubtype(annotation)), int(raw.FPDFAnnot_GetFlags(annotation))
    finally:
        raw.FPDFPage_CloseAnnot(annotation)
