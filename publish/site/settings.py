"""What an operator says of their own site: gongkai.yml beside the archive.

Every key may be left out; what the archive itself is about comes with the package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from foundation.json_values import JsonObject
from foundation.rules import Rules, read, validated
from publish.schema.metadata import metadata, settings

FILE: Final = "gongkai.yml"
_STALE_DAYS: Final = 35


def web_address(value: str) -> str:
    """The address with a slash at its end. Raises ValueError for what is none of a site."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no address of a site, such as https://example.org/")
    return value.rstrip("/") + "/"


class _Named(Rules):
    """Something with a name, and an address where more stands about it."""

    name: str
    url: Annotated[str, AfterValidator(web_address)] | None = None


class SiteSettings(Rules):
    """The settings. `address` is the site's public one; `stale_days` is how old the newest crawl
    may be before `/-/health` says `stale`.
    """

    title: str | None = None
    description: str | None = None
    licence: _Named | None = None
    source: _Named | None = None
    contact: _Named | None = None
    address: Annotated[str, AfterValidator(web_address)] | None = None
    stale_days: Annotated[int, Field(ge=1)] = _STALE_DAYS

    @property
    def path(self) -> str:
        """Where the site stands on its host: `/`, or a folder."""
        return urlsplit(self.address).path if self.address else "/"

    def for_datasette(self) -> dict[str, bool | int | str]:
        """Datasette's settings."""
        return {**settings(), "base_url": self.path}

    def metadata(self) -> JsonObject:
        """Datasette's metadata, with what the operator says of the site."""
        said = {"title": self.title, "description": self.description}
        for name, named in (
            ("license", self.licence),
            ("source", self.source),
            ("about", self.contact),
        ):
            said[name] = named.name if named else None
            said[f"{name}_url"] = named.url if named else None
        told = {key: value for key, value in said.items() if value is not None}
        return {**metadata(), **told, "plugins": {"gongkai": {"stale_days": self.stale_days}}}


def read_settings(folder: Path) -> SiteSettings:
    """The settings in a folder; those of the package where it has none. Raises RulesInvalid."""
    file = folder / FILE
    if not file.is_file():
        return SiteSettings()
    return validated(read(str(file), file.read_bytes()), SiteSettings)
