"""Lists that go on in all the ways of portals: the habits of pagers, and a server for each product
that has them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from math import ceil
from typing import Literal

from tests.crawler.many_sites import Asked, Site
from tests.crawler.sites import report_page

SIZE = 3
CHANNEL = "/nb/"
COLUMN = "政府信息公开年报"

Way = Literal["names", "query", "offset", "cursor", "form", "fragment", "json"]
Announced = Literal["pages", "items", "nothing"]
Tail = Literal["short", "full", "empty", "repeated"]


@dataclass(frozen=True)
class Habit:
    """How a list goes on.

    `base`: the number of its first page. `downward`: the second page bears the highest number.
    `tail`: the last page is short or full, or one more is offered behind it, which is empty or the
    last once more. `numbers`: the pager shows those of pages, and not 下一页 alone. `shows_first`: the
    list's own page shows what its first page has, where a script fetches the others.
    """

    way: Way
    base: int = 1
    announced: Announced = "nothing"
    tail: Tail = "short"
    numbers: bool = True
    downward: bool = False
    shows_first: bool = True

    def __str__(self) -> str:
        shown = "numbers" if self.numbers else "next"
        way = f"{self.way}{'-downward' if self.downward else ''}"
        way += "" if self.shows_first else "-shell"
        return f"{way}-from{self.base}-{self.announced}-{self.tail}-{shown}"

    @property
    def items(self) -> int:
        return 2 * SIZE if self.tail in ("full", "empty") else 2 * SIZE + 1

    @property
    def pages(self) -> int:
        return ceil(self.items / SIZE)

    @property
    def has_more(self) -> bool:
        """Whether one more page is offered than there are."""
        return self.tail in ("empty", "repeated")

    @property
    def words(self) -> str:
        """What the list says of its length."""
        told = {"pages": f"共{self.pages}页", "items": f"共{self.items}条", "nothing": ""}
        return told[self.announced]

    def shown(self, number: int) -> range:
        """The items of page `number`, counted from 1."""
        if self.tail == "repeated":
            number = min(number, self.pages)
        return range((number - 1) * SIZE, min(number * SIZE, self.items))


Listed = Callable[[int], str]


def title(number: int) -> str:
    return f"演示县第{number}局2023年政府信息公开工作年度报告"


def article(number: int) -> str:
    return f"/nb/202401/t20240119_{1000 + number}.html"


def rows(numbers: range, address: Listed = article) -> str:
    return "".join(
        f'<li><a href="{address(number)}">{title(number)}</a><span>2024-01-19</span></li>'
        for number in numbers
    )


def page(body: str, script: str = "") -> str:
    scripts = f"<script>{script}</script>" if script else ""
    return f"<html><head><title>{COLUMN}</title></head><body><ul>{body}</ul>{scripts}</body></html>"


def pager(habit: Habit, number: int, address: Listed) -> str:
    """The links of a pager on page `number`; `address` is that of a page, counted from 1."""
    last = habit.pages + habit.has_more
    links = [
        f'<a href="{address(each)}">{each}</a>' if each != number else f"<b>{each}</b>"
        for each in range(1, last + 1)
        if habit.numbers
    ]
    if number < last:
        links.append(f'<a href="{address(number + 1)}">下一页</a>')
    return f'<div class="page">{habit.words} {" ".join(links)}</div>'


def with_reports(listed: Site, address: Listed = article, count: int = 3 * SIZE) -> Site:
    """A site of this list, with its reports."""
    reports = {address(number): report_page(title(number)).decode() for number in range(count)}

    def answer(asked: Asked) -> str | None:
        return reports.get(asked.path) or listed(asked)

    return answer


# Server-rendered lists of no known product


def _name(habit: Habit, number: int) -> str:
    if number == 1:
        return CHANNEL
    if habit.downward:
        last = habit.pages + habit.has_more
        return f"{CHANNEL}list/{last - number + habit.base}.htm"
    return f"{CHANNEL}index_{number - 1 + habit.base}.html"


def _by_names(habit: Habit) -> Site:
    names = {_name(habit, number): number for number in range(1, habit.pages + 2)}

    def answer(asked: Asked) -> str | None:
        number = names.get(asked.path)
        if number is None or number > habit.pages + habit.has_more:
            return None
        shown = rows(habit.shown(number))
        return page(shown + pager(habit, number, lambda each: _name(habit, each)))

    return answer


def _by_field(habit: Habit) -> Site:
    """Pages by a field of the query: number, offset or the name of the last item."""

    def address(number: int) -> str:
        if habit.way == "offset":
            return f"?start={(number - 1) * SIZE}"
        if habit.way == "cursor":
            return f"?after=k{(number - 1) * SIZE}z"
        return f"?page={number - 1 + habit.base}"

    def answer(asked: Asked) -> str | None:
        if asked.path != CHANNEL:
            return None
        number = 1
        if "start" in asked.query:
            number = int(asked.query["start"]) // SIZE + 1
        elif "after" in asked.query:
            number = int(asked.query["after"].strip("kz")) // SIZE + 1
        elif "page" in asked.query:
            number = max(1, int(asked.query["page"]) + 1 - habit.base)
        return page(rows(habit.shown(number)) + pager(habit, number, address))

    return answer


def _by_form(habit: Habit) -> Site:
    def answer(asked: Asked) -> str | None:
        if asked.path != CHANNEL:
            return None
        told = asked.fields.get("page")
        number = 1 if told is None else max(1, int(told) + 1 - habit.base)
        last = habit.pages + habit.has_more
        links = [
            f"<a href=\"javascript:go('{each - 1 + habit.base}')\">{each}</a>"
            for each in range(1, last + 1)
            if habit.numbers
        ]
        if number < last:
            links.append(f"<a href=\"javascript:go('{number + habit.base}')\">下一页</a>")
        form = (
            f'<form method="post" action="{CHANNEL}"><input type="hidden" name="page"'
            f' value="{number - 1 + habit.base}"></form>'
        )
        script = "function go(n){document.forms[0].page.value=n;document.forms[0].submit()}"
        turning = f'<div class="page">{habit.words} {" ".join(links)}</div>'
        return page(rows(habit.shown(number)) + turning + form, script)

    return answer


def _by_script(habit: Habit) -> Site:
    """Pages that a script of the list fetches: as HTML, or as JSON."""
    told = {"pages": "pageCount", "items": "total", "nothing": ""}[habit.announced]
    count = {"pages": habit.pages, "items": habit.items, "nothing": 0}[habit.announced]

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            call = '$.get("/list.do?page=" + n, show)'
            shown = habit.shown(1) if habit.shows_first else range(0)
            return page(rows(shown), f"var n={habit.base};function more(){{{call}}}")
        if asked.path != "/list.do":
            return None
        number = int(asked.query.get("page", habit.base)) + 1 - habit.base
        shown = habit.shown(number) if number > 0 else range(0)
        if habit.way == "fragment":
            return f"<ul>{rows(shown)}</ul>{habit.words}"
        entries = [{"title": title(n), "url": article(n), "date": "2024-01-19"} for n in shown]
        return json.dumps({"rows": entries, **({told: count} if told else {})})

    return answer


def generic(habit: Habit) -> Site:
    made = {
        "names": _by_names,
        "query": _by_field,
        "offset": _by_field,
        "cursor": _by_field,
        "form": _by_form,
        "fragment": _by_script,
        "json": _by_script,
    }
    return with_reports(made[habit.way](habit))


def generic_habits() -> list[Habit]:
    """Every habit of a list that a server renders, or a script of no known product."""
    announced: tuple[Announced, ...] = ("pages", "items", "nothing")
    tails: tuple[Tail, ...] = ("short", "full", "empty", "repeated")
    found = [
        Habit(way, base, said, tail, numbers)
        for way, base, said, tail, numbers in product(
            ("names", "query", "form", "fragment", "json"), (0, 1), announced, tails, (True, False)
        )
        if numbers or way not in ("fragment", "json")
    ]
    found += [
        Habit(way, 1, said, tail, numbers)
        for way, said, tail, numbers in product(
            ("offset", "cursor"), announced, tails, (True, False)
        )
    ]
    found += [replace(each, downward=True) for each in found if each.way == "names"]
    scripted = [each for each in found if each.way in ("fragment", "json")]
    return found + [replace(each, shows_first=False) for each in scripted]
