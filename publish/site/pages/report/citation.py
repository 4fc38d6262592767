"""How a report is cited: in plain words, by GB/T 7714-2015, and for BibTeX."""

from __future__ import annotations

import re
from typing import Final

from publish.site.data.archive import Row

_SPECIAL: Final = re.compile(r"([\\{}$&#%_^~])")
_TEX: Final = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


def citations(report: Row, capture: Row, address: str) -> dict[str, str]:
    """The citations of a report by style; `address` is that of its page on this site."""
    found = {
        "agency": _line(report["agency_name"]),
        "title": _line(report["heading"]),
        "published": report["published_on"] or report["signed_on"] or "",
        "seen": capture["fetched_at"][:10],
        "url": _line(report["url"]),
        "sha256": capture["sha256"],
        "address": address,
    }
    return {"plain": _plain(found), "gbt7714": _national(found), "bibtex": _bibtex(report, found)}


def _plain(found: dict[str, str]) -> str:
    published = f" ({found['published']})" if found["published"] else ""
    origin = f"{found['url']} ({found['seen']}; SHA-256 {found['sha256']})"
    return f"{found['agency']}{published}. {found['title']}. {origin}. {found['address']}"


def _national(found: dict[str, str]) -> str:
    published = f"({found['published']})" if found["published"] else ""
    return (
        f"{found['agency']}. {found['title']}[R/OL]. {published}[{found['seen']}]. {found['url']}."
    )


def _bibtex(report: Row, found: dict[str, str]) -> str:
    year = found["published"][:4] or str(report["year"])
    fields = {
        "author": "{" + _escaped(found["agency"]) + "}",
        "title": "{" + _escaped(found["title"]) + "}",
        "institution": "{" + _escaped(found["agency"]) + "}",
        "year": year,
        "url": _escaped(found["url"]),
        "urldate": found["seen"],
        "note": f"SHA-256 {found['sha256']}; {_escaped(found['address'])}",
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@techreport{{{report['id']},\n{body}\n}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: _TEX.get(match[1], "\\" + match[1]), text)


def _line(text: str) -> str:
    """The text on one line, without the controls that turn the direction of writing."""
    return " ".join(
        "".join(
            character for character in text if character.isprintable() or character.isspace()
        ).split()
    )
