"""Why a crawl ended as it did: codes that are kept, and sentences in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler import CaptureStore, Portal
from crawler.evidence import Evidence
from crawler.reasons import CODES, Code, because, reasons_in, recorded
from crawler.store.writer import CaptureWriter
from foundation.rules import Text, load
from gongkai.portal_states import why
from publish.site.printed.evidence import lines

WORDS = load("crawler", "reasons.yml", dict[Code, Text])
PORTAL = Portal(id="yanshi", name="演示县人民政府", home="http://127.0.0.1:9/")
LIST = "http://www.yanshi.example/nb/"
MISSED = because(Code.PAGES_NOT_SEEN, seen=2, announced=3).at(LIST)


def test_every_code_has_its_words() -> None:
    assert WORDS.keys() == {*Code}


@pytest.mark.parametrize("code", Code)
def test_both_languages_tell_facts_that_the_reason_has(code: Code) -> None:
    named = {text: set(re.findall(r"\{(\w+)\}", text)) for text in (WORDS[code].zh, WORDS[code].en)}
    zh, en = named.values() if len(named) == 2 else [*named.values()] * 2
    assert zh == en


def test_a_reason_is_told_in_both_languages_with_its_address() -> None:
    assert MISSED.text == Text(zh=f"{LIST}：共 3 页，只见到 2 页", en=f"{LIST}: 2 of 3 pages seen")
    assert MISSED.line == f"{LIST}: 2 of 3 pages seen / 共 3 页，只见到 2 页"


def test_of_many_addresses_one_is_named_and_the_others_are_counted() -> None:
    spent = because(Code.BUDGET_SPENT, budget=60).at(LIST, others=4)
    assert spent.text.en == (
        f"{LIST}: not asked for: the budget of 60 requests is spent (and 4 more)"
    )
    assert spent.line.endswith("已用完 60 次请求的预算 (+4)")


def test_an_address_may_hold_braces() -> None:
    told = because(Code.SHUT_OUT, told="refused: {0}").at("http://a.example/{x}")
    assert told.text.en == "http://a.example/{x}: refused: {0}"


@pytest.mark.parametrize(
    "reason",
    [MISSED, because(Code.NO_REPORTS), because(Code.BUDGET_SPENT, budget=60).at(LIST, others=4)],
    ids=lambda reason: reason.code,
)
def test_what_is_recorded_is_read_back(reason: Any) -> None:
    kept = json.loads(json.dumps(Evidence().as_json([reason]), sort_keys=True))
    assert reasons_in(kept) == (reason,)
    assert kept["reasons"] == [reason.text.en]


def run_with(state: Path, evidence: dict[str, Any]) -> Any:
    writer = CaptureWriter(state, PORTAL)
    writer.finish("incomplete", "no rules", 1.0, evidence)
    writer.close()
    return CaptureStore(state, PORTAL.id).runs()[-1]


def test_a_log_of_a_version_without_codes_is_read_in_its_own_words(tmp_path: Path) -> None:
    sentences = [f"list {LIST}: 2 of 3 pages seen", "1 of 3 attachments not fetched"]
    run = run_with(tmp_path, {"reasons": sentences})
    assert [(reason.code, reason.text.en) for reason in run.reasons] == [
        (Code.SENTENCE, sentence) for sentence in sentences
    ]
    assert why(run) == f"{sentences[0]} (+1)"
    assert [line.value for line in lines(json.dumps(run.evidence))] == [
        Text(zh=sentence, en=sentence) for sentence in sentences
    ]


def test_a_log_without_any_reason_is_read(tmp_path: Path) -> None:
    assert (run_with(tmp_path, {}).reasons, why(run_with(tmp_path, {}))) == ((), "")


def test_a_code_of_a_later_version_is_told_in_the_words_that_were_recorded(tmp_path: Path) -> None:
    later = {"reasons": ["the moon was full"], CODES: [{"code": "full_moon", "phase": 2}]}
    assert run_with(tmp_path, later).reasons == (because(Code.SENTENCE, said="the moon was full"),)


def test_a_fact_that_another_version_did_not_record_is_unknown() -> None:
    kept = recorded([because(Code.PAGES_NOT_SEEN, seen=2)])
    assert reasons_in(kept)[0].text.en == "2 of ? pages seen"
