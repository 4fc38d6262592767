"""Agency and year of titles in every form, of agencies of every kind, broken over lines anywhere
(tests/corpus/titles.yml).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import yaml

import extract
from extract.identity.titles import parse_title
from foundation.agency_names import comparable

PARTS = yaml.safe_load(
    (Path(__file__).parents[2] / "corpus/titles.yml").read_text(encoding="utf-8")
)
TITLES_A_NAME = 3
FLOOR = 0.995
REST = "\n一、总体情况\n公开信息三百条。\n二、主动公开政府信息情况\n没有。\n"


def titles() -> Iterator[tuple[str, str, int]]:
    """Titles, with the agency and the year that each names: every name in several forms."""
    for number, name in enumerate(PARTS["names"]):
        random = Random(f"title {number}")
        for form in random.sample(PARTS["forms"], TITLES_A_NAME):
            year = random.randint(2009, 2024)
            said = name["said"]
            title = form.format(a=said, y=f"{year}年", d=year)
            yield title, comparable(name.get("full", said)), year


def broken(title: str, random: Random) -> str:
    """A title set over two or three lines, broken wherever it happens."""
    last = len(title.removesuffix(".docx")) - 2
    places = sorted(random.sample(range(2, last), random.choice([1, 1, 2])))
    pieces = [title[start:end] for start, end in zip([0, *places], [*places, None], strict=True)]
    return "\n".join(piece.strip() for piece in pieces)


def wrong_of(texts: list[tuple[str, str, int]]) -> list[str]:
    wrong = []
    for text, agency, year in texts:
        reading = extract.read((text + REST).encode(), "page.txt").as_json()
        if (comparable(reading["agency"] or ""), reading["year"]) != (agency, year):
            wrong.append(f"{text!r}: {reading['agency']}, {reading['year']}, not {agency}, {year}")
    return wrong


def test_there_are_many() -> None:
    assert len({title for title, _, _ in titles()}) >= 400


def test_every_title_is_one() -> None:
    assert [title for title, _, _ in titles() if parse_title(title) is None] == []


def test_agency_and_year_stand_in_a_title() -> None:
    made = list(titles())
    wrong = wrong_of(made)
    assert len(wrong) <= (1 - FLOOR) * len(made), "\n".join(wrong)


def test_agency_and_year_stand_in_a_title_broken_anywhere() -> None:
    random = Random("broken")
    made = [(broken(title, random), agency, year) for title, agency, year in titles()]
    wrong = wrong_of(made)
    assert len(wrong) <= (1 - FLOOR) * len(made), "\n".join(wrong)
