from __future__ import annotations

import re
from pathlib import Path

import extract
from extract.codes import issue_meanings

# A code is the first argument of Issue, doubt and note, or the first of a (code, message) pair of a
# reader. Its message follows, so that names of rules and keys in the same places do not count.
_CALLS = r"Issue\(|\.doubt\(|\.note\(|yield |= \[?\(|append\(\(|^\s*"
_CODE = re.compile(rf"""(?:{_CALLS})\(?\s*"([a-z]+(?:_[a-z]+)+)",\s+f?["'][^"']* """, re.MULTILINE)


def codes_in_source() -> set[str]:
    folder = Path(extract.__file__).parent
    return {
        code
        for path in folder.rglob("*.py")
        for code in _CODE.findall(path.read_text(encoding="utf-8"))
    }


def test_every_code_that_is_raised_has_a_meaning_in_both_languages() -> None:
    assert len(codes_in_source()) >= 20
    assert sorted(codes_in_source() - issue_meanings().keys()) == []
    assert all(meaning.zh and meaning.en for meaning in issue_meanings().values())
