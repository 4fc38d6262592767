"""Parts of addresses that change with every look at a page: known by name, or learned from two
looks at one list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from foundation.rules import AnyCase, Rules, load

# So many entries of a list tell of a part that it changes by itself.
_LEAST_PAIRS = 2


class _Volatile(Rules):
    """What volatile.yml says."""

    path_sessions: AnyCase
    sessions: AnyCase
    tokens: AnyCase
    folders: AnyCase
    certain: AnyCase
    certain_numbers: AnyCase
    names: AnyCase
    numbers: AnyCase
    files: AnyCase
    long_numbers: AnyCase


_KNOWN = load(__package__, "volatile.yml", _Volatile)


def _is_made_anew(field: str, path: str) -> bool:
    name, _, value = field.rpartition("=")
    if _KNOWN.sessions.fullmatch(name):
        return bool(_KNOWN.tokens.fullmatch(value))
    if _KNOWN.certain.fullmatch(name):
        return bool(_KNOWN.certain_numbers.fullmatch(value))
    if not _KNOWN.names.fullmatch(name):
        return False
    if _is_file(path) and _KNOWN.long_numbers.fullmatch(value):
        return True
    # Under no name a number with a point is none of an article.
    return bool(_KNOWN.numbers.fullmatch(value)) and (bool(name) or "." in value)


def _is_file(path: str) -> bool:
    return bool(_KNOWN.files.search(path))


def without_volatile(path: str, query: str) -> tuple[str, str]:
    """Return the path and the query of an address without session ids and numbers against
    caches.
    """
    bare = _KNOWN.path_sessions.sub("", path)
    if not query:
        return bare, query
    kept = [field for field in query.split("&") if not _is_made_anew(field, bare)]
    return bare, "&".join(kept)


def without_folders(path: str) -> str:
    """Return a path without the folders that are session ids."""
    return _KNOWN.folders.sub("", path)


@dataclass(frozen=True)
class Entry:
    """An entry of a list as one look shows it: its address and its words."""

    url: str
    text: str

    @property
    def fields(self) -> dict[str, str]:
        """The names and values of the query."""
        pairs = (field.partition("=") for field in urlsplit(self.url).query.split("&"))
        return {name: value for name, _, value in pairs}

    def without(self, names: Iterable[str]) -> str:
        """Return the address without the fields of these names."""
        parts = urlsplit(self.url)
        kept = [
            field for field in parts.query.split("&") if field.partition("=")[0] not in set(names)
        ]
        return urlunsplit(parts._replace(query="&".join(kept)))


def _pairs(now: Sequence[Entry], before: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Return the entries of two looks that may be one: alike in path, words and names of fields."""
    known: dict[object, list[Entry]] = defaultdict(list)
    for entry in before:
        known[_likeness(entry)].append(entry)
    return [(entry, other) for entry in now for other in known[_likeness(entry)]]


def _likeness(entry: Entry) -> object:
    return urlsplit(entry.url)._replace(query=""), entry.text, tuple(entry.fields)


def _names_that_changed(pairs: Sequence[tuple[Entry, Entry]]) -> set[str]:
    """Return the names of fields that bear another value in each pair."""
    changed = [
        {name for name, value in first.fields.items() if second.fields[name] != value}
        for first, second in pairs
    ]
    kept = [set(first.fields) - names for (first, _), names in zip(pairs, changed, strict=True)]
    return set().union(*changed) - set().union(*kept)


def _tells_apart(entries: Sequence[Entry], names: set[str]) -> bool:
    """Tell whether entries stay different without these fields: else the fields say which is
    which.
    """
    return len({entry.without(names) for entry in entries}) == len({e.url for e in entries})


def same_as_before(now: Sequence[Entry], before: Sequence[Entry]) -> Mapping[str, list[str]]:
    """Return the addresses of one look at a list with those that they had in earlier ones, the
    latest last, where nothing but parts that change by themselves makes the difference.

    A part changes by itself where it did so for every entry that both looks show, though entries
    are told apart without it. A single entry may have been published anew, so that one is believed
    only of a file.
    """
    pairs = _pairs(now, before)
    names = _names_that_changed(pairs)
    shown = [first for first, _ in pairs]
    enough = len({first.url for first in shown}) >= _LEAST_PAIRS or all(
        _is_file(urlsplit(first.url).path) for first in shown
    )
    if not (names and enough and _tells_apart(list(now), names)):
        return {}
    found: dict[str, list[str]] = defaultdict(list)
    for first, second in pairs:
        if first.without(names) == second.without(names):
            found[first.url].append(second.url)
    return found
