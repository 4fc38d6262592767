"""The charts of a division: who published each year, and the requests received by kind of
agency.
"""

from __future__ import annotations

from typing import Final

from publish.schema import tables as schema
from publish.site.charts.chart import Chart, text
from publish.site.data.archive import Archive
from publish.site.pages.region.query import Place, load_place

_STATUS_COLOURS: Final = {
    "published": "good",
    "undated": "doubt",
    "late": "fair",
    "unreadable": "doubt",
    "missing": "alarm",
    "due": "quiet",
    "blocked": "quiet",
    "unknown": "quiet",
}


def charts(place: Place) -> tuple[Chart, ...]:
    """The charts of a division that have something to show."""
    query = {"region": place.region.code}
    statuses = schema.table("coverage").column("status").values
    present = {
        status: statuses[status]
        for status in statuses
        if any(row.get(status) for row in place.by_year)
    }
    kinds = schema.table("agencies").column("kind").values
    received = [
        {"year": row["year"], "series": row["kind"], "value": row["received"]}
        for row in place.totals
    ]
    published = [
        {"year": row["year"], "series": status, "value": row.get(status, 0)}
        for row in place.by_year
        for status in present
    ]
    made = (
        Chart(
            "region-coverage",
            query,
            text("region.coverage_chart"),
            text("region.agencies_counted"),
            tuple(published),
            series=present,
            mark="bar",
            colours=_STATUS_COLOURS,
        ),
        Chart(
            "region-received",
            query,
            text("region.received_chart"),
            text("agency.received"),
            tuple(received),
            series={
                kind: kinds[kind]
                for kind in kinds
                if any(row["series"] == kind for row in received)
            },
        ),
    )
    return tuple(chart for chart in made if not chart.is_empty)


async def charts_of(archive: Archive, query: dict[str, tuple[str, ...]]) -> tuple[Chart, ...]:
    """The charts of the division that the address names; none where there is no such division."""
    place = await load_place(archive, next(iter(query.get("region", ())), ""))
    return charts(place) if place else ()
