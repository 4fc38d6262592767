from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

import pytest

from gongkai import cli

LOST = {
    "LibreOffice": "DOC, WPS and RTF reports with their tables",
    "antiword": "the text of DOC reports where LibreOffice is missing",
    "bsdtar": "reports packed in RAR archives",
    "OCR": "scans and pictures of reports",
}


def lines(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    assert cli.run(["doctor"]) == 0
    return {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.split()}


def test_every_missing_tool_is_told_with_what_it_is_needed_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("extract.tools._PLACES", ())
    monkeypatch.setattr("gongkai.commands.doctor.find_spec", lambda _name: None)
    found = lines(capsys)
    for name, use in LOST.items():
        assert "missing / 缺少" in found[name]
        assert use in found[name]


def test_a_tool_that_is_there_is_told_with_its_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("soffice", "bsdtar"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    found = lines(capsys)
    assert f"{tmp_path / 'soffice'} " in found["LibreOffice"]
    assert f"{tmp_path / 'bsdtar'} " in found["bsdtar"]


@pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="character recognition is not installed"
)
def test_character_recognition_is_told_with_its_version(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert f"rapidocr {importlib.metadata.version('rapidocr')} " in lines(capsys)["OCR"]
