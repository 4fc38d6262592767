"""Builds the archive with its progress shown, and says what the new one says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from crawler import stored_portals
from gongkai.errors import NothingCrawled
from gongkai.progress import build_progress
from publish import BuildSummary, build
from publish.archive.comparison import CAUSES, KINDS, Comparison

# Changes that a terminal shows; --json names more.
SHOWN = 20
_KINDS = {
    "figure": "figures / 数字",
    "quality": "quality / 质量",
    "identity": "identity / 身份",
    "date": "dates / 日期",
}
_WIDTH = 12


def build_with_progress(
    state: Path,
    output: Path,
    portals: Path | None,
    workers: int,
    told: Callable[[Comparison], None] | None = None,
    prepared: Callable[[Path], None] | None = None,
) -> BuildSummary:
    """Build `output` from the captures in `state`; `told` gets, before the swap, what changes, and
    `prepared` the new file. Raises NothingCrawled where there are none.
    """
    if not stored_portals(state):
        raise NothingCrawled(
            f"{state} holds no captures: crawl first, for example with `gongkai crawl --all`"
        )
    with build_progress() as progress:
        return build(state, output, portals, workers, progress, told, prepared)


def comparison_table(comparison: Comparison) -> str:
    """What changes against the archive in place: counts by kind and cause, and the first of
    them.
    """
    lines = [
        "against the archive in place / 与现有数据库相比:",
        f"  extractor / 读取程序: {', '.join(comparison.old_extractors) or '-'}"
        f" -> {', '.join(comparison.new_extractors) or '-'}",
        f"  reports / 报告: {comparison.added} added, {comparison.removed} removed",
    ]
    if comparison.total:
        lines += ["  " + _cells("changed because of the", CAUSES)]
        lines += [_counted(comparison, kind) for kind in KINDS]
        lines += [
            f"  {change.report}  {change.what}: {change.old} -> {change.new}  ({change.cause})"
            for change in comparison.changes[:SHOWN]
        ]
    if comparison.total > SHOWN:
        lines.append(f"  … {comparison.total - SHOWN} more: --diff --json names them")
    return "\n".join(lines)


def _counted(comparison: Comparison, kind: str) -> str:
    counts = (comparison.counts.get((kind, cause), 0) for cause in CAUSES)
    return "  " + _cells(_KINDS[kind], counts)


def _cells(label: str, values: Iterable[object]) -> str:
    return f"{label:<24}" + "".join(f"{value:>{_WIDTH}}" for value in values)
