"""A few hundred made documents, read and scored: no silent error, no crash, and accuracies that may
only rise.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.corpus import Sample, make, quirk_names
from tests.corpus.maker import WEIGHTS
from tests.corpus.score import IDENTITY, TRUSTED, Score, score, tally
from tests.corpus.workers import read_all

pytestmark = [pytest.mark.slow, pytest.mark.minutes(0.5)]


TOP = Path(__file__).parent.parent.parent
FLOORS = "tests/corpus/floors.yml"
LAYOUTS = ("clean", "quirky", "destroyed")
# Formats that cost seconds a document, and how many of them are read here.
AT_MOST = {"scan": 1, "doc": 6, "rtf": 4}


@cache
def floors() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((TOP / FLOORS).read_text(encoding="utf-8"))
    return content


@dataclass
class Corpus:
    """The scored documents, and how many of which format could not be made."""

    scores: list[Score]
    absent: Counter[str] = field(default_factory=Counter)

    @property
    def read_formats(self) -> set[str]:
        return {one.sample.format for one in self.scores if one.read}

    @property
    def reports(self) -> list[Score]:
        """Reports with statutory tables, in formats that some reader knows."""
        known = [
            one for one in self.scores if one.sample.truth["parsed"] and one.sample.form != "2014"
        ]
        return [one for one in known if one.sample.format in self.read_formats]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    absent: Counter[str] = Counter()
    samples = make(
        floors()["seed"], floors()["count"], absent=lambda format: absent.update([format])
    )
    chosen = list(_some(samples))
    # Of a rare format the draw may hold no clean report: then one is made.
    drawn = {
        sample.format for sample in chosen if sample.layout == "clean" and sample.truth["parsed"]
    }
    lacking = [
        format for format in WEIGHTS if format not in drawn | set(absent) and format != "scan"
    ]
    chosen += [
        sample
        for format in lacking
        for sample in make(
            floors()["seed"] + 1, 1, format, "clean", absent=lambda name: absent.update([name])
        )
    ]
    # Few draws contradict themselves.
    chosen += make(floors()["seed"] + 2, 8, "text", "quirky", ("C2 sum wrong",))
    return Corpus([score(answer) for answer in read_all(chosen, wall=150)], absent)


def _some(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The documents, of the slow formats the first ones only."""
    made: Counter[str] = Counter()
    for sample in samples:
        made[sample.format] += 1
        if made[sample.format] <= AT_MOST.get(sample.format, made[sample.format]):
            yield sample


@pytest.mark.parametrize("format", list(WEIGHTS))
def test_every_format_is_read(corpus: Corpus, format: str) -> None:
    if corpus.absent[format]:
        pytest.skip(
            f"{corpus.absent[format]} documents of format {format} not made: soffice is absent, or"
            " without the part for them"
        )
    clean = [
        one
        for one in corpus.reports
        if one.sample.format == format and one.sample.layout == "clean"
    ]
    assert clean or format == "scan"
    assert [one.sample.name for one in clean if not one.read] == []


def test_no_number_is_silently_wrong(corpus: Corpus) -> None:
    assert [(one.sample.name, one.silent[:3]) for one in corpus.scores if one.silent] == []


def test_no_reading_crashes_or_hangs(corpus: Corpus) -> None:
    assert [(one.sample.name, one.error) for one in corpus.scores if one.error] == []


def test_a_source_that_contradicts_itself_is_never_trusted(corpus: Corpus) -> None:
    contradictory = [one for one in corpus.reports if one.sample.truth["contradictory"]]
    # How many there are depends on the programs of the machine, which make more formats.
    assert len(contradictory) >= 5
    assert [(one.sample.name, one.quality) for one in contradictory if one.quality in TRUSTED] == []


def test_a_clean_sound_report_is_trusted(corpus: Corpus) -> None:
    sound = [
        one
        for one in corpus.reports
        if one.sample.layout == "clean" and not one.sample.truth["contradictory"]
    ]
    assert len(sound) >= 40
    assert [(one.sample.name, one.quality) for one in sound if not one.quality_fits] == []


def test_look_alikes_are_refused(corpus: Corpus) -> None:
    look_alikes = [one for one in corpus.scores if one.sample.form in (None, "prose")]
    assert len(look_alikes) >= 10
    assert [
        (one.sample.name, one.quality) for one in look_alikes if one.quality != "unparsed"
    ] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cells_are_read_right_as_often_as_before(corpus: Corpus, layout: str) -> None:
    found = tally(one for one in corpus.reports if one.sample.layout == layout)
    assert found.documents >= 30
    assert found.accuracy >= floors()["cells"][layout]


def test_the_statistics_table_is_read_right_as_often_as_before(corpus: Corpus) -> None:
    found = tally(one for one in corpus.scores if one.sample.form == "2014")
    assert found.documents >= 5
    assert found.accuracy >= floors()["cells"]["statistics"]


@pytest.mark.parametrize("key", IDENTITY)
def test_identity_is_read_right_as_often_as_before(corpus: Corpus, key: str) -> None:
    wrong = sum(key in one.identity for one in corpus.reports)
    assert 1 - wrong / len(corpus.reports) >= floors()["identity"][key]


def test_floors_only_rise() -> None:
    listed = _git("log", "--format=%H", "--", FLOORS)
    if listed.returncode != 0:
        pytest.skip("no version history here")
    for commit in listed.stdout.split():
        earlier = yaml.safe_load(_git("show", f"{commit}:{FLOORS}").stdout)
        for kind in ("cells", "identity"):
            lowered = [
                key for key, floor in earlier[kind].items() if floors()[kind].get(key, 0) < floor
            ]
            assert lowered == [], f"{kind} floors lower than in {commit[:8]}"


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=TOP, capture_output=True, text=True, check=False)


DIGEST = """
import hashlib, json, sys
import extract
for path in sys.argv[1:]:
    reading = extract.read(open(path, "rb").read(), "same").as_json(all_cells=True)
    print(hashlib.sha256(json.dumps(reading, ensure_ascii=False).encode()).hexdigest())
"""


def test_a_reading_is_the_same_in_every_process(tmp_path: Path) -> None:
    paths = []
    for sample in make(floors()["seed"], 30):
        paths.append(tmp_path / sample.name)
        paths[-1].write_bytes(sample.data)
    first, second = (_digests(paths, seed) for seed in ("1", "4242"))
    assert len(first) == len(paths)
    assert first == second


def _digests(paths: list[Path], hash_seed: str) -> list[str]:
    command = [sys.executable, "-c", DIGEST, *map(str, paths)]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(TOP)}
    done = subprocess.run(
        command, cwd=TOP, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_the_same_seed_makes_the_same_documents() -> None:
    def digests() -> list[str]:
        return [
            _digest(sample.data, sample.truth)
            for sample in make(7, 60)
            if sample.format in ("html", "text", "docx")
        ]

    assert digests() == digests()


def _digest(data: bytes, truth: dict[str, Any]) -> str:
    return hashlib.sha256(data + json.dumps(truth, ensure_ascii=False).encode()).hexdigest()


def test_every_quirk_of_the_list_is_made() -> None:
    numbers = {name.split(" ")[0] for name in quirk_names()} | {
        "A18",
        "A19",
        "A4",
    }  # A4 is form 2019, A18 and A19 are manners of text
    wanted = {f"A{at}" for at in range(1, 23) if at not in (11, 16, 20)} | {
        f"B{at}" for at in range(1, 17) if at != 14
    }
    wanted |= {f"C{at}" for at in range(1, 10)} | {f"D{at}" for at in range(1, 8) if at != 5}
    wanted |= {f"E{at}" for at in range(1, 8) if at != 4} | {
        f"F{at}" for at in range(1, 14) if at != 7
    }
    assert wanted - numbers == set()
