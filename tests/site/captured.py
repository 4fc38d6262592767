"""An archive with its captures beside it: a report as a web page (changed once), one as PDF, one as
DOCX.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import httpx
from datasette.app import Datasette

from publish import build
from publish.schema.metadata import metadata
from tests.corpus import make
from tests.extract.readers.drawn import draw_report, report_of
from tests.publish.practice import PracticeCrawl, balanced, page, report_page

AGENCY = "尚志市亚布力镇人民政府"
TRICK = b"<script>alert(1)</script><img src='http://evil.example/x.png' onerror='alert(2)'>"
OLD = report_page(AGENCY, 2023, table3=balanced(7))
NEW = report_page(AGENCY, 2023, table3=balanced(9)).replace(b"<h1>", TRICK + b"<h1>")
PDF = draw_report(report_of("2021"))


class Captured:
    """The archive, its state folder, and the site on it."""

    def __init__(self, folder: Path) -> None:
        self.state, self.path = folder / "var", folder / "archive.db"
        crawl = PracticeCrawl(self.state)
        crawl.capture("a.html", OLD, link_text="年报")
        crawl.capture("a.html", NEW, link_text="年报")
        crawl.capture(
            "b.html",
            page("年报", "<h1>见附件</h1>"),
            link_text=f"{AGENCY}2022年政府信息公开工作年度报告",
        )
        for name, body in (
            ("c.pdf", PDF),
            ("d.docx", next(make(3, 1, format="docx", layout="clean")).data),
        ):
            # The portal says text/html of everything, as some do.
            fields = {
                "page_url": crawl.url("b.html"),
                "link_text": f"{AGENCY}{2021 + len(name)}年年度报告.pdf",
            }
            crawl.capture(name, body, "attachment", **fields)
        crawl.finish()
        build(self.state, self.path, workers=1)
        self.datasette = Datasette(files=[str(self.path)], metadata=metadata())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self.datasette.client.get(path, **options))

    def rows(self, sql: str, *parameters: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.path)
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql, parameters)]

    def capture(self, url_ends: str) -> dict[str, Any]:
        """The newest capture of an address."""
        return self.rows(
            "select * from captures where url like ? order by rowid desc", f"%{url_ends}"
        )[0]
