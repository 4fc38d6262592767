"""The text of a report around its tables: sentences of prose.yml, chosen by agency and year, fed
with its figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined, Template

from extract.forms import form, sections, statistics
from foundation.numbering import counted
from samples.figures import Figures
from samples.grids import Table
from samples.world import Agency, read_yaml

THEMES = {
    "disclosure": "主动公开",
    "requests": "依申请公开",
    "management": "政府信息管理",
    "platform": "政府信息公开平台建设",
    "supervision": "监督保障",
}


@dataclass(frozen=True)
class Block:
    """A piece of a report's body: a heading, running text, the signature, or a table."""

    kind: Literal["heading", "subheading", "text", "signature", "table"]
    text: str = ""
    table: Table | None = None


@cache
def _templates() -> dict[str, list[str]]:
    return read_yaml("prose.yml")


_environment = Environment(
    undefined=StrictUndefined, autoescape=False
)  # plain text: HTML is escaped where it is made


@cache
def _template(wording: str) -> Template:
    """A wording, compiled once: the reports have a few dozen among them, used by thousands."""
    return _environment.from_string(wording)


class Wording:
    """Chooses wordings for one report and fills in its figures; the same report is always worded
    the same.
    """

    def __init__(self, agency: Agency, year: int, context: dict[str, Any]) -> None:
        self._author = agency.oddity(year).worded_as or f"{agency.name}/{year}"
        self._context = context

    def __call__(self, entry: str) -> str:
        """One wording of `entry` of prose.yml with the figures filled in."""
        choice = Random(f"{self._author}/{entry}").choice(_templates()[entry])
        return _template(choice).render(self._context).replace(" ", "").strip()


def _total(figures: Figures, key: str) -> int | None:
    return figures.table3[key][-1] if figures.table3 else None


def _legal_basis(form_name: str) -> str:
    return (
        statistics().legal_basis if form_name == statistics().name else form(form_name).legal_basis
    )


def _context(agency: Agency, year: int, figures: Figures) -> dict[str, Any]:
    random = Random(f"{agency.name}/{year}/prose")
    return {
        "agency": agency.name,
        "we": agency.we,
        "year": year,
        "basis": _legal_basis(figures.form),
        "claimed": (_total(figures, "new_received") or 0) + agency.oddity(year).claimed_requests,
        **{name: _total(figures, name) for name in ("carried_in", "carried_out", "granted")},
        "handled": _total(figures, "total"),
        "documents": figures.table2.get("normative_documents_in_force"),
        "indicators": figures.statistics,
        "published": random.randint(60, 3000),
        "trainings": random.randint(1, 6),
    }


def wording(agency: Agency, year: int, figures: Figures) -> Wording:
    """The wording of the report of `agency` for `year`, which prints `figures`."""
    return Wording(agency, year, _context(agency, year, figures))


def _overview(say: Wording, figures: Figures) -> Iterator[Block]:
    yield Block("text", say("overview"))
    for number, (theme, heading) in enumerate(THEMES.items(), start=1):
        yield Block("subheading", f"（{counted(number)}）{heading}")
        some = "some" if _total(figures, "new_received") else "none"
        yield Block("text", say(f"requests_{some}" if theme == "requests" else theme))


def _lead(number: int, say: Wording, figures: Figures) -> str:
    if number != 4:
        return say("tables_lead")
    return say(
        "litigation_some" if any(row[-1] for row in figures.table4.values()) else "litigation_none"
    )


def _section(
    number: int, say: Wording, figures: Figures, tables: dict[int, Table]
) -> Iterator[Block]:
    if number == 1:
        yield from _overview(say, figures)
    elif number == 6:
        yield Block("text", say("other"))
    elif number == 5:
        yield Block("text", say("problems"))
        yield Block("text", say("improvements"))
    else:
        if lead := _lead(number, say, figures):
            yield Block("text", lead)
        yield Block("table", table=tables[number])


def full_text(
    say: Wording, figures: Figures, tables: dict[int, Table], signature: tuple[str, str]
) -> list[Block]:
    """The whole report: opening, six sections with the statutory tables, and the signature (agency,
    date).
    """
    blocks = [Block("text", say("opening"))]
    for section in sections():
        blocks.append(Block("heading", f"{counted(section.number)}、{section.heading}"))
        blocks.extend(_section(section.number, say, figures, tables))
    return blocks + [Block("signature", line) for line in signature]


def notice_text(say: Wording, signature: tuple[str, str]) -> list[Block]:
    """What a page says whose report is in the attachment alone."""
    return [
        Block("text", say("attachment_only")),
        *(Block("signature", line) for line in signature),
    ]
