from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from publish.errors import MetadataStale
from publish.schema import metadata
from tests.conftest import TOP


def test_the_files_at_the_top_are_in_step() -> None:
    for name, content in (
        ("metadata.yml", metadata.render()),
        ("settings.json", metadata.render_settings()),
    ):
        assert (TOP / name).read_text(encoding="utf-8") == content


@pytest.mark.parametrize("name", ["metadata.yml", "settings.json"])
def test_a_file_that_differs_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    metadata.main([])
    written = Path(name).read_text(encoding="utf-8")
    Path(name).write_text(written + "\n", encoding="utf-8")
    with pytest.raises(MetadataStale, match=f"{name} is not .* run `python"):
        metadata.check()
    Path(name).write_text(written, encoding="utf-8")
    metadata.check()


def test_the_command_writes_and_then_agrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert metadata.main(["--check"]) == MetadataStale.exit_status
    assert metadata.main([]) == 0
    assert metadata.main(["--check"]) == 0
    assert metadata.main(["--chekc"]) == 2


def test_it_says_what_datasette_needs() -> None:
    archive = yaml.safe_load(metadata.render())["databases"]["archive"]
    reports = archive["tables"]["reports"]
    assert reports["label_column"] == "title"
    assert reports["sort_desc"] == "published_on"
    assert reports["facets"] == ["year", "form", "portal", "media_type", "quality"]
    assert (reports["fts_table"], reports["fts_pk"]) == ("reports_fts", "rowid")
    assert (
        reports["columns"]["year"]
        == "年度（报告所述的年份，不是公布的年份） · Year (The year it reports on, not that of"
        " publication)"
    )
    assert len(archive["tables"]["report_wide"]["columns"]) == 241


def test_no_description_is_taken_for_html() -> None:
    assert "description_html" not in metadata.render()
