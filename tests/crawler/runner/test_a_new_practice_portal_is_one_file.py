"""A portal of a known family needs one YAML file to be served, and nothing else to be crawled whole
from its home.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crawler.registry.portals import load_portals
from crawler.runner.run import crawl
from crawler.store.captures import CaptureStore
from samples import DEFAULT_PORT, PracticePortals, WorldInvalid, expected_reports
from tests.worlds import write_world


@pytest.mark.loopback
@pytest.mark.parametrize("family", ["trs", "vsb", "jpaas"])
def test_one_file_is_served_and_crawled_whole(family: str, tmp_path: Path, state: Path) -> None:
    worlds, registry = tmp_path / "worlds", tmp_path / "portals"
    worlds.mkdir()
    portal_id = write_world(worlds, family)
    with PracticePortals(port=0, worlds=worlds) as practice:
        practice.write_registry(registry)
        [portal] = load_portals(registry)
        assert (portal.id, portal.family, portal.channels, portal.home) == (
            portal_id,
            None,
            [],
            practice.home(family),
        )
        [run] = crawl([portal], state, None, lambda *_: None)
    expected = expected_reports(worlds=worlds)
    reports = {capture.url for capture in CaptureStore(state, portal_id).captures("report")}
    files = {
        capture.url
        for capture in CaptureStore(state, portal_id).captures("attachment")
        if capture.status == 200
    }
    assert reports == {report.url(practice.port) for report in expected}
    assert files == {
        practice.home(family).rstrip("/") + report.attachment
        for report in expected
        if report.attachment
    }
    assert (run.verdict, run.evidence["family"], len(reports), len(files)) == ("ok", family, 10, 5)


def test_its_registry_file_names_home_and_nothing_that_a_crawl_should_find(tmp_path: Path) -> None:
    write_world(tmp_path, "trs")
    portals = PracticePortals(worlds=tmp_path)
    portals.write_registry(tmp_path / "portals")
    assert yaml.safe_load((tmp_path / "portals" / "trs.yml").read_text(encoding="utf-8")) == {
        "name": "试山县人民政府",
        "home": f"http://127.0.29.1:{DEFAULT_PORT}/",
        "delay": 0.05,
        "allow_loopback": True,
    }


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("family: trs", "family: tsr", "trs: unknown family tsr; write one of: trs, hanweb, "),
        ("family: trs\n", "", "TypeError: .*missing .*'family'"),
        ("nested: true", "nested: true\nnestd: true", "TypeError: .*nestd"),
        ("name: 试山县人民政府\n", "", "KeyError: 'name'"),
        ("address: 127.0.29.1\n", "", "FileNotFoundError"),
        ("robots: missing", "robots: [missing", "ParserError"),
    ],
)
def test_a_file_that_describes_none_is_refused_in_one_line(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    write_world(tmp_path, "trs")
    file = tmp_path / "trs.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(WorldInvalid, match=words) as refusal:
        PracticePortals(worlds=tmp_path)
    assert "\n" not in str(refusal.value)
    assert refusal.value.exit_status == 64
