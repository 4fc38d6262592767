"""What a page that the search opened turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.pages.page import Link
from crawler.spiders.channel import Channel
from crawler.spiders.search.scoring import Role


class Kind(StrEnum):
    """What is done with a page follows from this."""

    KNOWN_PART = "a part of a list that shows no more than the list itself"
    REPORT = "a report where a list was expected"
    LIST = "a list of reports, to be followed to its end"
    REPORTS_BESIDE = "reports beside other things"
    NOTHING = "no more than a step on the way"


@dataclass(frozen=True)
class Seen:
    """A page as it was understood. `channel`: the page as a list, which is not followed yet.

    `role`: what its links are offered from. `reports`: the reports that it lists.
    """

    kind: Kind
    channel: Channel
    role: Role
    reports: list[Link]
