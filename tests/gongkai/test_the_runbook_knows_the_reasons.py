"""The tables of docs/operators.md: every verdict has its rows, and every reason that they quote is
one of the code.
"""

from __future__ import annotations

import re

import pytest

from crawler import evidence
from crawler.pages import impostors
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


def test_every_verdict_is_explained() -> None:
    verdicts = PAGE.partition("## What a verdict means")[2].partition("\n## ")[0]
    explained = set(re.findall(r"^\| `(\w+)` \| [^|`][^|]* \| [^|]+ \|$", verdicts, re.MULTILINE))
    assert explained == VERDICTS
    assert {verdict for verdict, _ in ROWS} == VERDICTS - {evidence.OK}


@pytest.mark.parametrize(("verdict", "reason"), ROWS)
def test_a_quoted_reason_is_one_that_a_crawl_gives(verdict: str, reason: str) -> None:
    assert re.search(rf"[\"'(].*{re.escape(reason)}", CODE), f"no {verdict} crawl says {reason}"


def test_every_way_to_be_shut_out_and_to_fall_short_has_a_row() -> None:
    quoted = " ".join(reason for _, reason in ROWS)
    assert [sign for sign in impostors.SHUTTING if sign not in quoted] == []
    listing = evidence.Listing(
        "年报", 5, 50, 500, 9, ["http://a.example/7"], {"http://a.example/8": "status 500"}
    )
    listing.pages_announced = 501
    words = {re.sub(r"^\d+ (of \d+ )?", "", short) for short in listing.shortfalls()}
    assert len(words) == 5
    assert [word for word in words if not any(reason in word for _, reason in ROWS)] == []
