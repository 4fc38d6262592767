"""Documents damaged at random: no reading crashes, and none that is damaged is silently wrong."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import pytest

from extract.readers.positions import pdfium
from extract.readers.positions.geometry import Page
from extract.readers.positions.layout import read_layout
from tests.corpus import Sample, make
from tests.corpus.model import COLUMNS, OUTCOMES, ROUTES, ROWS
from tests.corpus.score import TRUSTED, Score, score
from tests.corpus.workers import Answer, read_all
from tests.extract.readers.drawn import draw_report, report_of

pytestmark = pytest.mark.slow


EACH = 40
SEED = 77
ROW = re.compile(r"<tr>.*?</tr>\s*", re.S | re.I)
CELL = re.compile(r"<td[^>]*>.*?</td>", re.S | re.I)
PRINTED = re.compile(r"(?<=>)\d+(?=</td>)")

Damage = Callable[[str, Random], str]


def drop_cells(text: str, random: Random) -> str:
    """Take out a few cells of any table."""
    cells = list(CELL.finditer(text))
    for match in sorted(
        random.sample(cells, k=random.randint(1, 6)), key=lambda found: -found.start()
    ):
        text = text[: match.start()] + text[match.end() :]
    return text


def blank_cells(text: str, random: Random) -> str:
    """Take out the numbers of a few cells, and leave the cells."""
    numbers = list(PRINTED.finditer(text))
    for match in sorted(
        random.sample(numbers, k=random.randint(1, 6)), key=lambda found: -found.start()
    ):
        text = text[: match.start()] + text[match.end() :]
    return text


def drop_tags(text: str, random: Random) -> str:
    """Take out a few opening or closing tags of tables, rows and cells."""
    tags = list(re.finditer(r"</?t[dr][^>]*>", text, re.I))
    for match in sorted(
        random.sample(tags, k=random.randint(1, 8)), key=lambda found: -found.start()
    ):
        text = text[: match.start()] + text[match.end() :]
    return text


def drop_rows(text: str, random: Random) -> str:
    """Take out one to three rows."""
    rows = list(ROW.finditer(text))
    for match in sorted(
        random.sample(rows, k=random.randint(1, 3)), key=lambda found: -found.start()
    ):
        text = text[: match.start()] + text[match.end() :]
    return text


def swap_rows(text: str, random: Random) -> str:
    """Let two neighbouring rows without spans change places."""
    rows = [
        match
        for match in ROW.finditer(text)
        if "span=" not in match[0] and re.search(r">\d\.", match[0])
    ]
    pairs = [(one, other) for one, other in itertools.pairwise(rows) if one.end() == other.start()]
    one, other = random.choice(pairs)
    return text[: one.start()] + other[0] + one[0] + text[other.end() :]


def repeat_row(text: str, random: Random) -> str:
    """Print a row twice."""
    match = random.choice(list(ROW.finditer(text)))
    return text[: match.end()] + match[0] + text[match.end() :]


def cut_off(text: str, random: Random) -> str:
    """End the page between two rows."""
    rows = list(ROW.finditer(text))
    return text[: random.choice(rows[5:]).end()]


def wild_spans(text: str, random: Random) -> str:
    """Give cells spans of any size."""
    cells = list(re.finditer(r"<td(?=>)", text, re.I))
    for match in sorted(random.sample(cells, k=3), key=lambda found: -found.start()):
        span = f' {random.choice(["rowspan", "colspan"])}="{random.choice([0, 2, 3, 65_534])}"'
        text = text[: match.end()] + span + text[match.end() :]
    return text


DAMAGES: list[Damage] = [
    drop_cells,
    blank_cells,
    drop_tags,
    drop_rows,
    swap_rows,
    repeat_row,
    cut_off,
    wild_spans,
]


def drop_lines(text: str, random: Random) -> str:
    """Take out a few lines that hold a number alone."""
    return _without(text, random, lambda line: line.strip(" \t|").isdigit())


def drop_empty_lines(text: str, random: Random) -> str:
    """Take out a few lines that hold nothing, or a tab or pipe alone."""
    return _without(text, random, lambda line: not line.strip(" \t|"))


def drop_labels(text: str, random: Random) -> str:
    """Take out a few lines of words alone."""
    return _without(
        text, random, lambda line: bool(line.strip()) and not any(char.isdigit() for char in line)
    )


def _without(text: str, random: Random, which: Callable[[str], bool]) -> str:
    lines = text.split("\n")
    found = [at for at, line in enumerate(lines) if which(line)]
    gone = set(random.sample(found, k=min(len(found), random.randint(1, 6))))
    return "\n".join(line for at, line in enumerate(lines) if at not in gone)


def drop_columns(text: str, random: Random) -> str:
    """Take a number with its tab or pipe out of a few lines."""
    numbers = list(re.finditer(r"(?<=[\t|]) ?\d+ ?[\t|]", text))
    for match in sorted(
        random.sample(numbers, k=min(len(numbers), random.randint(1, 4))), key=lambda m: -m.start()
    ):
        text = text[: match.start()] + text[match.end() :]
    return text


def join_lines(text: str, random: Random) -> str:
    """Lose the ends of a few lines."""
    ends = [match.start() for match in re.finditer(r"\n", text)]
    for at in sorted(random.sample(ends, k=3), reverse=True):
        text = text[:at] + " " + text[at + 1 :]
    return text


TEXT_DAMAGES: list[Damage] = [drop_lines, drop_empty_lines, drop_labels, drop_columns, join_lines]


def everything_lost(truth: dict[str, Any]) -> dict[str, Any]:
    """The truth where any figure may be null: it is right, or not read."""
    cells = [[3, row, column] for row in ROWS for column in COLUMNS]
    cells += [[4, route, outcome] for route in ROUTES for outcome in OUTCOMES]
    return {**truth, "lost": cells + [[2, key, ""] for key in truth["table2"]]}


@cache
def documents(format: str) -> list[tuple[str, Sample]]:
    """Clean documents of consistent figures without blanks, as text."""
    made = [
        sample
        for sample in make(SEED, 3 * EACH, format, "clean")
        if not sample.truth["contradictory"]
    ]
    full = [sample for sample in made if "P published figures" not in sample.quirks]
    found = [
        (re.sub(r"charset=gb\w+", "charset=utf-8", _text(sample.data)), sample) for sample in full
    ]
    return [(text, sample) for text, sample in found if format == "text" or PRINTED.search(text)][
        :EACH
    ]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _damaged(damage: Damage, format: str) -> Iterator[Sample]:
    """The documents of a format, each damaged; the name tells how."""
    random = Random(SEED)
    for text, sample in documents(format):
        if format == "text" or "<tr>" in text:
            broken = damage(text, random)
            truth = everything_lost(sample.truth)
            yield replace(
                sample, name=f"{damage.__name__} {sample.name}", data=broken.encode(), truth=truth
            )


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    """Every damage of every document, read and scored."""
    damaged = [sample for damage in DAMAGES for sample in _damaged(damage, "html")]
    damaged += [sample for damage in TEXT_DAMAGES for sample in _damaged(damage, "text")]
    return [score(answer) for answer in read_all(damaged)]


@pytest.mark.parametrize("damage", [*DAMAGES, *TEXT_DAMAGES], ids=lambda damage: damage.__name__)
def test_a_damaged_document_is_right_or_not_trusted(scores: list[Score], damage: Damage) -> None:
    damaged = [one for one in scores if one.sample.name.startswith(f"{damage.__name__} ")]
    assert sum(one.read for one in damaged) >= EACH // 3
    assert [(one.sample.name, one.error) for one in damaged if one.error] == []
    assert [
        (one.sample.name, one.sample.quirks, one.silent[:3]) for one in damaged if one.silent
    ] == []


def test_a_changed_digit_is_noticed() -> None:
    """One figure of table 3 with another digit breaks a sum: such a reading may not be trusted."""
    random = Random(SEED)
    changed = [
        replace(sample, data=_change_digit(text, random).encode())
        for text, sample in documents("html")
    ]
    answers = list(read_all(sample for sample in changed if sample.data))
    assert len(answers) >= EACH // 3
    trusted = [_trusted(answer) for answer in answers]
    assert [name for name in trusted if name] == []


def _change_digit(text: str, random: Random) -> str:
    start, end = text.find("本年新收政府信息公开申请数量"), text.find("结转下年度继续办理")
    numbers = list(PRINTED.finditer(text, start, end))
    if start < 0 or len(numbers) < 100:
        return ""
    match = random.choice(numbers)
    other = str(int(match[0]) + random.choice([1, 3, 10]))
    return text[: match.start()] + other + text[match.end() :]


def _trusted(answer: Answer) -> str:
    return answer.sample.name if answer.reading and answer.reading["quality"] in TRUSTED else ""


def flip(data: bytes, random: Random) -> bytes:
    """Turn a few bytes into others."""
    broken = bytearray(data)
    for _ in range(random.randint(1, 40)):
        broken[random.randrange(len(broken))] = random.randrange(256)
    return bytes(broken)


def cut(data: bytes, random: Random) -> bytes:
    """End the file early."""
    return data[: random.randrange(len(data))]


def take_out(data: bytes, random: Random) -> bytes:
    """Take a piece out of the middle."""
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randint(1, 4_000) :]


BYTE_DAMAGES: list[Callable[[bytes, Random], bytes]] = [flip, cut, take_out]
BINARY = ("html", "text", "docx", "ofd", "xlsx", "zip")


def drawn_pdfs() -> list[Sample]:
    """Reports as PDF, without a truth: a damaged one only has to be read or refused."""
    drawn = (draw_report(report_of(form, number)) for form in ("2021", "2019") for number in (0, 1))
    return [
        Sample(f"drawn-{n}.pdf", data, "pdf", None, "clean", (), {}) for n, data in enumerate(drawn)
    ]


def _some(things: Sequence[Any], share: float, random: Random) -> tuple[Any, ...]:
    return tuple(thing for thing in things if random.random() < share)


def _thinned(page: Page, random: Random) -> Page:
    """A page that has lost lines, or characters, or both."""
    share = random.choice([0.0, 0.3, 0.9, 1.0])
    glyphs = _some(page.glyphs, random.choice([0.2, 0.8, 0.98, 1.0]), random)
    return replace(page, rules=_some(page.rules, share, random), glyphs=glyphs)


def test_pages_that_lost_lines_and_characters_never_crash() -> None:
    random = Random(SEED)
    document = pdfium.open_pdf(draw_report(report_of("2021")))
    pages = [pdfium.see(document, number + 1).page for number in range(len(document))]
    document.close()
    read = [read_layout([_thinned(page, random) for page in pages]) for _ in range(40)]
    assert sum(bool(layout.blocks) for layout in read) >= 30


def test_damaged_bytes_never_crash() -> None:
    random = Random(SEED)
    samples = [sample for format in BINARY for sample in make(SEED, 8, format)] + drawn_pdfs()
    damaged = [
        replace(sample, data=damage(sample.data, random))
        for damage in BYTE_DAMAGES
        for sample in samples
    ]
    # Which tells an end from none, also on a machine with much else to do.
    answers = list(read_all(damaged, wall=400))
    assert len(answers) == len(damaged)
    assert [(answer.sample.name, answer.error) for answer in answers if answer.error] == []
