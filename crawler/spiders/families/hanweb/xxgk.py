"""Hanweb xxgk module (大汉): reports come from xxgkAnnualReport.jsp or search.jsp, beside classic
columns or not.
"""

from __future__ import annotations

from crawler.spiders.families.hanweb.columns import HanwebSpider


class HanwebXxgkSpider(HanwebSpider):
    """Both products stand on one portal more often than not; the spider of one serves the other."""

    name = "hanweb_xxgk"
