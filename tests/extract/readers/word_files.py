"""Word files made part by part, as small as Word documents can be."""

from __future__ import annotations

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def part(root: str, content: str) -> str:
    """An XML part with a root element of the w namespace."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{content}</w:{root}>'


def docx(body: str, **parts: str) -> bytes:
    """A document with this body; further parts by name: styles, numbering (their content), rels,
    core (whole).
    """
    whole: dict[str, str | bytes] = {
        "word/document.xml": part("document", f"<w:body>{body}</w:body>")
    }
    for name in ("styles", "numbering"):
        if name in parts:
            whole[f"word/{name}.xml"] = part(name, parts[name])
    if "rels" in parts:
        whole["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{parts["rels"]}'
            "</Relationships>"
        )
    if "core" in parts:
        whole["docProps/core.xml"] = parts["core"]
    return archive(whole)


def run(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*texts: str, properties: str = "") -> str:
    """A paragraph, each text in a run of its own."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(run(text) for text in texts)}</w:p>"


def cell(*texts: str, properties: str = "") -> str:
    """A table cell, each text a paragraph of its own."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraph(text) for text in texts)}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
