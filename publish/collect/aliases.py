"""Ids that agencies went by before: with an earlier code of their portal's division, or before
their names were compared in full. Old addresses lead on by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from publish.collect.agencies import as_printed, identify
from publish.collect.documents import Document
from publish.collect.regions import Divisions


def aliases(
    documents: Iterable[Document],
    regions: Mapping[str, Sequence[str | None]],
    divisions: Divisions,
) -> dict[str, str]:
    """The ids of today by those of before, out of the names in documents and the codes that the
    runs of each portal (`regions`) gave its division.

    An id that an agency has today is nobody's former one; of several claims the first counts.
    """
    named = {
        (document.location.portal, document.agency_name): document.agency.id
        for document in documents
        if document.agency is not None and document.agency_name is not None
    }
    today = set(named.values())
    found: dict[str, str] = {}
    for (portal, name), agency in named.items():
        for region in dict.fromkeys(regions.get(portal, ())):
            for former in _ids(name, portal, region, divisions):
                if former not in today:
                    found.setdefault(former, agency)
    return dict(sorted(found.items()))


def _ids(name: str, portal: str, region: str | None, divisions: Divisions) -> Iterator[str]:
    """Every id that a name gives or gave on a portal of a division."""
    yield identify(name, portal, region, divisions).id
    yield as_printed(name, portal, region, divisions).id
