"""The site: a Datasette plugin that shows the reports as the form prints them, every figure linked
to its source.

Documented hooks of Datasette 0.65 only.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any, Final

import pluggy
from datasette import Forbidden, Response
from datasette.utils import escape_fts, tilde_encode
from datasette.utils.asgi import Request
from jinja2 import Environment
from markupsafe import Markup, escape

from publish.schema.fulltext import space_ideographs
from publish.site import addresses, pages, templating
from publish.site.charts import paths as chart_paths
from publish.site.data import archive, summary
from publish.site.pages import general
from publish.site.pages.downloads import exports
from publish.site.printed import answers, cells, evidence
from publish.site.serving import failures, metering, spreadsheet
from publish.site.serving.admission import admitted
from publish.site.serving.asgi import Application
from publish.site.serving.departures import while_wanted
from publish.site.serving.json_rows import json_rows
from publish.site.serving.security import secured
from publish.site.serving.spreadsheet import for_spreadsheets
from publish.site.serving.typed_threads import DividedThreads, typed_apart
from publish.site.wording import labels, words

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

# datasette.hookimpl, with its type.
hookimpl = pluggy.HookimplMarker("datasette")

# Columns that lead to a page of the site: by table and column ("" is any table), the page's path,
# and the column that holds its id ("" is the column itself).
_PAGES: dict[tuple[str | None, str], tuple[Callable[[str], str], str]] = {
    ("reports", "title"): (addresses.report_path, "id"),
    ("agencies", "name"): (addresses.agency_path, "id"),
    ("", "report"): (addresses.report_path, ""),
    ("", "compared_report"): (addresses.report_path, ""),
    ("", "agency"): (addresses.agency_path, ""),
}
_EVIDENCE: Final = (("crawls", "evidence"), ("assessments", "evidence"))


@hookimpl
def startup(datasette: Datasette) -> None:
    """Prepare what the whole process shares."""
    spreadsheet.allow_long_cells()
    if (threads := datasette.setting("num_sql_threads")) and not isinstance(
        datasette.executor, DividedThreads
    ):
        datasette.executor = DividedThreads(threads)
    if served := archive.archive_of(datasette):
        summary.begin(served.database)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Awaitable[Response]]]]:
    """The site's own addresses, and what becomes of those that nobody has."""
    known = "|".join(
        re.escape(tilde_encode(name)) for name in ("-", "favicon", *datasette.databases)
    )
    own = [route.as_registered() for route in pages.routes()]
    return [*own, (rf"^/(?!(?:{known})(?:[/.]|$))[^.]", general.unknown_page)]


@hookimpl
def register_output_renderer(datasette: Datasette) -> dict[str, object]:
    """JSON that says where it is not whole."""
    return {"extension": "json", "render": json_rows}


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Security headers on everything, no more requests at once than can be served, none for nobody,
    CSV for spreadsheet programs.
    """
    return lambda application: secured(
        admitted(while_wanted(typed_apart(for_spreadsheets(application))))
    )


@hookimpl(hookwrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, pluggy.Result[list[Any]], None]:
    """Answer what failed without Datasette's own answer, which is costly."""
    outcome = yield
    outcome.force_result([failures.answer(datasette, request, exception)])


@hookimpl
def forbidden(datasette: Datasette, request: Request, message: str) -> Awaitable[Response]:
    """Say what this site does not offer as any other failure is said: Datasette asks this first."""
    return failures.answer(datasette, request, Forbidden(message))


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Bound what a query may cost; space the ideographs of a search as the index has them.

    Last of all plugins: Datasette registers a function of this name itself, and the later one
    counts.
    """
    metering.bound(conn)
    conn.create_function("escape_fts", 1, lambda query: space_ideographs(escape_fts(query)))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Give templates what they may call, each from the module that knows of it.

    Error pages, which Datasette renders without a request, have nothing else.
    """
    for concern in (templating, words, labels, evidence):
        concern.register(env)
    for addressed in (addresses, answers, cells, chart_paths):
        addressed.register(env, datasette)


@hookimpl
def extra_template_vars(
    datasette: Datasette,
    request: Request | None,
    view_name: str | None,
    database: str | None,
    table: str | None,
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """The words in the reader's language; download links on table pages."""

    async def found() -> dict[str, Any]:
        context = templating.variables(request)
        if view_name is None:
            # Datasette tells its own pages what the operator says of the site; these are ours.
            context["metadata"] = templating.said_of_the_site(datasette)
        if request and view_name == "table" and database and table:
            context["downloads"] = exports.downloads(request, datasette.urls.table(database, table))
        if view_name in ("database", "query", "table"):
            context["row_limit"] = datasette.setting("max_returned_rows")
        return context

    return found


@hookimpl
def render_cell(
    value: Any, column: str, table: str | None, row: Any, database: str, datasette: Datasette
) -> Markup | None:
    """In the tables of the archive, reports and agencies lead to their own pages, and evidence is
    in words.
    """
    if database == archive.NAME and (table, column) in _EVIDENCE and value:
        return evidence.cell(value)
    page = _PAGES.get((table, column)) or _PAGES.get(("", column))
    if database != archive.NAME or value is None or page is None:
        return None
    path_of, key = page
    # Datasette gives an expanded foreign key as a dictionary.
    identity, label = (
        (value["value"], value["label"]) if isinstance(value, dict) else (value, value)
    )
    identity = row[key] if key else identity
    return (
        _link(datasette, path_of(identity), label) if addresses.is_identity(str(identity)) else None
    )


def _link(datasette: Datasette, path: str, label: str) -> Markup:
    return Markup(f'<a href="{escape(datasette.urls.path(path))}">{escape(label)}</a>')


@hookimpl
def table_actions(
    datasette: Datasette, database: str, table: str, request: Request | None
) -> list[dict[str, str]]:
    """Downloads of the whole table in the menu of a table page."""
    if request is None:
        return []
    found = exports.downloads(request, datasette.urls.table(database, table))
    of_reader = templating.words_for(request)
    return [
        {"href": found[name], "label": of_reader.plain(f"report.{name}")}
        for name in ("csv", "excel", "jsonl")
    ]
