"""TrueCMS: columns whose first records stand in the page, all others as JSONP from
messageController/getMessage.do.

`settings`: `most_records` is the largest perpage that is answered; what lies above is answered with
nothing, or with 404 where `refuses` is true. Without the column as Referer the interface answers
404.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from hashlib import md5
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.bodies import environment
from samples.families.plain import Dialect, Stand, article_pages, fixed_pages, stand
from samples.site import NOT_FOUND, Page, Site, html_page
from samples.world import Portal

INTERFACE = "/qwcms/messageController/getMessage.do"


def _list_path(channel: Channel, index: int) -> str:
    return f"/qwrmzf/{channel.slug}/{channel.slug.rpartition('/')[2]}.html"


def _article_path(channel: Channel, article: Article) -> str:
    name = md5(str(article.number).encode(), usedforsecurity=False).hexdigest()
    parts = [name[:8], name[8:12], name[12:16], name[16:20], name[20:]]
    return f"/qwrmzf/{channel.slug}/content/{'-'.join(parts)}.html"


def _attachment_path(channel: Channel, article: Article) -> str:
    return f"/upload/{article.url_date:%Y%m}/{article.number}.docx"


DIALECT = Dialect("truecms", _list_path, _article_path, _attachment_path)


def _column_id(column: Channel) -> str:
    return md5(column.slug.encode(), usedforsecurity=False).hexdigest()


def _record(made: Stand, column: Channel, article: Article) -> str:
    href = article.external or made.path(column, article)
    return (
        environment().get_template("truecms/record.html").render(article=article, href=href).strip()
    )


def _datastore(made: Stand, column: Channel, articles: Sequence[Article]) -> str:
    records = "".join(
        f"<record><![CDATA[{_record(made, column, article)}]]></record>" for article in articles
    )
    total = f"<totalrecord>{len(column.articles)}</totalrecord>"
    return f"<datastore>{total}<recordset>{records}</recordset></datastore>"


async def _interface(made: Stand, request: Request) -> Response:
    """The window of records that is asked for; the callback's name comes back around it."""
    asked, settings = request.query_params, made.portal.settings
    if urlsplit(request.headers.get("referer", "")).path.rpartition(".")[2] != "html":
        return Response(NOT_FOUND, 404, media_type="text/html")
    too_many = int(asked.get("perpage") or 0) > settings.get("most_records", 50)
    if too_many and settings.get("refuses"):
        return Response(NOT_FOUND, 404, media_type="text/html")
    column = next(
        (each for each in made.columns if _column_id(each) == asked.get("columnId")), None
    )
    window = slice(int(asked.get("startrecord") or 1) - 1, int(asked.get("endrecord") or 0))
    found = column.articles[window] if column and not too_many else ()
    result = (
        _datastore(made, column, found)
        if column and found
        else "<datastore><recordset></recordset></datastore>"
    )
    answer = json.dumps({"result": result, "success": True}, ensure_ascii=False)
    text = f"{asked.get('callback', 'cb')}({answer})"
    return Response(text, headers={"Content-Type": "text/javascript;charset=UTF-8"})


def _column(made: Stand, column: Channel) -> Page:
    parts = (
        [(part.name, made.entrance(part)) for part in made.parts] if column is made.annual else []
    )
    store = _datastore(made, column, column.articles[: made.portal.page_size])
    context = {"channel": column, "store": store, "parts": parts, "interface": INTERFACE}
    return html_page(
        made.portal, column.modified, "truecms/list.html", column_id=_column_id(column), **context
    )


def build(portal: Portal) -> Site:
    """The portal as TrueCMS publishes it."""
    made = stand(portal, DIALECT)
    articles, paths, attachments = article_pages(made)
    columns = {made.entrance(column): _column(made, column) for column in made.columns}
    routes = [Route(INTERFACE, partial(_interface, made))]
    return Site({**fixed_pages(made), **columns, **articles}, paths, attachments, routes)
