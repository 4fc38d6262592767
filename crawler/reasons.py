"""Why a crawl ended as it did: codes with their facts, and the sentences that reasons.yml makes of
them.

Whoever decides something asks for the code; whoever shows something takes the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from foundation.rules import Text, load

Fact = str | int
CODES = "reason_codes"
"""Name of the codes in the evidence of a run; the sentences beside them are its `reasons`."""


class Code(StrEnum):
    """What a reason is; reasons.yml says each in words."""

    # The crawl was stopped, and will go on.
    STOPPED = "stopped"
    HOURS_ENDED = "hours_ended"
    DISK_FULL = "disk_full"
    MEMORY_FULL = "memory_full"
    CLOSED = "closed"
    # Nothing, or nothing more, could be asked of the portal.
    SHUT_OUT = "shut_out"
    NOTHING_TO_READ = "nothing_to_read"
    NO_ANSWER = "no_answer"
    # A list fell short of what it announces.
    PAGES_NOT_SEEN = "pages_not_seen"
    ITEMS_NOT_SEEN = "items_not_seen"
    PAGER_NOT_READ = "pager_not_read"
    LIST_TOO_LONG = "list_too_long"
    PAGES_REPEAT = "pages_repeat"
    PAGES_FAILED = "pages_failed"
    # What was found is less than there has to be.
    REPORTS_NOT_FETCHED = "reports_not_fetched"
    ATTACHMENTS_NOT_FETCHED = "attachments_not_fetched"
    ONE_BODY = "one_body"
    NO_LIST = "no_list"
    NO_LIST_YET = "no_list_yet"
    NO_REPORTS = "no_reports"
    FEWER_THAN_EXPECTED = "fewer_than_expected"
    FEWER_THAN_BEFORE = "fewer_than_before"
    # The portal answers by another scheme than its file has: a note, which takes nothing away.
    OTHER_SCHEME = "other_scheme"
    # Something was left out, or went wrong.
    LISTS_NOT_OPENED = "lists_not_opened"
    BUDGET_SPENT = "budget_spent"
    ADDRESS_TOO_LONG = "address_too_long"
    PATH_TOO_DEEP = "path_too_deep"
    PATH_REPEATS = "path_repeats"
    TREE_NOT_READ = "tree_not_read"
    BROWSER_NEEDED = "browser_needed"
    PAGE_GROWS = "page_grows"
    FAULT = "fault"
    # A reason of which only its sentence is known, out of a log from before there were codes.
    SENTENCE = "sentence"


_SENTENCES = load(__package__, "reasons.yml", dict[Code, Text])


class _Facts(dict[str, Fact]):
    """The facts that a sentence names; one that another version did not write is unknown."""

    def __missing__(self, name: str) -> Fact:
        return "?"


@dataclass(frozen=True)
class Reason:
    """One reason: its code, the address or list that it is about, and what its sentence names.

    `others` counts the further addresses of which the same is true.
    """

    code: Code
    where: str | None = None
    others: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def at(self, where: str, others: int = 0) -> Reason:
        """The same reason, about an address and so many others."""
        return replace(self, where=where, others=others)

    @property
    def said(self) -> Text:
        """What the reason says, in both languages, without where."""
        sentence, facts = _SENTENCES[self.code], _Facts(self.facts)
        return Text(zh=sentence.zh.format_map(facts), en=sentence.en.format_map(facts))

    @property
    def text(self) -> Text:
        """The whole reason in both languages."""
        said = self.said
        zh, en = said.zh, said.en
        if self.others:
            zh, en = f"{zh}（另有 {self.others} 处）", f"{en} (and {self.others} more)"
        return (
            Text(zh=f"{self.where}：{zh}", en=f"{self.where}: {en}")
            if self.where
            else (Text(zh=zh, en=en))
        )

    @property
    def line(self) -> str:
        """The whole reason in one line of both languages."""
        said = self.said
        both = said.en if said.zh == said.en else f"{said.en} / {said.zh}"
        others = f" (+{self.others})" if self.others else ""
        return f"{self.where}: {both}{others}" if self.where else f"{both}{others}"

    def as_json(self) -> dict[str, Fact]:
        """The reason as the log keeps it."""
        where: dict[str, Fact] = {"where": self.where} if self.where else {}
        others: dict[str, Fact] = {"others": self.others} if self.others else {}
        return {"code": str(self.code), **where, **others, **self.facts}


def because(code: Code, **facts: Fact) -> Reason:
    """A reason with its facts, about no address in particular."""
    return Reason(code, facts=facts)


def recorded(reasons: Iterable[Reason]) -> dict[str, Any]:
    """The reasons as a record keeps them: in words for who reads it as it is, and as codes."""
    given = tuple(reasons)
    return {
        "reasons": [reason.text.en for reason in given],
        CODES: [reason.as_json() for reason in given],
    }


def reasons_in(evidence: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The reasons in the evidence of a stored run, whichever version wrote it."""
    sentences = evidence.get("reasons", ())
    codes = evidence.get(CODES, [{}] * len(sentences))
    return tuple(map(_stored, codes, sentences))


def _stored(kept: Mapping[str, Any], sentence: str) -> Reason:
    # Versions before codes kept sentences alone, and a later one may have codes of its own.
    if kept.get("code") not in {*Code}:
        return because(Code.SENTENCE, said=sentence)
    facts = {name: kept[name] for name in kept.keys() - {"code", "where", "others"}}
    return Reason(Code(kept["code"]), kept.get("where"), kept.get("others", 0), facts)
