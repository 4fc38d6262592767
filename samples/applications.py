"""Table 3 of an ordinary report: requests by applicant, spread over the outcomes so that every
column balances.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from extract.forms import Form

APPLICANT_WEIGHTS = (80, 12, 1, 2, 4, 1)
OUTCOME_WEIGHTS = {
    "granted": 40,
    "partially_granted": 8,
    "unable_not_held": 14,
    "unable_needs_creation": 6,
}
NOT_OUTCOMES = frozenset({"new_received", "carried_in", "total", "carried_out", "other_total"})


@dataclass(frozen=True)
class Caseload:
    """How many requests come in about, and what the six applicant columns carry in and out."""

    about: int
    carried_in: tuple[int, ...]
    carried_out: tuple[int, ...]


def carried(about: int, random: Random) -> tuple[int, ...]:
    """What a year hands to the next: one request in a dozen of natural persons, now and then a
    business's.
    """
    most = about // 12
    return (random.randint(0, most), random.randint(0, min(most, 1)), 0, 0, 0, 0)


def _received(caseload: Caseload, random: Random) -> list[int]:
    count = random.randint(caseload.about // 2, caseload.about * 3 // 2)
    drawn = random.choices(range(6), weights=APPLICANT_WEIGHTS, k=count)
    least = [
        max(0, out - came)
        for came, out in zip(caseload.carried_in, caseload.carried_out, strict=True)
    ]
    return [max(drawn.count(column), least[column]) for column in range(6)]


def _outcome_keys(form: Form) -> list[str]:
    merged = ["other_total"] if "other_total" not in form.table3_omits else []
    plain = [
        key
        for key in form.table3.row_keys
        if key not in form.table3_omits and key not in NOT_OUTCOMES
    ]
    return plain + merged


def _outcomes(form: Form, handled: list[int], random: Random) -> dict[str, list[int]]:
    keys = _outcome_keys(form)
    weights = [OUTCOME_WEIGHTS.get(key, 1) for key in keys]
    rows = {key: [0] * 6 for key in keys}
    for column, count in enumerate(handled):
        for key in random.choices(keys, weights=weights, k=count):
            rows[key][column] += 1
    return rows


def draw_applications(form: Form, caseload: Caseload, random: Random) -> dict[str, tuple[int, ...]]:
    """The rows of table 3 that `form` prints, each with its six applicant columns and their sum."""
    received = _received(caseload, random)
    handled = [
        new + came - out
        for new, came, out in zip(received, caseload.carried_in, caseload.carried_out, strict=True)
    ]
    rows: dict[str, list[int]] = {
        "new_received": received,
        "carried_in": list(caseload.carried_in),
        **_outcomes(form, handled, random),
        "total": handled,
        "carried_out": list(caseload.carried_out),
    }
    return {key: (*row, sum(row)) for key, row in rows.items()}
