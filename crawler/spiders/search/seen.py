"""What a page that the search opened turned out to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crawler.pages.page import Link
from crawler.spiders.channel import Channel
from crawler.spiders.search.frontier import Candidate
from crawler.spiders.search.scoring import Role, names_agency


class Kind(StrEnum):
    """What a page is; what is done with it follows from this."""

    # A part of a list (a year, an agency) that shows no report which is not known from elsewhere.
    KNOWN_PART = "known part"
    # A report where a list was expected.
    REPORT = "report"
    # A list of reports, worth following to its end.
    LIST = "list"
    # Reports among so much else that the list is not followed; they are asked for at the end.
    REPORTS_BESIDE = "reports beside other things"
    # No more than a step on the way.
    NOTHING = "nothing"


@dataclass(frozen=True)
class Seen:
    """A page as it was understood. `channel`: the page as a list, which is not followed yet.

    `role`: what its links are offered from. `reports`: the reports that it lists.
    """

    kind: Kind
    channel: Channel
    role: Role
    reports: list[Link]


def role_beside(candidate: Candidate) -> Role:
    """Return what a page is that holds no list: where one was expected a section, or the home page
    of an agency.
    """
    if not candidate.annual:
        return candidate.role
    return Role.AGENCY if names_agency(candidate.name) else Role.SECTION
