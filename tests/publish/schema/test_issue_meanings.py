from __future__ import annotations

import re
from pathlib import Path

import publish
from publish.collect.issues import OWN_MEANINGS, issue_meanings

_CODE = re.compile(r'(?:Issue|Unread)\(\s*"([a-z_]+)"')


def test_every_code_has_a_meaning_and_every_meaning_a_code() -> None:
    folder = Path(publish.__file__).parent
    raised = {
        code
        for path in folder.rglob("*.py")
        for code in _CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert raised == set(OWN_MEANINGS)


def test_the_extractor_s_codes_are_explained_too() -> None:
    meanings = issue_meanings()
    assert meanings["twin_differs"].zh == "同一报告的另一文档印有不同数字"
    assert {"title_missing", "table_missing"} <= meanings.keys()
