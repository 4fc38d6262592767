"""How a visitor gets at the reports of each product: by its own mechanics, from the home page
on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import httpx
from lxml import html

Link = tuple[str, str]


def links(page: str, base: str) -> list[Link]:
    """Text and absolute address of every link."""
    return [
        (a.text_content().strip(), urljoin(base, a.get("href")))
        for a in html.fromstring(page).xpath("//a[@href]")
    ]


def follow(client: httpx.Client, start: str, *names: str) -> str:
    """The address at the end of a chain of link texts."""
    for name in names:
        start = dict(
            links(client.get(start).content.decode("gb18030" if ".4:" in start else "utf-8"), start)
        )[name]
    return start


def trs(client: httpx.Client, home: str) -> Iterator[Link]:
    channel = follow(client, home, "政府信息公开", "政府信息公开年报")
    page = client.get(channel).text
    total = int(re.search(r'createPageHTML\((\d+), 0, "index", "html"\)', page)[1])  # type: ignore[index]
    for index in range(total):
        address = channel if index == 0 else f"{channel}index_{index}.html"
        yield from links(client.get(address).text, address)


def records(xml: str, base: str) -> list[Link]:
    return [
        link
        for record in re.findall(r"<record><!\[CDATA\[(.*?)\]\]>", xml, re.S)
        for link in links(record, base)
    ]


def proxy(page: str, base: str) -> str:
    return urljoin(base, re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page)[1])  # type: ignore[index]


def hanweb_by_page(client: httpx.Client, home: str) -> Iterator[Link]:
    channel = follow(client, home, "信息公开年报")
    page = client.get(channel).text
    embedded = records(page, channel)
    yield from embedded
    number = 1
    while found := records(
        client.post(proxy(page, channel).replace("page=1", f"page={number}")).text, channel
    ):
        yield from found
        number += 1


def hanweb_by_record(client: httpx.Client, home: str) -> Iterator[Link]:
    channel = follow(client, home, "政府信息公开", "年度报告")
    page = client.get(channel).content.decode("gb18030")
    found = records(page, channel)
    first = 1
    while found:
        yield from found
        first += len(found)
        window = {"startrecord": str(first), "endrecord": str(first + 9), "perpage": "5"}
        found = records(
            client.get(
                proxy(page, channel), params=httpx.URL(proxy(page, channel)).params.merge(window)
            ).text,
            channel,
        )


def gkmlpt(client: httpx.Client, home: str) -> Iterator[Link]:
    shell = client.get(follow(client, home, "政府信息公开")).text
    sid = re.search(r"SID: '(\d+)'", shell)[1]  # type: ignore[index]
    tree = json.loads(re.search(r"TREE: (\[.*\]),", shell)[1])  # type: ignore[index]
    category = next(
        child["id"] for node in tree for child in node["children"] if child["name"].endswith("年报")
    )
    page = 1
    while articles := client.get(
        f"{home}gkmlpt/api/all/{category}", params={"page": page, "sid": sid}
    ).json()["articles"]:
        yield from ((article["title"], article["url"]) for article in articles)
        page += 1


WALKS = {
    "yunling": trs,
    "yunling/songjiangkou": hanweb_by_page,
    "yunling/lumingchuan": hanweb_by_record,
    "yunling/baihuawan": gkmlpt,
}
