"""What impostors.yml says: the signs of firewalls, of refusals, and of pages that stand for
others.
"""

from __future__ import annotations

from crawler.pages.answer import Instead
from foundation.rules import AnyCase, Rules, load


class Firewall(Rules):
    """A firewall and its signs.

    `statuses`: it alone answers with these, `unless` the page says otherwise. `marks`: in the
    source of a short page with scripts. `names`: how its pages name it. `headers`: lines
    `name: value` that it adds.
    """

    product: str
    statuses: tuple[int, ...] = ()
    unless: AnyCase | None = None
    marks: tuple[AnyCase, ...] = ()
    names: tuple[AnyCase, ...] = ()
    headers: tuple[AnyCase, ...] = ()


class Words(Rules):
    """What pages of one kind say, with the most visible characters and links that such a page has.

    `field`: a page of this kind also holds this in its source. `kinds`: only pages that were asked
    for as these (none: as any).
    """

    kind: Instead
    longest: int
    most_links: int = 1000
    field: AnyCase | None = None
    kinds: tuple[str, ...] = ()
    words: tuple[AnyCase, ...]


class _Signs(Rules):
    firewalls: tuple[Firewall, ...]
    script_statuses: frozenset[int]
    refusals: frozenset[int]
    longest_challenge: int
    runs: tuple[AnyCase, ...]
    words: tuple[Words, ...]
    messages: tuple[AnyCase, ...]
    landings: tuple[AnyCase, ...]
    least_report: int
    report_words: tuple[AnyCase, ...]
    longest_shell: int
    leads_on: tuple[AnyCase, ...]
    longest_message: int


SIGNS = load(__package__, "impostors.yml", _Signs)
