"""Where charts are found, and the libraries that draw them in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from publish.site.addresses import with_query
from publish.site.charts.chart import Chart
from publish.site.charts.drawing import library_version
from publish.site.wording.words import words_of

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette


def register(env: Environment, datasette: Datasette) -> None:
    """Give templates the addresses of charts in each form, and that of the libraries."""

    @pass_context
    def chart_path(context: Context, chart: Chart, form: str, **more: str) -> str:
        path = datasette.urls.path(f"/chart/{chart.name}.{form}")
        # The values of a chart have labels in both languages; the drawing has the reader's.
        language = {} if form == "csv" else {"language": words_of(context).language}
        return with_query(path, **chart.query, **language, **more)

    library = datasette.urls.path(f"/-/charts/{library_version()}.js")
    env.globals.update(chart_path=chart_path, chart_library=library)
