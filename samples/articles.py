"""What stands on a practice portal, whatever product serves it: channels with articles, reports and
noise alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from markupsafe import Markup

from samples.bodies import body_html
from samples.prose import Block
from samples.reports import Report, reports
from samples.word import word_document
from samples.world import Portal, Style, read_yaml

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST_NUMBER, NUMBER_STEP = 1860013, 17
ANNUAL_SLUG, ANNUAL_NUMBER = "zfxxgknb", 4107


@dataclass(frozen=True, eq=False)
class Article:
    """A page of a portal, or (with `external`) an item of a list that leads elsewhere.

    `url_date` is the date in its address: that of a migration where it differs from `published_on`.
    """

    number: int
    title: str
    published_on: date
    url_date: date
    source: str
    blocks: tuple[Block, ...]
    style: Style = "clean"
    report: Report | None = None
    external: str | None = None

    @property
    def body(self) -> Markup:
        """The body as HTML in the hand of its clerk."""
        return body_html(self.blocks, self.style)

    @property
    def attachment_name(self) -> str | None:
        """File name of the attached DOCX, or None where nothing is attached."""
        return f"{self.title}.docx" if self.report and self.report.carrier != "page" else None

    @property
    def attachment(self) -> bytes:
        """The attached DOCX. Raises ValueError where nothing is attached."""
        if not self.report or not self.attachment_name:
            raise ValueError(f"{self.title} has no attachment")
        return word_document(self.report)

    @property
    def index_number(self) -> str:
        """The 索引号 in its information table."""
        return f"99{self.number}/{self.published_on.year}-{self.number % 100000:05d}"


@dataclass(frozen=True, eq=False)
class Channel:
    """A listing: its name, pinyin slug and number for addresses, and its articles, newest first."""

    name: str
    slug: str
    number: int
    articles: tuple[Article, ...]

    @property
    def modified(self) -> date:
        """Date of its newest article."""
        return max(article.published_on for article in self.articles)

    def pages(self, size: int) -> list[tuple[Article, ...]]:
        """The articles cut into pages of `size`."""
        return [self.articles[start : start + size] for start in range(0, len(self.articles), size)]


@dataclass(frozen=True, eq=False)
class Shelf:
    """Everything on a portal: the channels of noise, and the annual-report channel."""

    noise: tuple[Channel, ...]
    annual: Channel

    @property
    def channels(self) -> tuple[Channel, ...]:
        """All channels, the annual-report channel last."""
        return (*self.noise, self.annual)

    @property
    def articles(self) -> Iterator[tuple[Channel, Article]]:
        """Every article that has a page of its own, with its channel."""
        return (
            (channel, entry)
            for channel in self.channels
            for entry in channel.articles
            if not entry.external
        )


@cache
def _noise() -> dict[str, Any]:
    return read_yaml("noise.yml")


def _filled(text: str, portal: Portal) -> str:
    return text.format(government=portal.name, place=portal.place)


def _noise_article(
    portal: Portal, day: date, title: str, number: int, external: str | None = None
) -> Article:
    text = _filled(_noise()["bodies"][number % len(_noise()["bodies"])], portal)
    blocks = tuple(Block("text", line) for line in text.strip().splitlines())
    return Article(number, _filled(title, portal), day, day, portal.name, blocks, external=external)


def _report_article(portal: Portal, report: Report, number: int) -> Article:
    # A township's pages are put up by the county, which then stands as their publisher.
    source = portal.name if report.agency.kind == "township" else report.agency.name
    return Article(
        number=number,
        title=report.title,
        published_on=report.published_on,
        url_date=report.agency.oddity(report.year).url_date or report.published_on,
        source=source,
        blocks=report.page_blocks,
        style=report.agency.style,
        report=report,
    )


def _channel(name: str, slug: str, number: int, articles: list[Article]) -> Channel:
    newest_first = sorted(
        articles, key=lambda article: (article.published_on, article.number), reverse=True
    )
    return Channel(name, slug, number, tuple(newest_first))


def _annual_articles(portal: Portal, numbers: Iterator[int]) -> Iterator[Article]:
    for report in reports(portal):
        number = next(numbers)
        if (report.agency.name, report.year) not in portal.withheld:
            yield _report_article(portal, report, number)
    for day, title in _noise()["annual"]:
        yield _noise_article(portal, day, title, next(numbers))
    day, title, address = _noise()["external"]
    yield _noise_article(portal, day, title, next(numbers), external=address)


@cache
def shelf(portal: Portal) -> Shelf:
    """What stands on `portal`; always the same objects."""
    numbers = iter(range(FIRST_NUMBER, FIRST_NUMBER + 1000 * NUMBER_STEP, NUMBER_STEP))
    annual = _channel(
        portal.annual, ANNUAL_SLUG, ANNUAL_NUMBER, list(_annual_articles(portal, numbers))
    )
    noise = tuple(
        _channel(
            entry["name"],
            entry["slug"],
            entry["number"],
            [_noise_article(portal, day, title, next(numbers)) for day, title in entry["articles"]],
        )
        for entry in _noise()["channels"].values()
    )
    return Shelf(noise, annual)
