"""Addresses: of figures in links, of the site's own pages, and which outside addresses may be linked."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from datasette.utils import tilde_encode

from publish.figures import Address

_IDENTITY: Final = re.compile(r".+-[0-9a-f]{8}(-\d{4})?")


def parse_address(name: str) -> Address | None:
    """The address that `name` spells (`3.granted.total`, `2.rules_issued`), or None where it spells none."""
    table, _, rest = name.partition(".")
    row, _, column = rest.partition(".")
    return Address(int(table), row, column) if table in ("2", "3", "4") and row else None


def is_identity(text: str) -> bool:
    """Whether `text` is the id of an agency or a report; a query may call a column so that holds something else."""
    return bool(_IDENTITY.fullmatch(text))


def report_path(report: str) -> str:
    """Path of a report's page, below the site's base URL."""
    return f"/report/{tilde_encode(report)}"


def source_path(report: str, address: Address) -> str:
    """Path of the page that says where a figure comes from."""
    return f"{report_path(report)}/source?cell={address.name}"


def agency_path(agency: str) -> str:
    """Path of an agency's page."""
    return f"/agency/{tilde_encode(agency)}"


def is_web_address(url: str | None) -> bool:
    """Whether `url` may be made a link: http or https with a host. Anything else is shown as text."""
    try:
        parts = urlsplit(url or "")
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def is_local_path(path: str) -> bool:
    """Whether a redirect to `path` stays on this site."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
