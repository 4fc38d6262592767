"""The spiders: one small module for each CMS family, on the shared behaviour of `base`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from crawler.registry import families as registered

if TYPE_CHECKING:
    from crawler.spiders.base import FamilySpider


def spider_of(family: str) -> type[FamilySpider]:
    """Return the spider class of a family: the one that its module defines."""
    module = import_module(registered.families()[family].module)
    defined = (
        value
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    )
    [spider] = [value for value in defined if hasattr(value, "read_list")]
    found: type[FamilySpider] = spider
    return found
