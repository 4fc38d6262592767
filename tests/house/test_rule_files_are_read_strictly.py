"""Rule files: a misspelt or a doubled key is refused with file and line, in every one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foundation.errors import RulesInvalid
from foundation.rules import RuleFile, Rules, load, read, validated
from gongkai.rule_files import rule_files, unread

FILES = rule_files()
KEY = re.compile(rb"(?:^[ ]*(?:- )?|[{,] )(?P<key>[a-z_]\w*):(?= |$)", re.MULTILINE)
# What is misspelt of one file, so that large ones do not take minutes.
TRIED = 12
by_name = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.package}/{file.name}")
# These hold names of their own alone, and no word that the program looks for.
FREE = {"provinces.yml"}


class Small(Rules):
    """A rule file of two keys."""

    longest: int
    words: tuple[re.Pattern[str], ...] = ()


def test_every_rule_file_of_the_packages_is_read_by_a_module() -> None:
    assert unread(FILES) == []


@by_name
def test_a_doubled_key_is_refused_with_file_and_line(file: RuleFile) -> None:
    content = file.path.read_bytes()
    top = re.search(rb"^(?P<key>[\w\"]+):", content, re.MULTILINE)
    if top is None:
        pytest.skip("a list, without keys of its own")
    doubled = content.rstrip() + b"\n" + top["key"] + b": 1\n"
    line = doubled.count(b"\n")
    name = top["key"].decode().strip('"')
    with pytest.raises(RulesInvalid) as refusal:
        file.parsed(doubled)
    assert str(refusal.value) == f"{file.path}:{line}: {name} stands twice; keep one of the two."


def refused(file: RuleFile, content: bytes) -> str | None:
    try:
        file.parsed(content)
    except RulesInvalid as refusal:
        return str(refusal)
    return None


@by_name
def test_a_misspelt_key_is_refused_with_file_and_line(file: RuleFile) -> None:
    if file.name in FREE:
        pytest.skip("holds no word that the program looks for")
    content = file.path.read_bytes()
    told = []
    for key in list(KEY.finditer(content))[:TRIED]:
        misspelt = content[: key.end("key")] + b"x" + content[key.end("key") :]
        line = content.count(b"\n", 0, key.start("key")) + 1
        told.append((refused(file, misspelt), f"{file.path}:{line}: "))
    refusals = [(message, where) for message, where in told if message is not None]
    # The rest are names that the file gives to its own entries, which may be called anything.
    assert refusals
    assert [message for message, where in refusals if not message.startswith(where)] == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("longest: 1\nlongest: 2\n", "a.yml:2: longest stands twice; keep one of the two."),
        (
            "longest: 1\nlongst: 2\n",
            "a.yml:2: longst: unknown key; correct its spelling or take it out.",
        ),
        ("words: []\n", "a.yml:1: longest: is missing; write it."),
        ("longest: many\n", "a.yml:1: longest: Input should be a valid integer"),
        ("longest: 1\nwords:\n  - a\n  - (b\n", "a.yml:4: words.1: Input should be a valid regul"),
        ("longest: [1\n", "a.yml:2: not YAML: "),
        ("? [1]\n: 2\n", "a.yml:1: a key must be a word or a number."),
        ("", "a.yml:1: the file: Input should be a valid dictionary"),
    ],
)
def test_a_mistake_is_one_line_with_file_and_line_number(content: str, complaint: str) -> None:
    with pytest.raises(RulesInvalid) as refusal:
        validated(read("a.yml", content.encode()), Small)
    assert str(refusal.value).startswith(complaint)
    assert "\n" not in str(refusal.value)


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(RulesInvalid, match=r"^a\.yml:1: not YAML in UTF-8"):
        read("a.yml", "words: [年报]".encode("gb18030"))


def test_rules_cannot_be_changed() -> None:
    small = validated(read("a.yml", b"longest: 1"), Small)
    with pytest.raises(ValueError, match="frozen"):
        small.longest = 2  # type: ignore[misc]


def test_the_file_of_a_package_is_found_by_its_name() -> None:
    bodies = load("foundation", "bodies.yml", dict[str, object])
    assert "containers" in bodies
    assert Path(str(rule_files()[0].path)).is_file()
