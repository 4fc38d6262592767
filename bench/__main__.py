"""`python -m bench` measures all parts, `python -m bench extract` one of them."""

from __future__ import annotations

import click

from bench.crawl import measure as measure_crawl
from bench.extract import SHARES
from bench.extract import measure as measure_extract
from bench.site import measure as measure_site


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Measure the speed and the memory of the parts; all of them unless one is named."""
    if context.invoked_subcommand is None:
        for part in (extract, crawl, site):
            context.invoke(part)


@main.command()
@click.option(
    "--documents",
    default=60,
    show_default=True,
    type=click.IntRange(5),
    help="HTML pages in each round.",
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(SHARES)),
    multiple=True,
    help="Only these formats.",
)
@click.option(
    "--rounds", default=5, show_default=True, type=click.IntRange(1), help="Rounds that are timed."
)
def extract(documents: int, rounds: int, formats: tuple[str, ...]) -> None:
    """Reading, beside the libraries that read bare tables."""
    measure_extract(documents, rounds, formats or tuple(SHARES))


@main.command()
@click.option(
    "--pages",
    default=1000,
    show_default=True,
    type=click.IntRange(20),
    help="Articles of the one host.",
)
@click.option(
    "--hosts",
    default=20,
    show_default=True,
    type=click.IntRange(1, 200),
    help="Hosts crawled at once.",
)
@click.option(
    "--articles",
    default=40,
    show_default=True,
    type=click.IntRange(20),
    help="Articles of each of them.",
)
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1), help="Rounds beside Scrapy."
)
def crawl(pages: int, hosts: int, articles: int, rounds: int) -> None:
    """Crawling, beside Scrapy itself and the bound that politeness sets."""
    measure_crawl(pages, hosts, articles, rounds)


@main.command()
@click.option(
    "--reports",
    default=100_000,
    show_default=True,
    type=click.IntRange(80),
    help="Reports in the archive.",
)
@click.option(
    "--answers",
    default=200,
    show_default=True,
    type=click.IntRange(20),
    help="Answers of each kind.",
)
@click.option(
    "--rounds",
    default=5,
    show_default=True,
    type=click.IntRange(1),
    help="Rounds beside the peers.",
)
def site(reports: int, answers: int, rounds: int) -> None:
    """The site on a large archive: pages for 1, 4 and 16 readers, search beside LIKE, CSV beside
    sqlite3.
    """
    measure_site(reports, answers, rounds)


if __name__ == "__main__":
    main(prog_name="python -m bench")
