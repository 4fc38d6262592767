"""Products that are recognised by nothing: old PHP and JSP systems, and platforms that number pages
by time stamps.

`settings.product` chooses, beside the products of `variants`: `php` (index.php?catid=…&page=2,
table rows, numbered links), `jsp` (/info/iList.jsp with cur_page, list in a frame, pinned items)
or `snowflake` (/<19 digits>/index.shtml, pager of a script over a form).
"""

from __future__ import annotations

from random import Random

from samples.articles import Article, Channel
from samples.families import variants
from samples.families.plain import Dialect, Stand, build_plain
from samples.site import Page, Site, html_page
from samples.world import Portal

NODE = "GKqw"


def _php_list(channel: Channel, index: int) -> str:
    query = f"m=content&c=index&a=lists&catid={channel.number}"
    return f"/index.php?{query}" + (f"&page={index}" if index > 1 else "")


def _php_article(channel: Channel, article: Article) -> str:
    return f"/show.php?id={article.number}"


def _php_file(channel: Channel, article: Article) -> str:
    day = article.url_date
    return f"/uploadfile/{day:%Y}/{day:%m%d}/{day:%Y%m%d}{article.number}.docx"


def _jsp_list(channel: Channel, index: int) -> str:
    return f"/info/iList.jsp?node_id={NODE}&cat_id={channel.number}&cur_page={index}"


def _jsp_article(channel: Channel, article: Article) -> str:
    return f"/info/iIndex.jsp?node_id={NODE}&cat_id={channel.number}&tm_id={article.number}"


def _jsp_file(channel: Channel, article: Article) -> str:
    return f"/upload/{article.url_date:%Y/%m}/{article.number}.docx"


def _jsp_shell(channel: Channel) -> str:
    return f"/gongkai/{channel.slug}/index.jsp"


def _stamp(number: int) -> str:
    return f"16{Random(number).randrange(10**16, 10**17)}"


def _snowflake_list(channel: Channel, index: int) -> str:
    return f"/web/{_stamp(channel.number)}/index" + (f"_{index}.shtml" if index > 1 else ".shtml")


def _snowflake_article(channel: Channel, article: Article) -> str:
    return (
        f"/web/{channel.slug}/{article.url_date:%Y%m%d}{_stamp(article.number)[-11:]}/index.shtml"
    )


def _snowflake_file(channel: Channel, article: Article) -> str:
    folder = f"{article.url_date:%Y%m%d}{_stamp(article.number)[-11:]}"
    return f"/web/{channel.slug}/{folder}/{article.number}.docx"


DIALECTS = {
    "php": Dialect("php", _php_list, _php_article, _php_file),
    "jsp": Dialect("jsp", _jsp_list, _jsp_article, _jsp_file),
    "snowflake": Dialect("snowflake", _snowflake_list, _snowflake_article, _snowflake_file),
}


def _frames(made: Stand) -> dict[str, Page]:
    """Pages that show nothing but the menu, with the list in a frame; every way leads to these."""
    return {
        _jsp_shell(column): html_page(
            made.portal,
            column.modified,
            "jsp/shell.html",
            channel=column,
            source=_jsp_list(column, 1),
            menu=[(each.name, _jsp_shell(each)) for each in (*made.noise, made.annual)],
        )
        for column in made.columns
    }


def build(portal: Portal) -> Site:
    """The portal as the product of its settings publishes it."""
    product = portal.settings["product"]
    if product in variants.WAYS:
        return variants.build(portal)
    framed = product == "jsp" and portal.settings.get("iframe")
    return build_plain(
        portal,
        DIALECTS[product],
        entrance=_jsp_shell if framed else None,
        more=_frames if framed else None,
    )
