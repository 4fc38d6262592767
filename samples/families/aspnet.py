"""ASP.NET: departments' lists department.aspx?id=, turned by postback of a form with signed view
state.

`settings.turning: query` is the other kind of pager, with addresses:
department.aspx?id=4107&page=2. A postback needs the session's cookie and the view state of the last
answer in that session; else it fails with 500.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha1
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from samples.articles import Article, Channel
from samples.families.plain import (
    Dialect,
    Stand,
    article_pages,
    by_query,
    fixed_pages,
    list_pages,
    stand,
)
from samples.site import NOT_FOUND, Site, render
from samples.world import Portal

KEY = b"practice"
PAGER = "AspNetPager1"
COOKIE = "ASP.NET_SessionId"
LISTS = "/department.aspx"


def _list_path(channel: Channel, index: int) -> str:
    return f"{LISTS}?id={channel.number}" + (f"&page={index}" if index > 1 else "")


def _article_path(channel: Channel, article: Article) -> str:
    return f"/year_details.aspx?dept={channel.number}&id={article.number}"


def _attachment_path(channel: Channel, article: Article) -> str:
    return f"/uploadfile/{article.url_date:%Y%m}/{article.url_date:%Y%m%d}{article.number}.docx"


DIALECT = Dialect("aspnet", _list_path, _article_path, _attachment_path)


@dataclass
class _Sessions:
    """The view state that was sent last in each session for each list."""

    last: dict[tuple[str, int], str] = field(default_factory=dict)

    def issue(self, session: str, column: int, page: int) -> str:
        """Make the view state of an answer; only this one is taken back."""
        state = f"{session}/{column}/{page}/{secrets.token_hex(8)}"
        self.last[(session, column)] = signed = f"{_encoded(state)}{_signature(state)}"
        return signed

    def accepts(self, session: str, column: int, fields: dict[str, str]) -> bool:
        """Whether a postback brings what the last answer gave along."""
        state = self.last.get((session, column))
        valid = state is not None and fields.get("__EVENTVALIDATION") == _validation(state)
        return valid and fields.get("__VIEWSTATE") == state


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _signature(text: str) -> str:
    return b64encode(hmac.new(KEY, text.encode(), sha1).digest()).decode()


def _validation(state: str) -> str:
    return f"/wEW{_signature('validation' + state)}"


def _context(made: Stand, column: Channel, index: int) -> dict[str, object]:
    total = max(len(column.pages(made.portal.page_size)), 1)
    return {
        "channel": column,
        "index": index,
        "total": total,
        "items": len(column.articles),
        "rows": made.rows(column, index),
        "parts": (
            [(part.name, made.entrance(part)) for part in made.parts]
            if column is made.annual
            else []
        ),
        "paths": [made.dialect.list_path(column, number) for number in range(1, total + 1)],
    }


async def _turn(made: Stand, sessions: _Sessions, request: Request) -> Response:
    """A list: its first page for GET, the page that the pager's event names for a postback."""
    column = next(
        (each for each in made.columns if str(each.number) == request.query_params.get("id")), None
    )
    if column is None:
        return Response(NOT_FOUND, 404, media_type="text/html")
    session, index = request.cookies.get(COOKIE), 1
    if request.method == "POST":
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        known = session is not None and sessions.accepts(session, column.number, fields)
        if not known or fields.get("__EVENTTARGET") != PAGER:
            text = (
                "<html><head><title>Validation of viewstate MAC"
                " failed.</title></head><body></body></html>"
            )
            return Response(text, 500, media_type="text/html")
        index = int(fields["__EVENTARGUMENT"])
    session = session or secrets.token_hex(12)
    state = sessions.issue(session, column.number, index)
    context = {
        **_context(made, column, index),
        "state": state,
        "validation": _validation(state),
        "pager": PAGER,
    }
    answer = Response(
        render(made.portal, "aspnet/list.html", **context),
        headers={"Content-Type": made.portal.header},
    )
    answer.set_cookie(COOKIE, session, httponly=True)
    return answer


def build(portal: Portal) -> Site:
    """The portal as an ASP.NET application serves it."""
    made = stand(portal, DIALECT)
    articles, paths, attachments = article_pages(made)
    pages = {**fixed_pages(made), **articles}
    turned = Route(LISTS, partial(_turn, made, _Sessions()), methods=["GET", "POST"])
    if portal.settings.get("turning") == "query":
        for column in made.columns:
            pages |= list_pages(made, column)
    plain, routes = by_query(pages)
    return Site(
        plain,
        paths,
        attachments,
        routes if portal.settings.get("turning") == "query" else [*routes, turned],
    )
