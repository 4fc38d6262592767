"""The examples for programs: addresses of this site with the beginnings of the answers that it
really gives to them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from foundation.rules import Rules, Text, load
from publish.site.data.archive import Archive
from publish.site.visit import Visit

_NEWEST: Final = """
select r.id as report, r.agency from reports r
  join applications a on a.report = r.id and a.outcome = 'new_received'
order by r.published_on desc, r.id limit 1
"""
_OWN_HOST: Final = "http://localhost"
"""What the site calls itself when it asks itself."""


class _Entry(Rules):
    """An address, how many lines of its answer are shown, and what it is for."""

    path: str
    lines: int
    text: Text


EXAMPLES: Final = load(__package__, "examples.yml", dict[str, _Entry])


@dataclass(frozen=True)
class Example:
    """An address, what it is for, the first lines of the answer, and whether that has more."""

    name: str
    path: str
    text: Text
    answer: str
    more: bool


_shown: Final[WeakKeyDictionary[Archive, tuple[Example, ...]]] = WeakKeyDictionary()


async def examples(visit: Visit) -> tuple[Example, ...]:
    """Every example, answered once for each archive; none where it has no report with figures."""
    if visit.archive not in _shown:
        named = await visit.archive.one(_NEWEST)
        _shown[visit.archive] = (
            tuple([await _example(visit, name, named) for name in EXAMPLES]) if named else ()
        )
    return _shown[visit.archive]


def shown(content: str, content_type: str, lines: int) -> tuple[str, bool]:
    """The first lines of an answer as the page shows it, JSON with line breaks, and whether there
    are more.
    """
    if content_type.startswith("application/json"):
        content = json.dumps(json.loads(content), ensure_ascii=False, indent=2)
    whole = content.replace("\r\n", "\n").rstrip("\n").split("\n")
    return "\n".join(whole[:lines]), len(whole) > lines


async def _example(visit: Visit, name: str, named: dict[str, Any]) -> Example:
    entry = EXAMPLES[name]
    path = entry.path.format(**named)
    answer = await visit.datasette.client.get(path)
    content = answer.text.replace(_OWN_HOST, visit.absolute("/").rstrip("/"))
    beginning, more = shown(content, answer.headers["content-type"], entry.lines)
    return Example(name, path, entry.text, beginning, more)
