"""What search engines for data are told (schema.org, as JSON-LD): the archive as a data set, with
its files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from markupsafe import Markup

from foundation.json_values import JsonObject
from publish.schema import tables as schema
from publish.site.data.summary import Summary
from publish.site.packages import FOLDER, Package
from publish.site.visit import Visit
from publish.site.wording.words import texts

_VARIABLES: Final = ("disclosures", "applications", "reviews", "checks", "coverage")


def dataset(visit: Visit, summary: Summary, package: Package | None) -> JsonObject:
    """The archive as a schema.org Dataset: what it is, of which years and places, and where its
    files are.
    """
    named, told = texts()["site.name"], texts()["site.tagline"]
    years = f"{summary.years[0]}/{summary.years[-1]}" if summary.years else None
    found: JsonObject = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": visit.absolute("/"),
        "name": f"{named.zh} {named.en}",
        "alternateName": [told.zh, told.en],
        "description": f"{texts()['home.lead'].zh} {texts()['home.lead'].en}",
        "url": visit.absolute("/"),
        "inLanguage": ["zh-CN", "en"],
        "isAccessibleForFree": True,
        "temporalCoverage": years,
        "spatialCoverage": [
            {"@type": "Place", "name": place.name} for place in summary.regions.shown
        ],
        "variableMeasured": [_variable(name) for name in _VARIABLES],
        "license": _license(visit),
        "version": package.version if package else None,
        "dateModified": package.created if package else None,
        "distribution": list(_files(visit, package)),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def script(data: JsonObject) -> Markup:
    """The data as an element of a page. It holds data and is not run; `<` cannot end it."""
    text = (
        json.dumps(data, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace("\u2028", " ")
        .replace("\u2029", " ")
    )
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _variable(table: str) -> str:
    title = schema.table(table).title
    return f"{title.zh} · {title.en}"


def _license(visit: Visit) -> str | None:
    told = visit.datasette.metadata("license_url") or visit.datasette.metadata("license")
    return str(told) if told else None


def _files(visit: Visit, package: Package | None) -> Iterator[JsonObject]:
    for file in package.files if package else ():
        yield {
            "@type": "DataDownload",
            "name": file.path,
            "encodingFormat": file.media_type,
            "contentSize": f"{file.bytes} B",
            "sha256": file.sha256,
            "contentUrl": visit.absolute(f"/{FOLDER}/{file.path}"),
        }
    if package is None:
        address = visit.absolute("/archive/reports.csv?_stream=on")
        yield {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": address}
