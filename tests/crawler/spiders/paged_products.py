"""The lists of known products, each with the habits that its pagers may have."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product

from tests.crawler.many_sites import Asked, Site
from tests.crawler.spiders.paged import (
    CHANNEL,
    COLUMN,
    SIZE,
    Announced,
    Habit,
    Tail,
    article,
    page,
    pager,
    rows,
    title,
    with_reports,
)

ANNOUNCED: tuple[Announced, ...] = ("pages", "items", "nothing")
TAILS: tuple[Tail, ...] = ("short", "full", "empty", "repeated")
UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
LABEL = "/site/label/8888"
BLOCK = f"/columns/{UUID}/templates/{UUID}/blocks/{UUID}"


def _named(habit: Habit, stem: str, suffix: str) -> Callable[[int], str]:
    """The addresses of static pages: the first is the folder itself."""

    def address(number: int) -> str:
        return CHANNEL if number == 1 else f"{CHANNEL}{stem}_{number - 1 + habit.base}.{suffix}"

    return address


def _static(habit: Habit, address: Callable[[int], str], turning: Callable[[int], str]) -> Site:
    names = {address(number): number for number in range(1, habit.pages + habit.has_more + 1)}

    def answer(asked: Asked) -> str | None:
        number = names.get(asked.path)
        return page(rows(habit.shown(number)) + turning(number)) if number else None

    return with_reports(answer)


def trs(habit: Habit) -> Site:
    """createPageHTML(pages, this page, name, suffix), or links alone."""
    address, last = _named(habit, "index", "html"), habit.pages + habit.has_more

    def turning(number: int) -> str:
        if habit.announced != "pages":
            return pager(habit, number, address)
        current = number - 1 + habit.base
        return f'<script>createPageHTML({last}, {current}, "index", "html");</script>'

    return _static(habit, address, turning)


def ucap(habit: Habit) -> Site:
    """createPageHTML(element, pages, this page, name, suffix, items), or links alone."""
    address, last = _named(habit, "index", "shtml"), habit.pages + habit.has_more

    def turning(number: int) -> str:
        if habit.announced != "pages":
            return pager(habit, number, address)
        told = f"'page_div', {last}, {number}, 'index', 'shtml', {habit.items}"
        return f"<script>createPageHTML({told});</script>"

    return _static(habit, address, turning)


def linked(suffix: str) -> Callable[[Habit], Site]:
    """A product whose pages are numbered from 2 and linked."""

    def made(habit: Habit) -> Site:
        address = _named(habit, "index", suffix)
        return _static(habit, address, lambda number: pager(habit, number, address))

    return made


def vsb(habit: Habit) -> Site:
    """nb.htm, then nb/<pages - 1>.htm down to nb/1.htm."""
    last = habit.pages + habit.has_more

    def address(number: int) -> str:
        return CHANNEL if number == 1 else f"{CHANNEL}{last - number + habit.base}.htm"

    return _static(habit, address, lambda number: pager(habit, number, address))


def aspnet(habit: Habit) -> Site:
    """Postbacks of the page's own form."""

    def turning(number: int) -> str:
        last = habit.pages + habit.has_more
        call = "javascript:__doPostBack('pager','{}')"
        links = [
            f'<a href="{call.format(each)}">{each}</a>'
            for each in range(1, last + 1)
            if habit.numbers and each != number
        ]
        if number < last:
            links.append(f'<a href="{call.format(number + 1)}">下一页</a>')
        fields = f'<input type="hidden" name="__VIEWSTATE" value="v{number}">'
        return (
            f'<form method="post" action="{CHANNEL}">{fields}</form>{habit.words}{"".join(links)}'
        )

    def answer(asked: Asked) -> str | None:
        if asked.path != CHANNEL:
            return None
        number = int(asked.fields.get("__EVENTARGUMENT") or 1)
        return page(rows(habit.shown(number)) + turning(number))

    return with_reports(answer)


def _counts(habit: Habit, pages: str, items: str) -> dict[str, int]:
    told = {"pages": {pages: habit.pages}, "items": {items: habit.items}, "nothing": {}}
    return dict(told[habit.announced])


def _entries(shown: range) -> list[dict[str, str]]:
    return [{"title": title(n), "url": article(n), "date": "2024-01-19"} for n in shown]


def _asked_for(habit: Habit, told: object) -> range:
    number = int(str(told)) + 1 - habit.base
    return habit.shown(number) if number > 0 else range(0)


def gkmlpt(habit: Habit) -> Site:
    """A shell with a tree, and /gkmlpt/api/all/<category>?page=n."""
    tree = [{"id": 1, "name": "公开", "children": [{"id": 2629, "name": COLUMN, "jump_url": ""}]}]
    shell = f"window._CONFIG = {{ SID: '755001', TREE: {json.dumps(tree)}, X: 1 }};"

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            return f"<html><script>{shell}</script></html>"
        if asked.path != "/gkmlpt/api/all/2629":
            return None
        counts = _counts(habit, "pageCount", "post_count")
        entries = [
            {**each, "url": each["url"].replace("/nb/202401/t20240119_", "/gkmlpt/content/post_")}
            for each in _entries(_asked_for(habit, asked.query["page"]))
        ]
        return json.dumps({"classify": counts, "articles": entries})

    return with_reports(answer, lambda n: f"/gkmlpt/content/post_{1000 + n}.html")


def epoint(habit: Habit) -> Site:
    """A department's column, and the interface that its script is given the site's name by."""

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            return '<html><script src="/js/webBuilderCommon.js"></script></html>'
        if asked.path == "/js/webBuilderCommon.js":
            return f"var siteInfo = {{ projectName: '/EWB-FRONT', siteGuid: '{UUID}' }};"
        if not asked.path.endswith("/rest/lightfrontaction/getgovinfolist"):
            return None
        shown = _asked_for(habit, json.loads(asked.posted)["pageIndex"])
        found = [
            {"title": each["title"], "infourl": each["url"], "infodate": each["date"]}
            for each in _entries(shown)
        ]
        counts = _counts(habit, "pages", "count")
        return json.dumps({"custom": json.dumps({"data": found, **counts})})

    return with_reports(answer)


def hebei(habit: Habit) -> Site:
    """A column that shows its first items or none, and the block that shows the others."""
    column = f"/columns/{UUID}/index.html"

    def address(number: int) -> str:
        return f"/columns/{UUID}/202401/19/{UUID[:-2]}{number:02}.html"

    def answer(asked: Asked) -> str | None:
        if asked.path == column:
            shown = habit.shown(1) if habit.shows_first else range(0)
            said = f"<p>{habit.words}</p><script>load('{BLOCK}?page=' + n)</script>"
            return page(rows(shown, address) + said)
        if asked.path != BLOCK:
            return None
        return f"<ul>{rows(_asked_for(habit, asked.query['page']), address)}</ul>"

    return with_reports(answer, address)


def jpaas(habit: Habit) -> Site:
    """A column whose pager names its unit; page 1 is the first."""

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            shown = habit.shown(1) if habit.shows_first else range(0)
            count = f' count="{habit.items}"' if habit.announced == "items" else ""
            unit = (
                '<div uniturl="/api-gateway/jpaas-publish-server/front/page/build/unit"'
                f" querydata=\"{{'webId':'33'}}\"{count} rows=\"{SIZE}\"></div>"
            )
            return page(rows(shown) + unit)
        if not asked.path.endswith("/build/unit"):
            return None
        shown = _asked_for(habit, json.loads(asked.query["paramJson"])["pageNo"])
        return json.dumps({"data": {"html": f"<ul>{rows(shown)}</ul>"}})

    return with_reports(answer)


def truecms(habit: Habit) -> Site:
    """Records of a datastore, asked for by the numbers of the first and the last."""

    def records(shown: range) -> str:
        each = (f"<record><![CDATA[{rows(range(n, n + 1))}]]></record>" for n in shown)
        total = f"<totalrecord>{habit.items}</totalrecord>" if habit.announced == "items" else ""
        return f"<datastore>{total}<recordset>{''.join(each)}</recordset></datastore>"

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            shown = habit.shown(1) if habit.shows_first else range(0)
            proxy = "/messageController/getMessage.do?columnId=7"
            return page("", f"var proxy='{proxy}', perpage={SIZE};") + records(shown)
        if asked.path != "/messageController/getMessage.do":
            return None
        first, last = (int(asked.query[name]) for name in ("startrecord", "endrecord"))
        shown = range(min(first - 1, habit.items), min(last, habit.items))
        return f"cb({json.dumps({'result': records(shown)})})"

    return with_reports(answer)


def hanweb(habit: Habit) -> Site:
    """A column with records inside, and the dataproxy that delivers the others by their numbers."""
    proxy = "/module/web/jpage/dataproxy.jsp"

    def address(number: int) -> str:
        return f"/art/2024/1/19/art_7_{1000 + number}.html"

    def records(shown: range) -> str:
        each = (f"<record><![CDATA[{rows(range(n, n + 1), address)}]]></record>" for n in shown)
        following = f"<![CDATA[<a href='{proxy}?page=1&webid=1&columnid=7&unitid=9'></a>]]>"
        inner = f"<nextgroup>{following}</nextgroup><recordset>{''.join(each)}</recordset>"
        return f"<datastore>{inner}</datastore>"

    def answer(asked: Asked) -> str | None:
        if asked.path == COLUMNS["hanweb"]:
            shown = habit.shown(1) if habit.shows_first else range(0)
            total = f"totalRecord:{habit.items}," if habit.announced == "items" else ""
            call = f"$('#9').jpage({{{total}perPage:{SIZE},proxyUrl:'{proxy}'}})"
            return page(f"<script type='text/xml'>{records(shown)}</script>", call)
        if asked.path != proxy:
            return None
        first, last = (int(asked.fields[name]) for name in ("startrecord", "endrecord"))
        return records(range(min(first - 1, habit.items), min(last, habit.items)))

    return with_reports(answer, address)


def anhui(habit: Habit) -> Site:
    """An agency's section, whose script has its list fetched by a label."""

    def address(number: int) -> str:
        return f"/public/content/{1000 + number}"

    def answer(asked: Asked) -> str | None:
        if asked.path == "/public/column/6601841":
            shown = habit.shown(1) if habit.shows_first else range(0)
            told = f"pageCount:{habit.pages}," if habit.announced == "pages" else ""
            data = "data:{siteId:'1',organId:'6601841',catId:'3',file:'/x'}"
            script = (
                f'Ls.pagination("#p",f,{{{told}url:"{LABEL}?labelName=publicInfoList",{data}}})'
            )
            said = habit.words if habit.announced == "items" else ""
            return page(f"{said}{rows(shown, address)}", script)
        if asked.path != LABEL:
            return None
        return f"<ul>{rows(_asked_for(habit, asked.fields['pageIndex']), address)}</ul>"

    return with_reports(answer, address)


def ucap_interface(habit: Habit) -> Site:
    """A list of UCAP that a JSON interface fills."""

    def answer(asked: Asked) -> str | None:
        if asked.path == CHANNEL:
            shown = habit.shown(1) if habit.shows_first else range(0)
            return page(rows(shown), f"$.get('/common/search/{'ab' * 16}?_pageSize={SIZE}')")
        if not asked.path.startswith("/common/search/"):
            return None
        shown = _asked_for(habit, dict(asked.query)["page"])
        data = {"results": _entries(shown), **_counts(habit, "pageCount", "total")}
        return json.dumps({"data": data})

    return with_reports(answer)


def _habits(bases: tuple[int, ...], shells: tuple[bool, ...] = (True,)) -> list[Habit]:
    return [
        Habit("names", base, said, tail, shows_first=shown)
        for base, said, tail, shown in product(bases, ANNOUNCED, TAILS, shells)
    ]


BOTH = (True, False)
# Each product: its family, its list, and the habits that its lists may have.
PRODUCTS: dict[str, tuple[str, Callable[[Habit], Site], list[Habit]]] = {
    "trs": ("trs", trs, _habits((0, 1))),
    "ucap": ("ucap", ucap, _habits((0, 1))),
    "vsb": ("vsb", vsb, _habits((0, 1))),
    "jeecms": ("jeecms", linked("jhtml"), _habits((1,))),
    "nfcms": ("nfcms", linked("html"), _habits((1,))),
    "aspnet": ("aspnet", aspnet, _habits((1,))),
    "gkmlpt": ("gkmlpt", gkmlpt, _habits((0, 1))),
    "epoint": ("epoint", epoint, _habits((0, 1))),
    "hebei": ("hebei", hebei, _habits((0, 1), BOTH)),
    "jpaas": ("jpaas", jpaas, _habits((0, 1), BOTH)),
    "truecms": ("truecms", truecms, _habits((1,), BOTH)),
    # Its columns tell how many records they have, and never how many pages.
    "hanweb": (
        "hanweb",
        hanweb,
        [each for each in _habits((1,), BOTH) if each.announced != "pages"],
    ),
    "anhui": ("anhui", anhui, _habits((1,), BOTH)),
    "ucap interface": ("ucap", ucap_interface, _habits((0, 1), BOTH)),
}
# Where lists begin, but for those at CHANNEL.
COLUMNS = {
    "hanweb": "/col/col7/index.html",
    "anhui": "/public/column/6601841?type=3&action=list",
    "epoint": f"{CHANNEL}?deptcode=1&categorynum=2",
    "hebei": f"/columns/{UUID}/index.html",
}
