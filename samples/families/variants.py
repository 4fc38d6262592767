"""Products that have a name and little of their own, as public crawlers describe them. Where none
says how a page is made (what a pager looks like, which words stand beside), it is made up here.

`settings.product` chooses. `ylcms`: a pager that leads to another folder. `nhtml`: lists 1.html,
2.html …, pager of a script. `channelhex`: columns named by hashes, a link to the next page alone.
`xunrui`: static lists xxgk-list-<column>-2.html, or with `interface: true` rows that a script
posts for. `thtml` and `jsp`: pages by query. `channels`: numbered columns. `sitesources`:
list1.html … with their number in script.json. `gkcid`: ?gk=&cid=. `was`: a shell whose rows a
search delivers. `huahai`, `dhtml`: pages by query behind static names. `pclist`: entries as JSON
in the page, of which nobody tells how further pages are served: it has one.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from hashlib import md5
from random import Random
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import Dialect, Stand, build_plain, stand, still
from samples.site import Page, Site, html_page
from samples.world import Portal


def _hex(number: int, length: int) -> str:
    return md5(str(number).encode(), usedforsecurity=False).hexdigest()[:length]


def _stamp(number: int) -> str:
    return f"18{Random(number).randrange(10**16, 10**17)}"


def _after_first(first: str, further: str, index: int) -> str:
    return first if index == 1 else first + further.format(index=index)


def _ylcms_list(channel: Channel, index: int) -> str:
    if index == 1:
        return f"/cms/html/qxrmzf/{channel.slug}/index.html"
    return f"/cms/sitemanage/index.shtml?siteId=62041681{channel.number:06d}&page={index}"


def _ylcms_article(channel: Channel, article: Article) -> str:
    return f"/cms/html/qxrmzf/{article.url_date}/{article.number}.html"


def _nhtml_list(channel: Channel, index: int) -> str:
    return f"/zfxxgk/{channel.slug}/{index}.html"


def _nhtml_article(channel: Channel, article: Article) -> str:
    return f"/zfxxgk/{channel.slug}/{_stamp(article.number)}.html"


def _channelhex_list(channel: Channel, index: int) -> str:
    return _after_first(
        f"/gongkai/channel_{_hex(channel.number, 24)}/", "?pageIndex={index}", index
    )


def _channelhex_article(channel: Channel, article: Article) -> str:
    return f"/gongkai/channel_{_hex(channel.number, 24)}/doc_{_hex(article.number, 24)}.html"


def _xunrui_list(channel: Channel, index: int) -> str:
    suffix = f"-{index}" if index > 1 else ""
    return f"/xxgk-list-{channel.slug}{suffix}.html"


def _xunrui_article(channel: Channel, article: Article) -> str:
    return f"/xxgk-show-{article.number}.html"


def _thtml_list(channel: Channel, index: int) -> str:
    first = f"/xxgk/list/lm_{channel.slug}.thtml?pid={channel.number}"
    return _after_first(first, "&page={index}", index)


def _thtml_article(channel: Channel, article: Article) -> str:
    return f"/xxgk/content.thtml?id={article.number}"


def _jsp_list(channel: Channel, index: int) -> str:
    return _thtml_list(channel, index).replace(".thtml", ".jsp")


def _jsp_article(channel: Channel, article: Article) -> str:
    return f"/xxgk/content.jsp?id={article.number}"


def _channels_list(channel: Channel, index: int) -> str:
    suffix = f"_{index}" if index > 1 else ""
    return f"/channels/{channel.number}{suffix}.html"


def _channels_article(channel: Channel, article: Article) -> str:
    return f"/contents/{channel.number}/{article.number}.html"


def _sitesources_list(channel: Channel, index: int) -> str:
    return f"/sitesources/qxrmzf/page_pc/zwgk/{channel.slug}/list{index}.html"


def _sitesources_article(channel: Channel, article: Article) -> str:
    name = f"article{_hex(article.number, 32)}.html"
    return f"/sitesources/qxrmzf/page_pc/zwgk/{channel.slug}/{name}"


def _gkcid_list(channel: Channel, index: int) -> str:
    first = f"/zfxxgk/fdzdgknr/?gk=3&cid={channel.number}"
    return _after_first(first, "&page={index}", index)


def _gkcid_article(channel: Channel, article: Article) -> str:
    return f"/zfxxgk/fdzdgknr/{article.url_date:%Y%m}/{article.number}.html"


def _was_list(channel: Channel, index: int) -> str:
    return f"/was5/web/search?channelid={channel.number}&page={index}"


def _was_article(channel: Channel, article: Article) -> str:
    return f"/zwgk/{channel.slug}/{article.url_date:%Y%m}/{article.number}.html"


def _was_shell(channel: Channel) -> str:
    return f"/zwgk/{channel.slug}/"


def _huahai_list(channel: Channel, index: int) -> str:
    return _after_first(f"/list/{channel.slug}/auto/{channel.number}.html", "?page={index}", index)


def _huahai_article(channel: Channel, article: Article) -> str:
    day = article.url_date
    return f"/html/{day:%Y}/{channel.slug.partition('/')[0]}_{day:%m%d}/{article.number}.html"


def _dhtml_list(channel: Channel, index: int) -> str:
    return _after_first(f"/{channel.number}.news.list.dhtml", "?page={index}", index)


def _dhtml_article(channel: Channel, article: Article) -> str:
    return f"/{channel.number}.news.detail.dhtml?news_id={article.number}"


def _pclist_list(channel: Channel, index: int) -> str:
    return f"/qxrmzf/{channel.slug}/pc/list.html"


def _pclist_article(channel: Channel, article: Article) -> str:
    return f"/qxrmzf/{channel.slug}/pc/content/content_{_stamp(article.number)}.html"


def _file(channel: Channel, article: Article) -> str:
    return f"/uploadfile/{article.url_date:%Y%m}/{article.number}.docx"


WAYS = {
    "ylcms": (_ylcms_list, _ylcms_article),
    "nhtml": (_nhtml_list, _nhtml_article),
    "channelhex": (_channelhex_list, _channelhex_article),
    "xunrui": (_xunrui_list, _xunrui_article),
    "thtml": (_thtml_list, _thtml_article),
    "jsp": (_jsp_list, _jsp_article),
    "channels": (_channels_list, _channels_article),
    "sitesources": (_sitesources_list, _sitesources_article),
    "gkcid": (_gkcid_list, _gkcid_article),
    "was": (_was_list, _was_article),
    "huahai": (_huahai_list, _huahai_article),
    "dhtml": (_dhtml_list, _dhtml_article),
    "pclist": (_pclist_list, _pclist_article),
}
# Products whose lists are no pages with links in them and a pager below.
OWN_LISTS = ("nhtml", "sitesources", "was", "pclist")


def _counts(made: Stand) -> dict[str, Page]:
    """What stands beside the lists of sitesources: how many pages they have."""
    found = {}
    for column in made.columns:
        count = {"endPage": len(column.pages(made.portal.page_size)), "startPage": 1}
        folder = _sitesources_list(column, 1).rpartition("/")[0]
        found[f"{folder}/script.json"] = still(json.dumps(count).encode(), "application/json")
    return found


def _shells(made: Stand) -> dict[str, Page]:
    """Columns that show nothing until a script has asked the search."""
    return {
        _was_shell(column): html_page(
            made.portal, column.modified, "variants/shell.html", channel=column
        )
        for column in made.columns
    }


def _types(column: Channel) -> list[str]:
    """What the interface of xunrui is told of a column."""
    return [f"{column.number}_xxgk", str(column.number), "3", "xxgk", "Y-m-d", "40", "6", "0", ""]


async def _rows(made: Stand, request: Request) -> Response:
    """A page of a column, for who posts what the column's page says."""
    asked = parse_qs((await request.body()).decode(), keep_blank_values=True)
    column = next((each for each in made.columns if _types(each) == asked.get("ajax_type[]")), None)
    if column is None or asked.get("is_ds") != ["1"]:
        return JSONResponse({"code": 0, "msg": "参数错误"})
    index, cut = request.path_params["index"], column.pages(made.portal.page_size)
    rows = made.rows(column, index) if 0 < index <= len(cut) else []
    data = [
        {
            "url": row.href,
            "title": row.article.title,
            "updatetime": f"{row.article.published_on} 10:20",
        }
        for row in rows
    ]
    return JSONResponse({"code": 1, "data": data, "total": len(column.articles)})


def _with_interface(portal: Portal, dialect: Dialect) -> Site:
    """The portal with lists that a script asks for."""
    site = build_plain(portal, replace(dialect, folder="variants/interface"))
    rows = partial(_rows, stand(portal, dialect))
    route = Route("/api-ajax_list-{index:int}.html", rows, methods=["POST"])
    return replace(site, routes=[*site.routes, route])


def build(portal: Portal) -> Site:
    """The portal as the product of its settings publishes it."""
    product = portal.settings["product"]
    folder = f"variants/{product}" if product in OWN_LISTS else "variants"
    list_path, article_path = WAYS[product]
    dialect = Dialect(folder, list_path, article_path, _file)
    if portal.settings.get("interface"):
        return _with_interface(portal, dialect)
    if product == "was":
        return build_plain(portal, dialect, entrance=_was_shell, more=_shells)
    return build_plain(portal, dialect, more=_counts if product == "sitesources" else None)
