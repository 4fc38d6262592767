"""DOC, WPS and RTF: LibreOffice makes DOCX of them, antiword at least text. Macros never run."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from extract import tools
from extract.document import Document, Paragraph, Place
from extract.errors import ExtractError, Locked, Unreadable
from extract.readers import ole
from foundation.rules import Rules, load

DOC = "application/msword"
RTF = "application/rtf"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Seconds for starting LibreOffice (0.7 is usual), and for each file (0.1 is usual).
START_SECONDS = 60.0
FILE_SECONDS = 30.0

_FILTERS = {".doc": "MS Word 97", ".rtf": "Rich Text Format"}
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{}</oor:items>\n'
)
_SETTING = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
    "<value>{value}</value></prop></item>\n"
)


class _Setting(Rules):
    """One of LibreOffice's settings: where it stands, what it is called, and its value."""

    path: str
    name: str
    value: str


_OFFICE = load("extract.readers", "office.yml", tuple[_Setting, ...])


def read_office(data: bytes) -> Document:
    """Read an OLE file or RTF: documents through LibreOffice, spreadsheets with their own reader.

    Without LibreOffice a DOC gives its text and no tables. Raises Locked, Unreadable, NeedsTool.
    """
    if data.startswith(OLE_MAGIC):
        kind = ole.kind(data)
        if kind == "locked":
            raise Locked("the file is encrypted: save a copy without a password and read that")
        if kind == "sheet":
            from extract.readers.sheets.read import read_sheet

            return read_sheet(data)
        if kind == "unknown":
            raise Unreadable("the file is an OLE container without a document in it")
    if (
        tools.LIBREOFFICE.find() is None
        and data.startswith(OLE_MAGIC)
        and tools.ANTIWORD.find() is not None
    ):
        return _text_only(data)
    (converted,) = convert([data])
    if isinstance(converted, ExtractError):
        raise converted
    return _read_docx(converted, data)


def convert(files: Sequence[bytes]) -> list[bytes | ExtractError]:
    """DOCX of each file, in one run of LibreOffice for each format; what is wrong with a file
    stands in its place.

    What a run gives nothing for is tried again alone, so that one file costs itself only. Raises
    NeedsTool.
    """
    tools.LIBREOFFICE.path()
    made: dict[bytes, bytes] = {}
    for suffix in _FILTERS:
        batch = [data for data in dict.fromkeys(files) if _suffix(data) == suffix]
        # With one file, the run alone is the only run.
        if len(batch) > 1:
            with contextlib.suppress(Unreadable):
                made |= _run(batch, suffix)
    return [made.get(data) or _alone(data) for data in files]


def _alone(data: bytes) -> bytes | ExtractError:
    try:
        made = _run([data], _suffix(data))
    except Unreadable as error:
        return error
    return made.get(data) or Unreadable("LibreOffice cannot read the file: it is damaged")


def _run(files: Sequence[bytes], suffix: str) -> dict[bytes, bytes]:
    """DOCX by file, as far as LibreOffice makes one. The filter is named, lest it reads any bytes
    as plain text.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        folder = Path(name)
        sources = [folder / f"{number}{suffix}" for number in range(len(files))]
        for source, data in zip(sources, files, strict=True):
            source.write_bytes(data)
        command = [
            tools.LIBREOFFICE.path(),
            f"-env:UserInstallation={Path(_profile(os.getpid()).name).as_uri()}",
            *("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault"),
            f"--infilter={_FILTERS[suffix]}",
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")),
            *map(str, sources),
        ]
        tools.run(command, START_SECONDS + FILE_SECONDS * len(files), folder)
        made = {data: folder / "out" / f"{number}.docx" for number, data in enumerate(files)}
        return {data: path.read_bytes() for data, path in made.items() if path.is_file()}


def _suffix(data: bytes) -> str:
    return ".doc" if data.startswith(OLE_MAGIC) else ".rtf"


@cache
def _profile(process: int) -> tempfile.TemporaryDirectory[str]:
    """LibreOffice's settings of one process alone, since two that share a profile refuse each
    other.
    """
    folder = tempfile.TemporaryDirectory(prefix=f"gongkai-office-{process}-")
    settings = Path(folder.name) / "user" / "registrymodifications.xcu"
    settings.parent.mkdir()
    items = "".join(_SETTING.format(**dict(item)) for item in _OFFICE)
    settings.write_text(_SETTINGS.format(items), encoding="utf-8")
    return folder


def _read_docx(converted: bytes, data: bytes) -> Document:
    from extract.readers.word.read import read_docx

    document = read_docx(converted)
    return replace(document, media_type=DOC if data.startswith(OLE_MAGIC) else RTF)


def _text_only(data: bytes) -> Document:
    """The running text of a DOC. Antiword breaks tables into wrapped lines, whose figures cannot be
    trusted.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        source = Path(name) / "source.doc"
        source.write_bytes(data)
        command = [tools.ANTIWORD.path(), "-m", "UTF-8.txt", "-w", "0", str(source)]
        text = tools.run(command, FILE_SECONDS).decode(errors="replace")
    blocks = tuple(
        Paragraph(line.strip(), place=Place(path=f"line {number}"))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("|")
    )
    message = (
        f"needs:{tools.LIBREOFFICE.name}: only the text was read, without tables;"
        f" {tools.LIBREOFFICE.remedy}"
    )
    return Document(DOC, blocks, issues=(("text_fallback", message),))
