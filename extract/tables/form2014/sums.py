"""The sums of the statistics table: whether the indicators that a document prints add up."""

from __future__ import annotations

from collections.abc import Sequence

from extract import forms
from extract.forms import Sum
from extract.tables.figures import Check, Result
from extract.tables.form2014.entries import Entry, StatisticsReading

_RULE = "statistics_sum"
_NOT_KNOWN = ("not_applicable", "unreadable")


def check_statistics(reading: StatisticsReading) -> list[Check]:
    """statistics_sum: the form's sums over the indicators that the document prints."""
    entries = {entry.key: entry for entry in reading.entries if entry.key is not None}
    return [
        _check(entries[rule.total], parts, rule, reading)
        for rule in forms.statistics().sums
        if rule.total in entries and (parts := _printed_parts(rule, entries))
    ]


def _printed_parts(rule: Sum, entries: dict[str, Entry]) -> list[Entry]:
    return [entries[part] for part in rule.parts if part in entries]


def _check(total: Entry, parts: Sequence[Entry], rule: Sum, reading: StatisticsReading) -> Check:
    """One sum; a part that is not printed leaves it open, and so does one that the form does not
    have.
    """
    left = sum(part.number for part in parts)
    right = total.number
    is_open = len(parts) < len(rule.parts) or _is_open(total, parts)
    if is_open or (left != right and _has_unknown_part(rule, reading)):
        return Check(_RULE, total.label, None, None, "not_computable")
    has_blank = any(entry.status == "blank" for entry in (*parts, total))
    result: Result = "pass" if left == right else "fail"
    return Check(_RULE, total.label, int(left), int(right), result, has_blank)


def _is_open(total: Entry, parts: Sequence[Entry]) -> bool:
    """Whether a number is unreadable or in another unit, or none is printed on one side."""
    everything = [*parts, total]
    if any(entry.status in _NOT_KNOWN for entry in everything):
        return True
    if len({entry.unit for entry in everything}) > 1:
        return True
    return total.status == "blank" or all(part.status == "blank" for part in parts)


def _has_unknown_part(rule: Sum, reading: StatisticsReading) -> bool:
    """Whether a label that the form does not have stands among the parts: it may be a part of its
    own.
    """
    family = _family(rule)
    is_inside = False
    for entry in reading.entries:
        if entry.key is not None:
            is_inside = entry.key in family
        elif is_inside:
            return True
    return False


def _family(rule: Sum) -> set[str]:
    """The total of a sum, its parts, and theirs."""
    keys = {rule.total, *rule.parts}
    for inner in forms.statistics().sums:
        if inner.total in rule.parts:
            keys.update(inner.parts)
    return keys
