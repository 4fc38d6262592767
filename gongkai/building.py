"""Builds the archive with its progress shown."""

from __future__ import annotations

from pathlib import Path

from crawler import stored_portals
from gongkai.errors import NothingCrawled
from gongkai.progress import build_progress
from publish import BuildSummary, build


def build_with_progress(
    state: Path, output: Path, portals: Path | None, workers: int
) -> BuildSummary:
    """Build `output` from the captures in `state`. Raises NothingCrawled where there are none."""
    if not stored_portals(state):
        raise NothingCrawled(
            f"{state} holds no captures: crawl first, for example with `gongkai crawl --all`"
        )
    with build_progress() as progress:
        return build(state, output, portals, workers, progress)
