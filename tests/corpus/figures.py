"""Figures for reports: real ones where they are at hand, and generated ones of townships, bureaus
and cities.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Literal

from tests.corpus.model import (
    COLUMNS,
    FORM_OF_NAME,
    OTHER_ITEMS,
    OUTCOMES,
    ROUTES,
    ROWS,
    Entry,
    Figures,
    Value,
    plain,
)

Size = Literal["township", "bureau", "city"]
APPLICANTS = COLUMNS[:-1]
MATTERS = tuple(
    row
    for row in ROWS
    if row not in ("new_received", "carried_in", "total", "carried_out", "other_total")
)
# How many requests an agency handles in a year, and how its table 2 counts run (measured on
# published reports).
REQUESTS: dict[Size, tuple[int, int]] = {
    "township": (0, 4),
    "bureau": (8, 400),
    "city": (2_000, 30_000),
}
COUNTS: dict[Size, tuple[int, int]] = {
    "township": (0, 60),
    "bureau": (0, 30_000),
    "city": (5_000, 40_000_000),
}


def entry(value: Value) -> Entry:
    """A figure printed plainly; None is a blank cell."""
    return Entry(value, "" if value is None else str(plain(value)))


def generated(random: Random, form: str, size: Size) -> Figures:
    """Figures without a contradiction, of an agency of that size."""
    return {**_table2(random, form, size), **_table3(random, form, size), **_table4(random, size)}


def _table2(random: Random, form: str, size: Size) -> Figures:
    found: Figures = {}
    for figure in FORM_OF_NAME[form].figures:
        if figure.type == "amount":
            value: Value = _amount(random, size)
        elif figure.type == "change":
            value = random.choice([0, 0, 0, 1, 2, 3, 17, 81, -1, -2, -5, -25])
        else:
            value = _count(random, figure.key, size)
        found[2, figure.key, None] = entry(value)
    return found


def _count(random: Random, key: str, size: Size) -> int:
    if size == "township" and random.random() < 0.75:
        return 0
    if key.startswith("rules"):
        return random.choice([0, 0, 0, 1, 2, 13]) if size != "city" else random.randint(0, 240)
    if key.startswith("normative") or "items" in key:
        return random.randint(0, {"township": 6, "bureau": 90, "city": 1_500}[size])
    low, high = COUNTS[size]
    return int(low + (high - low) * random.random() ** 3)


def _amount(random: Random, size: Size) -> Decimal:
    if random.random() < {"township": 0.8, "bureau": 0.4, "city": 0.1}[size]:
        return Decimal(0)
    digits = random.choice([0, 1, 2, 2, 2, 3, 4])
    whole = random.randint(0, {"township": 30, "bureau": 9_000, "city": 3_000_000}[size])
    amount = Decimal(whole) + Decimal(random.randint(1, 10**digits - 1 or 1)).scaleb(-digits) * (
        digits > 0
    )
    return amount.quantize(Decimal(1).scaleb(-digits)) or Decimal(0)


def _table3(random: Random, form: str, size: Size) -> Figures:
    matters = [row for row in MATTERS if form == "2021" or row not in OTHER_ITEMS]
    if form == "2019":
        matters.append("other_total")
    rows: dict[str, dict[str, int]] = {
        row: dict.fromkeys(APPLICANTS, 0) for row in [*matters, "total"]
    }
    rows |= {
        row: dict.fromkeys(APPLICANTS, 0) for row in ("new_received", "carried_in", "carried_out")
    }
    for applicant, share in zip(APPLICANTS, (1.0, 0.12, 0.005, 0.008, 0.05, 0.02), strict=True):
        _handle(random, rows, matters, applicant, _requests(random, size, share))
    return {
        (3, row, column): entry(value)
        for row, values in rows.items()
        for column, value in {**values, "total": sum(values.values())}.items()
    }


def _requests(random: Random, size: Size, share: float) -> int:
    low, high = REQUESTS[size]
    wanted = (low + (high - low) * random.random() ** 2) * share
    if size == "township":
        return (
            random.choice([0, 0, 0, 1, 2, 4]) if share == 1.0 else int(random.random() < share / 2)
        )
    return int(wanted) + int(random.random() < wanted % 1)


def _handle(
    random: Random, rows: dict[str, dict[str, int]], matters: list[str], applicant: str, count: int
) -> None:
    """Spread one column's requests over its outcomes, and carry some in and out."""
    likely = random.sample(matters, k=min(len(matters), 1 + count // 3))
    for _ in range(min(count, 400)):
        rows[random.choice(likely)][applicant] += max(1, count // 400)
    total = sum(rows[row][applicant] for row in matters)
    out = random.choice([0, 0, total // 15, min(1, total)])
    carried = min(random.choice([0, 0, total // 20, min(1, total)]), total + out)
    rows["total"][applicant] = total
    rows["carried_out"][applicant] = out
    rows["carried_in"][applicant] = carried
    rows["new_received"][applicant] = total + out - carried


def _table4(random: Random, size: Size) -> Figures:
    found: Figures = {}
    high = {"township": 1, "bureau": 6, "city": 300}[size]
    for route in ROUTES:
        idle = random.random() < {"township": 0.9, "bureau": 0.4, "city": 0.05}[size]
        parts = [
            0 if idle or random.random() < 0.4 else random.randint(0, high) for _ in OUTCOMES[:-1]
        ]
        for outcome, value in zip(OUTCOMES, [*parts, sum(parts)], strict=True):
            found[4, route, outcome] = entry(value)
    return found


def published(folder: Path | None) -> list[dict[str, Any]]:
    """The published figures of `figures.json` in a folder beside the repository; none where it is
    not there.
    """
    path = folder / "figures.json" if folder else None
    return json.loads(path.read_text(encoding="utf-8")) if path and path.is_file() else []


def from_published(random: Random, report: dict[str, Any]) -> Figures:
    """A published report's figures, blanks and contradictions included; what it lacks is
    generated.
    """
    form = report["form"]
    found = generated(random, form, "township")
    for key, value in (report["table2"] or {}).items():
        if key == "procurement_amount_printed":
            found[2, "procurement_amount_10k_yuan", None] = _printed_amount(value)
        elif (2, key, None) in found:
            found[2, key, None] = entry(Decimal(value) if isinstance(value, str) else value)
    tables = ((3, COLUMNS, ROWS), (4, OUTCOMES, ROUTES))
    for table, columns, keys in tables:
        rows = report[f"table{table}"] or {}
        if set(rows) < set(keys) and len(rows) < (20 if table == 3 else 3):
            continue
        found = {ref: kept for ref, kept in found.items() if ref[0] != table}
        for row, values in rows.items():
            found |= {
                (table, row, column): entry(value)
                for column, value in zip(columns, values, strict=True)
            }
    return found


def _printed_amount(text: str) -> Entry:
    if text.endswith("万元"):
        return Entry(Decimal(text[:-2]), text)
    if text.endswith("元"):
        return Entry((Decimal(text[:-1]) / 10_000).normalize(), text)
    return Entry(Decimal(text), text)


def contradicts(figures: Figures) -> bool | None:
    """Whether the figures break a sum of the form, blanks counted as 0; None where a blank total
    leaves it open.
    """
    sums = [*_table3_sums(figures), *_table4_sums(figures)]
    verdicts = [_breaks(figures, left, right) for left, right in sums]
    if True in verdicts:
        return True
    return None if None in verdicts else False


Side = list[tuple[int, str, str | None]]


def _breaks(figures: Figures, left: Side, right: Side) -> bool | None:
    values = [[figures[ref].value for ref in side if ref in figures] for side in (left, right)]
    known = [[int(value) for value in side if value is not None] for side in values]
    if sum(known[0]) == sum(known[1]):
        return False
    return (
        None
        if any(len(have) < len(side) for have, side in zip(known, values, strict=True))
        else True
    )


def _table3_sums(figures: Figures) -> list[tuple[Side, Side]]:
    matters = [*MATTERS, "other_total"]
    rows = [([(3, row, a) for a in APPLICANTS], [(3, row, "total")]) for row in ROWS]
    outcomes = [([(3, row, c) for row in matters], [(3, "total", c)]) for c in COLUMNS]
    balance = [
        ([(3, "new_received", c), (3, "carried_in", c)], [(3, "total", c), (3, "carried_out", c)])
        for c in COLUMNS
    ]
    return [*rows, *outcomes, *balance]  # type: ignore[list-item]


def _table4_sums(figures: Figures) -> list[tuple[Side, Side]]:
    return [([(4, route, o) for o in OUTCOMES[:-1]], [(4, route, "total")]) for route in ROUTES]
