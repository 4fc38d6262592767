"""The demonstration: practice portals, a real crawl of them before and after they change, a real
build, a summary.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from crawler import Run
from extract.forms import FORM_NAMES, disclosure_keys, form
from gongkai.building import build_with_progress
from gongkai.crawling import choose, crawl_with_progress, require_finished
from gongkai.errors import DemonstrationShort
from gongkai.session import ARCHIVE, STATE
from samples import REGISTRY, Change, PracticePortals, expected_reports, practice_portal_ids


def run_demo() -> str:
    """Crawl the practice portals into var/ twice, build archive.db in this folder, and sum up in a
    few lines.
    """
    begun = time.monotonic()
    portals = practice_portal_ids(demo_only=True)
    with PracticePortals(changing=True, demo_only=True) as practice:
        first = _crawl(portals)
        changes = practice.change()
        again = _crawl(portals)
    summary = build_with_progress(STATE, ARCHIVE, None, os.cpu_count() or 1)
    require_every_report(ARCHIVE)
    require_every_change(ARCHIVE, changes)
    return "\n".join(
        (
            f"Crawled / 抓取: {len(first)} practice portals, {_requests(first)} requests",
            f"Crawled again after they changed / 网站变化后再次抓取: {_requests(again)} requests",
            "  reports new / 新增: {0}   replaced / 替换: {0}   gone / 撤下: {0}".format(
                len(changes)
            ),
            f"Built / 建库: {summary}",
            (
                f"  figures / 数字: {count_figures(ARCHIVE)}   seconds / 用时:"
                f" {time.monotonic() - begun:.0f}"
            ),
        )
    )


def _crawl(portals: Sequence[str]) -> list[Run]:
    runs = crawl_with_progress(choose(REGISTRY, portals), STATE, None)
    require_finished(runs)
    return runs


def _requests(runs: Sequence[Run]) -> int:
    return sum(run.requests for run in runs)


def require_every_report(archive: Path) -> None:
    """Raise DemonstrationShort where the archive has fewer practice reports than the practice
    portals publish.
    """
    portals = practice_portal_ids(demo_only=True)
    marks = ", ".join("?" for _ in portals)
    with closing(_opened(archive)) as database:
        query = f"SELECT count(*) FROM reports WHERE portal IN ({marks}) AND quality <> 'unparsed'"
        read: int = database.execute(query, portals).fetchone()[0]
    wanted = len(expected_reports(demo_only=True))
    if read < wanted:
        raise DemonstrationShort(
            f"only {read} of the {wanted} practice reports were read: look into the table `issues`"
            f" of {archive}, and please report it"
        )


def require_every_change(archive: Path, changes: Sequence[Change]) -> None:
    """Raise DemonstrationShort where the archive does not tell that a report was replaced, or that
    one is gone.
    """
    with closing(_opened(archive)) as database:
        replaced = database.execute(
            "SELECT page_url FROM reports WHERE id IN (SELECT report FROM changes)"
        )
        gone = database.execute("SELECT page_url FROM reports WHERE gone_since IS NOT NULL")
        told = {*replaced, *gone}
    wanted = [address for change in changes for address in (change.replaced, change.gone)]
    if untold := [address for address in wanted if (address,) not in told]:
        raise DemonstrationShort(
            f"{len(untold)} of the {len(wanted)} changes on the practice portals are not told: look"
            f" for {untold[0]} in the table `reports` of {archive}, and please report it"
        )


def _opened(archive: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True)


def count_figures(archive: Path) -> int:
    """How many figures of the statutory tables the archive holds; those not printed are not
    counted.
    """
    newest = form(FORM_NAMES[0])
    columns = {
        "disclosures": disclosure_keys(),
        "applications": newest.table3.column_keys,
        "reviews": newest.table4.column_keys,
        "statistics": ("value",),
    }
    counts = [
        f"(SELECT {' + '.join(f'count({key})' for key in keys)} FROM {name})"
        for name, keys in columns.items()
    ]
    with closing(_opened(archive)) as database:
        count: int = database.execute(f"SELECT {' + '.join(counts)}").fetchone()[0]
    return count
