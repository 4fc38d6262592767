"""The reading of documents beside other libraries: documents a second and peak memory, in one
table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench.subjects import OURS, SUBJECTS, Subject

# Documents of each format in a round, as a share of the HTML pages: what is slow gets fewer.
SHARES = {"html": 1.0, "docx": 0.5, "pdf": 0.15, "xlsx": 0.5, "text": 1.0}
COLUMNS = ("format", "subject", "documents/s", "gongkai is", "peak MiB", "aim")
# Wide enough for every row, so that what is printed can be put into docs/benchmarks.md as it is.
WIDTH = 120


@dataclass(frozen=True)
class Aim:
    """How many times as fast as a peer the full reading should be."""

    format: str
    peer: str
    ratio: float
    words: str


AIMS = (
    Aim("html", "pandas.read_html (lxml)", 1.0, "≥ 1.0 ×"),
    Aim("docx", "python-docx", 4.0, "≥ 4 ×"),
    Aim("pdf", "pdfplumber extract_tables", 1 / 1.3, "time ≤ 1.3 ×"),
)


class Child:
    """The process that reads for one subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.rounds: list[dict[str, Any]] = []
        command = [sys.executable, "-m", "bench.child", subject.name]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def read(self, folder: Path) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{folder}\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def rates(self) -> list[float]:
        """Documents a second in each timed round."""
        return [one["documents"] / one["seconds"] for one in self.rounds]


def measure(documents: int, rounds: int, formats: Iterable[str] = tuple(SHARES)) -> None:
    """Measure the formats and print the table."""
    table = Table(*COLUMNS, box=MARKDOWN)
    console = Console(width=WIDTH)
    for format in formats:
        with tempfile.TemporaryDirectory() as name, console.status(f"{format} …"):
            for row in _measured(
                format, max(2, round(documents * SHARES[format])), rounds, Path(name)
            ):
                table.add_row(*row)
    console.print(
        f"extract: {documents} HTML pages a round, median of {rounds} rounds, {os.cpu_count()}"
        " cores",
        table,
    )


def _measured(format: str, documents: int, rounds: int, folder: Path) -> Iterator[tuple[str, ...]]:
    """The rows of one format. Round 0 warms up and is not timed."""
    _make(folder, format, documents, rounds + 1)
    subjects = [subject for subject in SUBJECTS if format in subject.formats]
    folders = sorted(folder.iterdir(), key=lambda path: int(path.name))
    if not folders:
        yield format, OURS, "not made: soffice is absent", "", "", ""
        return
    with ExitStack() as stack:
        children = {one.name: stack.enter_context(Child(one)) for one in subjects if one.installed}
        for path in folders:
            for child in children.values():
                child.rounds.append(child.read(path))
    for child in children.values():
        del child.rounds[0]
    for subject in subjects:
        yield _row(format, subject, children.get(subject.name), children[OURS])


def _make(folder: Path, format: str, documents: int, rounds: int) -> None:
    """Make the documents in another process, without published figures, so that they are the same
    everywhere.
    """
    command = [
        sys.executable,
        "-m",
        "bench.documents",
        str(folder),
        format,
        str(documents),
        str(rounds),
    ]
    subprocess.run(command, check=True, env={**os.environ, "GONGKAI_SHARED": os.devnull})


def _row(format: str, subject: Subject, child: Child | None, ours: Child) -> tuple[str, ...]:
    if child is None:
        return format, subject.name, "not installed", "", "", ""
    rate, peak = median(child.rates()), max(one["peak"] for one in child.rounds)
    refused = sum(one["refused"] for one in child.rounds)
    note = f" ({refused} refused)" if refused else ""
    if child is ours:
        return format, subject.name, f"{rate:.1f}{note}", "", f"{peak:.0f}", ""
    ratio = median(mine / theirs for mine, theirs in zip(ours.rates(), child.rates(), strict=True))
    return (
        format,
        subject.name,
        f"{rate:.1f}{note}",
        f"{ratio:.2f} ×",
        f"{peak:.0f}",
        _verdict(format, subject, ratio),
    )


def _verdict(format: str, subject: Subject, ratio: float) -> str:
    for aim in AIMS:
        if (aim.format, aim.peer) == (format, subject.name):
            return f"{aim.words}: {'reached' if ratio >= aim.ratio else 'not reached'}"
    return ""
