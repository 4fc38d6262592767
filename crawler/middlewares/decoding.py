"""Undoes Content-Encoding for the spiders by the same rules by which the archive computes its
digests.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from crawler.context import Component
from crawler.encodings import UndecodableBody
from crawler.middlewares.capture import archived


class DecodingMiddleware(Component):
    """Stands in for Scrapy's HttpCompressionMiddleware, which takes a body that was cut for a whole
    one.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass on the decoded response. One that cannot be decoded stays as it is: the archive has
        its problem.
        """
        if "Content-Encoding" not in response.headers:
            return response
        try:
            body = archived(response).payload()
        except UndecodableBody:
            return response
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        cls = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=cls, headers=headers, body=body)
