from __future__ import annotations

import pytest

from crawler import Run
from gongkai.progress import build_progress, crawl_progress

RUN = Run(
    "1", "north", "2026-11-01T01:00:00Z", "2026-11-01T01:05:00Z", "ok", 35, 1000, 20, None, 1.0, {}
)


def test_a_log_gets_one_line_a_portal(capsys: pytest.CaptureFixture[str]) -> None:
    with crawl_progress() as progress:
        progress("north", 1, 0, None)
        progress("north", 34, 19, None)
        progress("north", 35, 20, RUN)
    assert capsys.readouterr().err == "north: ok, 35 requests, 20 reports\n"


def test_a_terminal_gets_a_line_that_counts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with crawl_progress() as progress:
        progress("north", 34, 19, None)
        progress("north", 35, 20, RUN)
    assert capsys.readouterr().err.count("north: ok, 35 requests, 20 reports") == 1


def test_a_log_is_not_filled_with_the_steps_of_a_build(capsys: pytest.CaptureFixture[str]) -> None:
    with build_progress() as progress:
        progress(1, 2)
        progress(2, 2)
    assert capsys.readouterr().err == ""


def test_a_terminal_sees_how_many_documents_are_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with build_progress() as progress:
        progress(1, 2)
        progress(2, 2)
    assert "2/2" in capsys.readouterr().err


def test_of_many_portals_at_work_a_screenful_is_shown_and_the_next_one_follows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with crawl_progress() as progress:
        for number in range(13):
            progress(f"p{number:02}", number, 0, None)
        hidden = capsys.readouterr().err
        progress("p00", 35, 20, RUN)
    shown = capsys.readouterr().err
    assert "p11: 11 requests" in hidden
    assert "p12" not in hidden
    assert "p12: 12 requests" in shown
