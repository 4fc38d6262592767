"""Tells a page that is not there from one that could not be had this time."""

from __future__ import annotations

from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.middlewares.impostors import Impostor
from crawler.pages.impostors import Instead, kind_of_problem

_GONE = (404, 410)


def is_missing(failure: Failure) -> bool:
    """Tell whether the portal says that there is no such page: 404, 410, or in words with status
    200.
    """
    value = failure.value
    if isinstance(value, HttpError):
        return value.response.status in _GONE
    said = kind_of_problem(str(value)) if isinstance(value, Impostor) else None
    return said == Instead.MISSING
