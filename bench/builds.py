"""What a build costs, and the one of a night with some new reports: `python -m bench.builds`.

Portals of a county each, with ten agencies and their reports of four years, are written by the
crawler's own store as if a crawl had found them; no two documents are the same, and the texts are
those of the practice portals. Then the archive is built: first, again with nothing new, and after a
night with new reports on some of the portals. Each build is a process of its own, so that its peak
of memory is its own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import click

from bench.site_archive import stem
from crawler.registry.divisions import Division
from crawler.registry.portals import Portal
from crawler.store.preparing import Fetched
from crawler.store.warc import Archived
from crawler.store.writer import CaptureWriter
from publish import build
from samples.bodies import body_html
from samples.reports import report
from samples.world import Agency, years

*YEARS, LATER = years()
OFFICES = ("教育局", "民政局", "财政局", "司法局", "水利局", "统计局", "审计局", "林业局", "商务局")
PROVINCES = (13, 21, 32, 33, 34, 35, 36, 41, 42, 43)
PER_PORTAL = (len(OFFICES) + 1) * len(YEARS)
HEADERS = [("Content-Type", "text/html; charset=utf-8")]


def described(number: int) -> Portal:
    """The portal with that number: of a county whose name and code no other has."""
    province, place = PROVINCES[number % len(PROVINCES)], number // len(PROVINCES)
    name, code = f"{stem(number)}县", f"{province}{50 + place // 90}{10 + place % 90}"
    return Portal(
        id=f"{province}/{number:05d}",
        name=f"{name}人民政府",
        region=code,
        home=f"http://{number:05d}.example/",
        divisions=(Division(code=code, name=name, parent=f"{province}0000"),),
    )


def agencies(number: int) -> Iterator[Agency]:
    """The county's government and its offices, as busy as such are."""
    place = f"{stem(number)}县"
    yield _agency(f"{place}人民政府", "government", 90)
    for busy, office in enumerate(OFFICES):
        yield _agency(f"{place}{office}", "department", 3 + busy)


def _agency(name: str, kind: str, requests: int) -> Agency:
    return Agency(
        name=name,
        kind=kind,  # type: ignore[arg-type]
        we="我县" if kind == "government" else "我局",
        requests=requests,
        decisions=requests * 12,
        documents=4,
        rules=0,
        fees=0,
        style="clean",
        carrier="page",
        title="{agency}{year}年政府信息公开工作年度报告",
    )


def crawled(state: Path, number: int, wanted: Sequence[int]) -> None:
    """Write a run in which the portal's reports of these years were found."""
    portal = described(number)
    with closing(CaptureWriter(state, portal)) as writer:
        writer.group(lambda: None)
        for order, agency in enumerate(agencies(number)):
            for year in wanted:
                writer.append(_found(portal, agency, order, year))
        writer.commit()
        writer.finish("ok", "missing", 1.0, {"family": "trs", "listed": PER_PORTAL})


def _found(portal: Portal, agency: Agency, order: int, year: int) -> Fetched:
    made = report(agency, year)
    head = f'<meta charset="utf-8"><title>{made.title}</title>'
    text = f"<h1>{made.title}</h1>{body_html(made.full_blocks, agency.style)}"
    page = f"<html><head>{head}</head><body>{text}</body></html>"
    url = f"{portal.home}{order}-{year}.html"
    response = Archived(200, HEADERS, page.encode())
    return Fetched(url, "GET", url.encode().hex(), response, "report", link_text=made.title)


def measured(state: Path, output: Path, workers: int) -> dict[str, float]:
    """Seconds, seconds of a processor, and MiB at the peak of one build, in a process of its own;
    what its workers spend is not in them.
    """
    words = [sys.executable, "-m", "bench.builds", "one", str(state), str(output)]
    done = run([*words, "--workers", str(workers)], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@click.group()
def main() -> None:
    """Measure builds."""


@main.command()
@click.argument("state", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--workers", default=2, show_default=True)
def one(state: Path, output: Path, workers: int) -> None:
    """Build once and print what it cost."""
    began = time.perf_counter()
    summary = build(state, output, workers=workers)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    click.echo(
        json.dumps(
            {
                "reports": summary.reports,
                "seconds": round(seconds, 1),
                "cpu_seconds": round(used.ru_utime + used.ru_stime, 1),
                "peak_mib": used.ru_maxrss // 1024,
                "archive_mib": output.stat().st_size >> 20,
            }
        )
    )


@main.command()
@click.option("--portals", default=250, show_default=True, type=click.IntRange(6))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1))
@click.option("--state", type=click.Path(path_type=Path), help="Keep the captures here.")
def table(portals: int, workers: int, state: Path | None) -> None:
    """The table: a first build, one with nothing new, and a night with fifty new reports."""
    with TemporaryDirectory() as scratch:
        folder = state or Path(scratch)
        for number in range(portals):
            crawled(folder, number, YEARS)
        output = Path(scratch) / "archive.db"
        _show("first build", measured(folder, output, workers))
        _show("nothing new", measured(folder, output, workers))
        for number in range(5):
            crawled(folder, number, (LATER,))
        _show("night with 50 new", measured(folder, output, workers))


def _show(name: str, figures: dict[str, float]) -> None:
    click.echo(f"{name}: {json.dumps(figures)}")


if __name__ == "__main__":
    main(prog_name="python -m bench.builds")
