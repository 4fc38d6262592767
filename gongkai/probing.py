"""What a probe of a site saw: shown to people, and judged for the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler import Portal
from crawler.pages.titles import year_of
from crawler.registry.families import families
from crawler.runner.probe import ChannelSeen, Probe, portal_at, replay
from crawler.runner.saved import home_of, keep, saved_pages
from gongkai.complaints import printable
from gongkai.errors import NoListFound, PortalRefuses, PortalUnreachable
from gongkai.listing import show_listing

HEADINGS = ("Probe / 探测", "Found / 结果")
NOTHING = "none / 无"
# What the verdicts of a probe mean: those of a crawl, but that documents were not asked for.
MEANINGS = {
    "ok": "lists of annual reports found / 已找到年报栏目",
    "incomplete": "reached, but no list found / 可访问，未找到年报栏目",
    "blocked": "refuses, or asks for a challenge / 拒绝访问或要求验证",
    "unreachable": "gives no answer / 无法访问",
}
_FAILURES = {"blocked": PortalRefuses, "unreachable": PortalUnreachable, "incomplete": NoListFound}


def show_probe(probe: Probe) -> None:
    """Print a table of what was seen."""
    show_listing(HEADINGS, ((label, printable(found)) for label, found in _rows(probe)))


def require_lists(probe: Probe) -> None:
    """Raise PortalRefuses, PortalUnreachable or NoListFound where a crawl would find nothing to
    follow.
    """
    failure = _FAILURES.get(probe.verdict)
    if failure is not None:
        raise failure(f"{probe.home}: {probe.verdict}: {probe.reasons[0].text.en}")


def probe_saved(folder: Path, url: str | None, registered: Sequence[Portal]) -> Probe:
    """Look at pages that a browser saved. `url`: the home page among them, else the one of the
    shortest address. Raises SavedPagesUnreadable.
    """
    pages = saved_pages(folder)
    portal = portal_at(url or home_of(pages), registered)
    with TemporaryDirectory(prefix="gongkai-saved-") as state:
        keep(pages, portal, Path(state))
        return replay(portal, Path(state))


def _rows(probe: Probe) -> Iterator[tuple[str, str]]:
    yield "Home / 首页", probe.home
    yield "Verdict / 结论", f"{probe.verdict}: {MEANINGS[probe.verdict]}"
    yield from (("Why / 原因", reason.line) for reason in probe.reasons)
    yield "Title / 标题", probe.site_name or probe.title or NOTHING
    yield "Family / 类型", _family(probe)
    yield from (("Sign / 依据", sign) for sign in probe.signs)
    yield "robots.txt", probe.robots
    yield "Delay / 间隔", f"{probe.delay:g} s"
    yield from (("List / 栏目", _channel(channel)) for channel in probe.channels)
    yield "Reports / 年报", _reports(probe)
    yield from (
        ("Other host / 其他主机", f"{host}: {url}") for host, url in probe.other_hosts.items()
    )
    yield from (("Not seen / 未看到的页面", url) for url in probe.unasked)
    yield "Requests / 请求数", str(probe.requests)


def _family(probe: Probe) -> str:
    if probe.family is None:
        return NOTHING
    guessed = "" if probe.signs else "; nothing gave it away / 无明显特征"
    return f"{probe.family}: {families()[probe.family].vendor}{guessed}"


def _channel(channel: ChannelSeen) -> str:
    announced = [
        f"{number} {what}"
        for number, what in (
            (channel.pages_announced, "pages / 页"),
            (channel.items_announced, "items / 条"),
        )
        if number is not None
    ]
    seen = f"{channel.items_seen} items on the first page / 第一页 {channel.items_seen} 条"
    return f"{channel.name}  {channel.url}  ({', '.join([*announced, seen])})"


def _reports(probe: Probe) -> str:
    if not probe.reports:
        return "none named on the first pages / 各栏目第一页未列出"
    years = Counter(str(year_of(title) or "?") for title in probe.reports.values())
    by_year = ", ".join(f"{year}: {count}" for year, count in sorted(years.items(), reverse=True))
    return (
        f"{len(probe.reports)} named on the first pages / 各栏目第一页列出 {len(probe.reports)} 份 "
        f" ({by_year})"
    )
