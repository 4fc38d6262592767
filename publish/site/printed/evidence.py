"""Evidence in words: what a verdict on a crawl, or the result of an assessment, rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from crawler.reasons import CODES, reasons_in
from foundation.rules import Text
from publish.site.wording.words import Words, texts, words_of

_SHOWN: Final = 20


@dataclass(frozen=True)
class Line:
    """One fact: its name in JSON, what it says, and examples of what it counts."""

    name: str
    value: str | Text
    examples: tuple[str, ...] = ()


def register(env: Environment) -> None:
    """Give templates the facts of evidence, in the words of the page that is rendered."""

    @pass_context
    def evidence_label(context: Context, name: str) -> Markup:
        return label(name, words_of(context))

    @pass_context
    def evidence_value(context: Context, line: Line) -> Markup:
        return value(line, words_of(context))

    env.globals.update(
        evidence_lines=lines, evidence_label=evidence_label, evidence_value=evidence_value
    )


def lines(evidence: str) -> tuple[Line, ...]:
    """The facts of a JSON object, without those that are empty; text that is no object is one fact
    without a name.
    """
    try:
        found = json.loads(evidence)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return (Line("", evidence),)
    told = [Line("reasons", reason.text) for reason in reasons_in(found)[:_SHOWN]]
    rest = {name: value for name, value in found.items() if name not in ("reasons", CODES)}
    return (*told, *(line for name, value in rest.items() for line in _lines(name, value)))


def label(name: str, words: Words) -> Markup:
    """The name of a fact in the reader's language; one that has no words stands as it is."""
    return (
        words(f"evidence.{name}")
        if f"evidence.{name}" in texts()
        else Markup("<code>{}</code>").format(name)
    )


def value(line: Line, words: Words) -> Markup:
    """What a fact says; codes in the reader's language."""
    if isinstance(line.value, Text):
        return words.pair(line.value.zh, line.value.en)
    code = f"evidence_{line.name}.{line.value}"
    return words(code) if code in texts() else Markup("<bdi>{}</bdi>").format(line.value)


def cell(evidence: str) -> Markup:
    """Evidence as it stands in a cell of a table: a list of facts in both languages."""
    words = Words()
    facts = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(label(line.name, words), value(line, words))
        for line in lines(evidence)
    )
    return Markup('<dl class="evidence">{}</dl>').format(facts) if facts else Markup("—")


def _lines(name: str, value: object) -> Iterator[Line]:
    if value is None or value in ([], {}):
        return
    if name == "listings" and isinstance(value, dict):
        yield Line(
            name,
            str(len(value)),
            tuple(_listing(address, told) for address, told in value.items())[:_SHOWN],
        )
    elif isinstance(value, dict) and value.keys() == {"count", "examples"}:
        if value["count"]:
            yield Line(name, str(value["count"]), tuple(_examples(value["examples"])))
    elif isinstance(value, dict):
        yield Line(name, " · ".join(f"{key}: {_plain(one)}" for key, one in value.items()))
    else:
        yield Line(name, _plain(value))


def _plain(value: object) -> str:
    """A value as people read it: lists with commas, and what is still an object as JSON."""
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _examples(examples: object) -> Iterator[str]:
    if isinstance(examples, dict):
        yield from (
            f"{address} — {told}" if told else address for address, told in examples.items()
        )
    elif isinstance(examples, list):
        yield from map(str, examples)


def _listing(address: str, told: object) -> str:
    """A list: how much of what it announces was seen."""
    if not isinstance(told, dict):
        return f"{address} — {_plain(told)}"
    seen = [
        f"{told.get(f'{what}_seen')}/{told[f'{what}_announced']} {what}"
        for what in ("pages", "items")
        if told.get(f"{what}_announced") is not None
    ]
    trouble = [
        f"{len(told[name])} {name}" for name in ("repeated_pages", "failed_pages") if told.get(name)
    ]
    return " — ".join(filter(None, (told.get("name"), address, ", ".join((*seen, *trouble)))))
