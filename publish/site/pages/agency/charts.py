"""The charts of an agency: requests, what was granted, what was contested, fees."""

from __future__ import annotations

from publish.site.charts.chart import Chart, single, stacked, text
from publish.site.data.archive import Archive
from publish.site.pages.agency.query import Agency, load_agency


def charts(agency: Agency) -> tuple[Chart, ...]:
    """The charts of an agency that have something to show."""
    years, query = tuple(reversed(agency.years)), {"agency": agency.row["id"]}
    contested = {name: text(f"agency.{name}") for name in ("reviews", "litigation")}
    made = (
        Chart(
            "agency-requests",
            query,
            text("agency.requests"),
            text("agency.received"),
            single(years, "received"),
            mark="bar",
        ),
        Chart(
            "agency-granted",
            query,
            text("agency.granted_share"),
            text("agency.disclosed_rate"),
            single(years, "disclosed_rate"),
            kind="rate",
        ),
        Chart(
            "agency-contested",
            query,
            text("agency.contested"),
            text("agency.cases"),
            stacked(years, contested),
            series=contested,
        ),
        Chart(
            "agency-fees",
            query,
            text("agency.fees_title"),
            text("agency.fees"),
            single(years, "fees"),
            kind="amount",
            mark="bar",
        ),
    )
    return tuple(chart for chart in made if not chart.is_empty)


async def charts_of(archive: Archive, query: dict[str, tuple[str, ...]]) -> tuple[Chart, ...]:
    """The charts of the agency that the address names; none where there is no such agency."""
    agency = await load_agency(archive, next(iter(query.get("agency", ())), ""))
    return charts(agency) if agency else ()
