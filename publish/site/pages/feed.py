"""The feed (Atom, RFC 4287): reports that are new, whose figures were changed, or that were
withdrawn.
"""

from __future__ import annotations

import re
from typing import Final

from datasette import Response
from lxml import etree

from publish.site.addresses import report_path, with_query
from publish.site.data.archive import Row
from publish.site.pages.region.query import SUBTREE
from publish.site.visit import Route, Visit, of_archive
from publish.site.wording.words import texts

_ATOM: Final = "http://www.w3.org/2005/Atom"
_ENTRIES: Final = 100
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEVER: Final = "1970-01-01T00:00:00Z"
_NAMED: Final = (
    "coalesce(r.title, a.name || ' ' || r.year) as heading, a.name as agency_name, r.quality,"
    " r.published_on"
)
_ONLY: Final = {
    "agency": " and a.id = :agency",
    "region": f" and a.region in ({SUBTREE})",
}
_CHOSEN: Final = """
where report in (select r.id from reports r join agencies a on a.id = r.agency where true{only})
"""
_KINDS: Final = {
    "new": (
        f"""select r.id, r.first_seen as time, 0 as figures, {_NAMED} from reports r
        join agencies a on a.id = r.agency where true{{only}}
        order by r.first_seen desc, r.id limit :limit"""
    ),
    "changed": (
        f"""select k.report as id, k.noticed_at as time, k.figures, {_NAMED}
        from (select report, noticed_at, count(*) as figures
        from changes{{chosen}} group by noticed_at, report
          order by noticed_at desc, report limit :limit) k
        join reports r on r.id = k.report join agencies a on a.id = r.agency"""
    ),
    "withdrawn": (
        f"""select r.id, r.gone_since as time, 0 as figures, {_NAMED} from reports r
        join agencies a on a.id = r.agency where r.gone_since is not null{{only}}
        order by r.gone_since desc, r.id limit :limit"""
    ),
}


async def feed_page(visit: Visit) -> Response:
    """`/feed.atom?agency=…`, or `?region=…` with all below it: the newest hundred, newest first."""
    asked = {name: visit.argument(name) for name in _ONLY if visit.argument(name)}
    if unknown := await _unknown(visit, asked):
        return await visit.missing(unknown, code=asked[unknown], id=asked[unknown])
    only = "".join(_ONLY[name] for name in asked)
    chosen = _CHOSEN.format(only=only) if only else ""
    found = [
        {**row, "kind": kind}
        for kind, sql in _KINDS.items()
        for row in await visit.archive.rows(
            sql.format(only=only, chosen=chosen), limit=_ENTRIES, **asked
        )
    ]
    own = visit.absolute(with_query("/feed.atom", **asked))
    newest = sorted(found, key=lambda row: (row["time"], row["id"]), reverse=True)[:_ENTRIES]
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _text(feed, "id", own)
    _text(feed, "title", f"{texts()['site.name'].zh} {texts()['site.tagline'].zh}")
    _text(feed, "updated", newest[0]["time"] if newest else _NEVER)
    _link(feed, "self", own, "application/atom+xml")
    _link(feed, "alternate", visit.absolute("/"), "text/html")
    for row in newest:
        feed.append(_entry(visit, row))
    body = etree.tostring(feed, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    headers = {"cache-control": "public, max-age=900"}
    return Response(body, headers=headers, content_type="application/atom+xml; charset=utf-8")


async def _unknown(visit: Visit, asked: dict[str, str]) -> str:
    """Which of what is asked for the archive does not have."""
    regions = await visit.archive.regions()
    if "region" in asked and asked["region"] not in regions.by_code:
        return "region"
    sql = "select id from agencies where id = :id"
    if "agency" in asked and await visit.archive.one(sql, id=asked["agency"]) is None:
        return "agency"
    return ""


def _entry(visit: Visit, row: Row) -> etree._Element:
    """One event. Its id is the report's address with what happened, and when, so that no event is
    told twice.
    """
    entry = etree.Element(f"{{{_ATOM}}}entry")
    address = visit.absolute(report_path(row["id"]))
    happened = texts()[f"feed.{row['kind']}"]
    zh, en = (text.format(figures=row["figures"]) for text in (happened.zh, happened.en))
    _text(
        entry, "id", address if row["kind"] == "new" else f"{address}#{row['kind']}-{row['time']}"
    )
    _text(entry, "title", f"{zh}：{row['heading']}")
    _text(entry, "updated", row["time"])
    if row["kind"] == "new":
        _text(entry, "published", row["time"])
    author = etree.SubElement(entry, f"{{{_ATOM}}}author")
    _text(author, "name", row["agency_name"])
    _link(
        entry,
        "alternate",
        f"{address}#changes" if row["kind"] == "changed" else address,
        "text/html",
    )
    told = f"{zh} / {en} · {row['agency_name']} · {row['published_on'] or '—'} · {row['quality']}"
    _text(entry, "summary", told)
    return entry


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = _NOT_XML.sub("", text)


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}link", rel=relation, href=address, type=media_type)


ROUTES: Final[tuple[Route, ...]] = (Route(r"^/feed\.atom$", of_archive(feed_page), "/feed.atom"),)
