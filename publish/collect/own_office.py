"""The portal's own office as the last witness: the one report of a year on a government's portal
that names nobody is the government's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extract.identity.names import agency_name
from foundation.normalise import squash
from publish.collect.agencies import Agency, identify, kind
from publish.collect.documents import Document
from publish.collect.history import PortalHistory
from publish.collect.listings import holds_many
from publish.collect.regions import Divisions

_OWN = ("government", "township")


def with_own_office(
    documents: Iterable[Document], history: PortalHistory, divisions: Divisions
) -> Iterator[Document]:
    """The documents of a portal; those that name nobody are the government's where they are of one
    address, alone in their year, and no report of that year is known to be the government's.

    A list of many agencies' reports may hold anybody's, and so may the portal of no government.
    """
    known = list(documents)
    name = agency_name(squash(history.portal.name))
    own = _own(name, history, divisions)
    if name is None or own is None:
        yield from known
        return
    lone = _lone_years(known, history, own)
    for document in known:
        if _names_nobody(document) and document.year in lone:
            yield replace(document, agency=own, agency_name=name, source="portal")
        else:
            yield document


def _own(name: str | None, history: PortalHistory, divisions: Divisions) -> Agency | None:
    if name is None or kind(name) not in _OWN:
        return None
    return identify(name, history.portal.id, history.portal.region, divisions)


def _names_nobody(document: Document) -> bool:
    return document.is_report and document.agency is None and document.year is not None


def _lone_years(documents: list[Document], history: PortalHistory, own: Agency) -> set[int | None]:
    """The years of which exactly one address shows a report that names nobody."""
    places: dict[int | None, set[str]] = defaultdict(set)
    taken = {document.year for document in documents if document.agency == own}
    for document in filter(_names_nobody, documents):
        places[document.year].add(document.place.url)
        channel = history.channels.get(document.place.page_url or "")
        if channel is not None and holds_many(channel.name):
            taken.add(document.year)
    return {year for year, found in places.items() if len(found) == 1 and year not in taken}
