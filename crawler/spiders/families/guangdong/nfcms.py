"""NFCMS (南方网): static columns index.html, index_2.html … on hosts that have the gkmlpt platform
beside them.
"""

from __future__ import annotations

from crawler.spiders.families.guangdong.gkmlpt import GkmlptSpider


class NfcmsSpider(GkmlptSpider):
    """Menus lead from one product to the other and back; the spider of one serves both."""

    name = "nfcms"
