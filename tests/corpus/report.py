"""Drafts of reports: an invented agency, its figures, and prose around the three tables."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from extract import forms
from tests.corpus import figures, grids
from tests.corpus.model import Draft, Figures, Paragraph, Role

NUMERALS = "一二三四五六七八九十"


@cache
def prose() -> dict[str, Any]:
    """The sentences and names of invented reports."""
    content: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("prose.yml").read_text(encoding="utf-8")
    )
    return content


def draft(random: Random, known: list[dict[str, Any]]) -> Draft:
    """A whole report without quirks; one in four has a published report's figures, if there are
    any.
    """
    if known and random.random() < 0.25:
        report = random.choice(known)
        made = _new(random, report["agency"], "", report["agency"], report["year"], report["form"])
        made.figures = figures.from_published(random, report)
        made.quirks.append("P published figures")
    else:
        agency, place, short = _agency(random)
        form = random.choices(forms.FORM_NAMES, (5, 2))[0]
        years = range(2021, 2026) if form == "2021" else range(2019, 2021)
        made = _new(random, agency, place, short, random.choice(years), form)
        size: figures.Size = random.choices(("township", "bureau", "city"), (5, 4, 2))[0]
        made.figures = figures.generated(random, form, size)
    note_contradiction(made)
    return made


def note_contradiction(made: Draft) -> None:
    """Work out from the figures whether the source contradicts itself."""
    verdict = figures.contradicts(made.figures)
    made.contradictory = verdict is True
    made.open_quality = made.open_quality or verdict is None


def _new(random: Random, agency: str, place: str, short: str, year: int, form: str) -> Draft:
    return Draft(random, agency, place, short, year, form, figures={})


def _agency(random: Random) -> tuple[str, str, str]:
    """An invented agency: its full name, the place before it, and how it calls itself."""
    places = prose()["places"]
    province, city, county, town = (
        random.choice(places[kind]) for kind in ("provinces", "cities", "counties", "towns")
    )
    kind = random.choice(["town", "town", "town", "bureau", "bureau", "county", "city", "special"])
    if kind == "town":
        place = random.choice([county, city + county, city])
        return place + town + ("办事处" if town.endswith("街道") else "人民政府"), place, town[-2:]
    if kind == "bureau":
        bureau, place = (
            random.choice(places["bureaus"]),
            random.choice([city, county, city + county, province]),
        )
        return place + bureau, place, "我委" if bureau.endswith("委员会") else "我局"
    if kind == "special":
        return (
            random.choice(places["specials"]).format(city=city, county=county, province=province),
            city,
            "本单位",
        )
    place = (
        random.choice([city, province + city])
        if kind == "city"
        else random.choice([city + county, county])
    )
    return f"{place}人民政府", place, "我市" if kind == "city" else "我县"


def name_forms(agency: str) -> tuple[str, ...]:
    """Names under which an agency may rightly be found: with and without 人民政府."""
    if agency.endswith("人民政府"):
        return agency, agency.removesuffix("人民政府")
    if agency.endswith(("街道办事处",)):
        return agency, agency.removesuffix("办事处")
    if agency.endswith("街"):
        return agency, f"{agency}道", f"{agency}道办事处"
    return agency, *(
        (f"{agency}人民政府",) if agency.endswith(("镇", "乡", "区", "县", "市")) else ()
    )


def ourselves(agency: str) -> str:
    """How an agency speaks of itself."""
    endings = (
        ("街道办事处", "我街道"),
        ("乡人民政府", "我乡"),
        ("镇人民政府", "我镇"),
        ("人民政府", "本级政府"),
        ("局", "我局"),
    )
    return next((word for ending, word in endings if agency.endswith(ending)), "本机关")


def compose(made: Draft) -> None:
    """Write the report: title, introduction, six sections with their tables, signature."""
    random, words = made.random, prose()
    made.agency_forms = name_forms(made.agency)
    made.title = fill(made, random.choice(words["titles"]))
    add(made, made.title, "title")
    add(made, fill(made, random.choice(words["leads"])), "lead")
    tables = {2: grids.disclosures, 3: grids.requests, 4: grids.disputes}
    for section in forms.sections():
        add(made, f"{NUMERALS[section.number - 1]}、{section.heading}", "heading")
        if section.number in tables:
            made.blocks.append(tables[section.number](made))
        else:
            _write(made, section.number)
    if random.random() < 0.6:
        sign(made)


def sign(made: Draft, on: date | None = None) -> None:
    """Put the agency and a date under the report."""
    day = on or date(made.year + 1, 1, 5) + timedelta(days=made.random.randint(0, 80))
    made.signed_on = day.isoformat()
    add(made, made.agency, "agency")
    add(made, f"{day.year}年{day.month}月{day.day}日", "date")


def _write(made: Draft, number: int) -> None:
    random, words = made.random, prose()
    if number == 1:
        for at, part in enumerate(words["subsections"]):
            add(
                made,
                f"（{NUMERALS[at]}）{part['heading']}。{fill(made, random.choice(part['bodies']))}",
                "body",
            )
    else:
        add(made, fill(made, random.choice(words["problems" if number == 5 else "others"])), "body")


def add(made: Draft, text: str, role: Role) -> None:
    made.blocks.append(Paragraph(text, role))


def fill(made: Draft, sentence: str, **more: Any) -> str:
    """A sentence with the report's names and numbers in its slots."""
    random, words = made.random, prose()
    received = _received(made.figures)
    kind = "none_received_sentences" if received == 0 else "received_sentences"
    told = random.choice(words[kind]) if received is not None else "本年度依申请公开工作平稳有序"
    slots = {
        "agency": made.agency,
        "short": made.short,
        "place": made.place,
        "we": ourselves(made.agency),
        "year": made.year,
        "next": made.year + 1,
        "posted": random.choice([38, 126, 407, 1_893, 12_604, made.year]),
        "visitors": random.randint(10, 900),
        "area": random.randint(310, 998),
        "phone": random.randint(100_000, 999_999),
        "day": random.randint(5, 30),
        "received": received,
        "accepted": received,
        **more,
    }
    return sentence.replace("{received_sentence}", told).format(**slots)


def _received(known: Figures) -> int | None:
    entry = known.get((3, "new_received", "total"))
    value = entry.value if entry else None
    return int(value) if value is not None else None
