"""The charts of a comparison: one for each figure, with a line for each agency."""

from __future__ import annotations

from publish.schema.tables import Text
from publish.site.charts.chart import Chart, text
from publish.site.data.archive import Archive
from publish.site.pages.compare.comparison import Comparison, compare


def charts(comparison: Comparison) -> tuple[Chart, ...]:
    """The charts of a comparison that have something to show."""
    names = {row["id"]: Text(zh=row["name"], en=row["name"]) for row in comparison.agencies}
    query = {
        name: value if isinstance(value, tuple) else str(value or "")
        for name, value in comparison.query.items()
    }
    made = (
        Chart(
            f"compare-{figure.name}",
            query,
            figure.label,
            text(f"chart.{figure.kind}"),
            tuple(
                {"year": row["year"], "series": row["agency"], "value": row[figure.name]}
                for row in comparison.reports
            ),
            series=names,
            kind=figure.kind,
        )
        for figure in comparison.figures
    )
    return tuple(chart for chart in made if not chart.is_empty)


async def charts_of(archive: Archive, query: dict[str, tuple[str, ...]]) -> tuple[Chart, ...]:
    """The charts of the comparison that the address describes."""
    return charts(await compare(archive, query))
