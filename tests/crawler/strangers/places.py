"""What the portals of strangers are made of: reports, lists, home pages, and the truth of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.crawler.many_sites import Asked, Reply

AGENCIES = ("教育局", "财政局", "水务局", "司法局", "民政局", "审计局", "统计局", "城关镇人民政府")
YEARS = (2023, 2022, 2021)
COLUMN = "政府信息公开年报"
SECTIONS = (
    "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    "<p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>"
    "<p>六、其他需要报告的事项</p>"
)

Answer = Reply | str | None


@dataclass(frozen=True)
class Item:
    """A report as a list names it. `number` counts the reports of a portal from 0."""

    number: int
    agency: str
    year: int

    @property
    def title(self) -> str:
        return f"演示县{self.agency}{self.year}年政府信息公开工作年度报告"

    @property
    def day(self) -> str:
        return f"{self.year + 1}-01-{10 + self.number % 18:02}"


def items(count: int) -> list[Item]:
    """So many reports: all agencies of the latest year, then those of the year before."""
    found = []
    for number in range(count):
        year, agency = divmod(number, len(AGENCIES))
        found.append(Item(number, AGENCIES[agency], YEARS[year % 3] - year // 3 * 3))
    return found


def report(item: Item, body: str = "", below: str = "") -> str:
    """The page of a report; `body` in the place of its text."""
    told = "本报告依照政府信息公开条例编制，统计期限自1月1日至12月31日止。" * 6
    table = "<table><tr><td>行政规范性文件</td><td>2</td><td>0</td><td>7</td></tr></table>"
    text = body or f"{SECTIONS}<p>{told}</p>{table}"
    return html(f'<h1>{item.title}</h1><div id="zoom">{text}</div>{below}', item.title)


def html(body: str, title: str = COLUMN, head: str = "") -> str:
    meta = '<meta charset="utf-8">'
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>{title}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )


def home(href: str, words: str = COLUMN, more: str = "") -> str:
    """A home page with a link to where the reports are."""
    menu = (
        '<ul><li><a href="/yw/">要闻动态</a></li><li><a href="/zmhd/">政民互动</a></li>'
        f'<li><a href="{href}">{words}</a></li></ul>'
    )
    foot = "<p>主办：演示县人民政府办公室</p>"
    return html(f"<h1>演示县人民政府</h1>{menu}{more}{foot}", "演示县人民政府")


def rows(shown: list[Item], address: Callable[[Item], str]) -> str:
    return "".join(
        f'<li><a href="{address(item)}" title="{item.title}">{item.title}</a>'
        f"<span>{item.day}</span></li>"
        for item in shown
    )


def listing(shown: str, pager: str = "", head: str = "") -> str:
    """A page of a list."""
    place = f'<div class="position">首页 &gt; 政府信息公开 &gt; {COLUMN}</div>'
    return html(f'{place}<ul class="list">{shown}</ul>{pager}', head=head)


@dataclass(frozen=True, eq=False)
class Stranger:
    """A portal and its truth.

    `reports`: the addresses of all that exist. `files`: those of what belongs to them. `honest`: the
    verdicts that are true of it. `had`: how many of the reports can be had by a crawler at all.
    """

    name: str
    answer: Callable[[Asked], Answer]
    reports: frozenset[str]
    files: frozenset[str] = frozenset()
    honest: frozenset[str] = field(default_factory=lambda: frozenset({"ok"}))
    had: int | None = None


class Strangers(list[Callable[[], Stranger]]):
    """The portals of a module, in the order in which it describes them."""

    def __call__(self, made: Callable[[], Stranger]) -> Callable[[], Stranger]:
        self.append(made)
        return made
