"""The score of readings against the truth: cells, identity, silent errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tests.corpus.model import COLUMNS, OUTCOMES, Sample
from tests.corpus.workers import Answer

# Qualities that promise right numbers: a wrong one under them is a silent error.
TRUSTED = ("verified", "consistent")
IDENTITY = ("agency", "year", "form", "signed_on", "published_on")
Scalar = int | str | None


@dataclass(frozen=True)
class CellError:
    """One cell that was not read right: a wrong number, or none where there is one."""

    cell: str
    got: Scalar
    want: Scalar


@dataclass
class Score:
    """How one document was read."""

    sample: Sample
    quality: str = "unparsed"
    read: bool = False
    cells: int = 0
    right: int = 0
    wrong: list[CellError] = field(default_factory=list)
    missed: list[CellError] = field(default_factory=list)
    identity: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    error: str | None = None
    seconds: float = 0.0

    @property
    def silent(self) -> list[CellError]:
        """Wrong numbers under a quality that promises right ones."""
        return self.wrong if self.quality in TRUSTED else []

    @property
    def quality_fits(self) -> bool:
        """Whether the quality says of the source what is true: refused, contradictory, or sound."""
        truth = self.sample.truth
        if not truth["parsed"]:
            return self.quality == "unparsed" or bool(truth.get("agency"))
        if truth["contradictory"]:
            return self.quality in ("source_error", "doubtful")
        return truth["open_quality"] or self.sample.layout == "destroyed" or self.quality in TRUSTED


def score(answer: Answer) -> Score:
    """Compare one answer with the truth of its sample."""
    made = Score(answer.sample, error=answer.error, seconds=answer.seconds)
    reading = answer.reading or {}
    made.quality = reading.get("quality", "unparsed")
    made.read = made.quality != "unparsed"
    truth = answer.sample.truth
    lost = {tuple(ref) for ref in truth["lost"]}
    completions = {tuple(ref): value for *ref, value in truth.get("completions", [])}
    for ref, want, got in _pairs(truth, reading):
        made.cells += 1
        if _same(got, want) or (
            ref in lost and (got is None or (want is None and got in (0, completions.get(ref))))
        ):
            made.right += 1
        else:
            error = CellError(".".join(map(str, ref)).rstrip("."), got, want)
            (made.missed if got is None else made.wrong).append(error)
    if truth["parsed"]:
        made.identity = {
            key: (reading.get(key), truth.get(key))
            for key in IDENTITY
            if not _agrees(key, reading, truth)
        }
    return made


def _pairs(
    truth: dict[str, Any], reading: dict[str, Any]
) -> Iterator[tuple[tuple[Any, ...], Scalar, Scalar]]:
    """Every cell that the truth or the reading has: its place, the true value, the read one."""
    yield from _figures(truth, reading)
    for table, columns in ((3, COLUMNS), (4, OUTCOMES)):
        true, read = truth[f"table{table}"] or {}, reading.get(f"table{table}") or {}
        for row in dict.fromkeys([*true, *read]):
            for at, column in enumerate(columns):
                want, got = (_at(values.get(row), at) for values in (true, read))
                if true or got is not None:
                    yield (table, row, column), want, got
    yield from _statistics(truth, reading)


def _figures(
    truth: dict[str, Any], reading: dict[str, Any]
) -> Iterator[tuple[tuple[Any, ...], Scalar, Scalar]]:
    true, read = truth["table2"] or {}, reading.get("table2") or {}
    for key in dict.fromkeys([*true, *read]):
        if true or read.get(key) is not None:
            yield (2, key, ""), true.get(key), read.get(key)


def _statistics(
    truth: dict[str, Any], reading: dict[str, Any]
) -> Iterator[tuple[tuple[Any, ...], Scalar, Scalar]]:
    """Indicators of the 2014 table in order, each as often as it is printed."""
    read = [(_core(entry["label"]), entry["value"]) for entry in reading.get("statistics") or []]
    for entry in truth["statistics"]:
        label = _core(entry["label"])
        at = next((index for index, (other, _) in enumerate(read) if other == label), None)
        yield (
            ("statistics", entry["label"], ""),
            entry["value"],
            read.pop(at)[1] if at is not None else None,
        )


def _core(label: str) -> str:
    """A label without its number, 其中 and signs."""
    bare = re.sub(r"^\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]+|其中[:：])\s*", "", label)
    return re.sub(r"[^\w]", "", re.sub(r"^其中[:：]?", "", bare))


def _at(values: list[Scalar] | None, at: int) -> Scalar:
    return values[at] if values and at < len(values) else None


def _same(got: Scalar, want: Scalar) -> bool:
    if got is None or want is None:
        return got is want
    try:
        return Decimal(str(got)) == Decimal(str(want))
    except InvalidOperation:
        return False


def _agrees(key: str, reading: dict[str, Any], truth: dict[str, Any]) -> bool:
    if key == "agency":
        return reading.get("agency") in (truth["agency_forms"] or [None])
    if key == "published_on" and truth.get("published_on") is None:
        return True
    return bool(reading.get(key) == truth.get(key))


@dataclass
class Tally:
    """Cells and documents of one group."""

    documents: int = 0
    cells: int = 0
    right: int = 0
    wrong: int = 0
    silent: int = 0
    seconds: float = 0.0

    @property
    def accuracy(self) -> float:
        """The share of cells read right, from 0 to 1; 1 where there are none."""
        return self.right / self.cells if self.cells else 1.0


def tally(scores: Iterable[Score]) -> Tally:
    """Add up the scores of a group."""
    total = Tally()
    for one in scores:
        total.documents += 1
        total.cells += one.cells
        total.right += one.right
        total.wrong += len(one.wrong)
        total.silent += len(one.silent)
        total.seconds += one.seconds
    return total


def grouped(scores: list[Score], by: str) -> dict[str, Tally]:
    """Tallies by format, form, layout or quirk; a document counts under each of its quirks."""
    groups: dict[str, list[Score]] = {}
    for one in scores:
        keys = one.sample.quirks or ("none",) if by == "quirks" else (getattr(one.sample, by),)
        for key in keys:
            groups.setdefault(str(key), []).append(one)
    return {key: tally(members) for key, members in sorted(groups.items())}
