"""The tables of docs/operators.md: every verdict has its rows, and every reason that they quote is
one of the code.
"""

from __future__ import annotations

import re

import pytest

from crawler import evidence
from crawler.pages import impostors
from crawler.reasons import Code, because
from tests.house.house import TOP

PAGE = (TOP / "docs" / "operators.md").read_text(encoding="utf-8")
VERDICTS = {
    evidence.OK,
    evidence.INCOMPLETE,
    evidence.BLOCKED,
    evidence.UNREACHABLE,
    evidence.INTERRUPTED,
}
# Verdict and a part of the reason, as the table of four columns has them.
ROWS = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| [^|]+ \| [^|]+ \|$", PAGE, re.MULTILINE)
CODE = "\n".join(
    # A sentence that stands in several literals is one.
    re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
    for path in sorted((TOP / "crawler").rglob("*.py"))
)
SENTENCES = [because(code).said.en for code in Code]
# What is said in the place of a fact.
QUOTED_ELSEWHERE = {Code.DISK_FULL: ("goes on where it was",), Code.BROWSER_NEEDED: ("error: ",)}


def test_every_verdict_is_explained() -> None:
    verdicts = PAGE.partition("## What a verdict means")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^\| `(\w+)` \| [^|`][^|]* \| [^|]+ \|$", verdicts, re.MULTILINE))
    assert explained == VERDICTS
    assert {verdict for verdict, _ in ROWS} == VERDICTS - {evidence.OK}


@pytest.mark.parametrize(("verdict", "reason"), ROWS)
def test_a_quoted_reason_is_one_that_a_crawl_gives(verdict: str, reason: str) -> None:
    in_code = re.search(rf"[\"'(].*{re.escape(reason)}", CODE) is not None
    said = any(reason in sentence for sentence in SENTENCES)
    assert in_code or said, f"no {verdict} crawl says {reason}"


def test_every_way_to_be_shut_out_and_to_fall_short_has_a_row() -> None:
    quoted = " ".join(reason for _, reason in ROWS)
    assert [sign for sign in impostors.SHUTTING if sign not in quoted] == []
    listing = evidence.Listing(
        "年报", 5, 50, 500, 9, ["http://a.example/7"], {"http://a.example/8": "status 500"}
    )
    listing.pages_announced = 501
    assert len({short.code for short in listing.shortfalls()}) == 5


# What these say is told by others: the answer of the portal, or the log of another version.
TOLD_BY_OTHERS = {Code.SHUT_OUT, Code.NOTHING_TO_READ, Code.NO_ANSWER, Code.SENTENCE}


@pytest.mark.parametrize("code", sorted({*Code} - TOLD_BY_OTHERS))
def test_every_reason_has_a_row(code: Code) -> None:
    quotes = [*(quote for _, quote in ROWS), *QUOTED_ELSEWHERE.get(code, ())]
    assert any(quote in because(code).said.en for quote in quotes)
