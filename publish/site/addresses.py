"""Addresses: of figures in links, of the site's own pages, and which outside addresses may be
linked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from datasette.utils import tilde_encode
from jinja2 import Environment

from extract.forms.statutory import Statutory
from publish.collect.figures import Address
from publish.site.data.archive import NAME

if TYPE_CHECKING:
    # Datasette loads this plugin while its own modules are still being loaded.
    from datasette.app import Datasette

# A page of a report links its two hundred figures, by few names.
_encoded: Final = lru_cache(maxsize=4096)(tilde_encode)
_IDENTITY: Final = re.compile(r".+-[0-9a-f]{8}(-\d{4})?")

FIGURE: Final = (
    rf"/report/(?P<id>[^/.]+)/(?P<table>{'|'.join(Statutory)})"
    r"/(?P<row>[^/.]+)(?:/(?P<column>[^/.]+))?"
)
"""A regular expression of the paths of figures."""


def register(env: Environment, datasette: Datasette) -> None:
    """Give templates the addresses of the site's pages, with its base URL before them."""

    def based(path_of: Callable[..., str]) -> Callable[..., str]:
        return lambda *named: datasette.urls.path(path_of(*named))

    def site_path(path: str, **arguments: object) -> str:
        return with_query(datasette.urls.path(path), **arguments)

    env.globals.update(
        report_path=based(report_path),
        figure_path=based(figure_path),
        original_path=based(original_path),
        marked_path=based(marked_path),
        agency_path=based(agency_path),
        region_path=based(region_path),
        table_path=based(table_path),
        site_path=site_path,
        is_web_address=is_web_address,
    )


def parse_address(name: str) -> Address | None:
    """The address that `name` spells (`3.granted.total`, `2.rules_issued`, `statistics.…`), or
    None.
    """
    table, _, rest = name.partition(".")
    if table not in {*Statutory} or not rest:
        return None
    if table == Statutory.STATISTICS:
        # The label of an indicator may hold a dot of its own.
        return Address(Statutory.STATISTICS, rest)
    row, _, column = rest.partition(".")
    return Address(Statutory(table), row, column) if row else None


def is_identity(text: str) -> bool:
    """Whether `text` is the id of an agency or a report; a query may call a column so that holds
    something else.
    """
    return bool(_IDENTITY.fullmatch(text))


def report_path(report: str) -> str:
    """Path of a report's page, below the site's base URL."""
    return f"/report/{_encoded(report)}"


def figure_path(report: str, address: Address) -> str:
    """Path of the page that says where a figure comes from; with `.json` behind it, the figure for
    programs.
    """
    return f"{report_path(report)}/{figure_place(address)}"


def figure_place(address: Address) -> str:
    """What stands behind the path of a report in that of a figure."""
    return "/".join(_encoded(part) for part in (address.table, address.row, address.column) if part)


def original_path(capture: str) -> str:
    """Path of the page of a captured document; below it stand `view`, `original`, `records.warc.gz`
    and the like.
    """
    return f"/source/{_encoded(capture)}"


def marked_path(capture: str, address: Address) -> str:
    """Path of the page of a captured document with a figure marked in it."""
    return f"{original_path(capture)}?{urlencode({'cell': address.name})}"


def agency_path(agency: str) -> str:
    """Path of an agency's page."""
    return f"/agency/{_encoded(agency)}"


def region_path(region: str) -> str:
    """Path of a division's page."""
    return f"/region/{_encoded(region)}"


def table_path(table: str) -> str:
    """Path of Datasette's page of a table of the archive."""
    return f"/{NAME}/{table}"


def with_query(path: str, **arguments: object) -> str:
    """The path with arguments; those that are None or empty are left out, a tuple stands as often
    as it has values.
    """
    given = {name: value for name, value in arguments.items() if value not in (None, "", ())}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def is_web_address(url: str | None) -> bool:
    """Whether `url` may be made a link: http or https with a host. Anything else is shown as
    text.
    """
    try:
        parts = urlsplit(url or "")
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_local_path(path: str) -> bool:
    """Whether a redirect to `path` stays on this site."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
