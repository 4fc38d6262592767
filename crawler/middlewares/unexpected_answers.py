"""Keeps an answer that is not the document asked for under the kind `other`, where only its spider
can tell.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.beside import beside
from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.middlewares.capture import KNOWN, archived
from crawler.pages.impostors import is_html
from crawler.pages.page import Page, page_of
from crawler.store.captures import Capture

# Request.meta: a function of address and body that tells whether the document is there.
WANTED = "wanted"
# Nearer to the network than the archive, which keeps an answer under the kind that its request has
# then.
PLACE = 950

Wanted = Callable[[str, bytes], bool]


def use(settings: Any) -> None:
    """Put the middleware into the settings of a spider whose requests carry WANTED."""
    # With the priority of a spider's own settings: those of the runner are put over equal ones
    # afterwards.
    middlewares = {
        **settings["DOWNLOADER_MIDDLEWARES"],
        "crawler.middlewares.unexpected_answers.WantedMiddleware": PLACE,
    }
    settings.set("DOWNLOADER_MIDDLEWARES", middlewares, priority="spider")


class WantedMiddleware(Component):
    """An address that answers 200 whether or not it has a document (a year without a report) brings
    none by that.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Held, so that the archive, which looks at the page next, need not parse it again.
        self._page: Page | None = None

    async def process_response(self, request: Request, response: Response) -> Response:
        """Change the kind of a request whose answer is not what was wanted; the answer passes
        unchanged.
        """
        wanted: Wanted | None = request.meta.get(WANTED)
        if wanted is not None:
            holds = partial(self._holds, wanted, request, response)
            if not await beside(len(response.body), holds):
                request.meta["kind"] = "other"
        return response

    def _holds(self, wanted: Wanted, request: Request, response: Response) -> bool:
        known: Capture | None = request.meta.get(KNOWN)
        if response.status == 304 and known is not None:
            return known.kind != "other"
        try:
            body = archived(response).payload()
        except UndecodableBody:
            return True
        self._page = page_of(request.url, body) if is_html(body) else None
        return response.status != HTTPStatus.OK or wanted(request.url, body)
