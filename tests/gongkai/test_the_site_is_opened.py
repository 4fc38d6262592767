from __future__ import annotations

import socket
from pathlib import Path

import pytest

from gongkai import cli
from gongkai.errors import ArchiveMissing, NothingCrawled, SitePortTaken


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_there_is_nothing_to_serve_or_export_before_a_build(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert [cli.run(["serve"]), cli.run(["export"])] == [ArchiveMissing.exit_status] * 2
    line = "gongkai: archive.db is missing: build it with `gongkai build`, or try `gongkai demo`"
    assert capsys.readouterr().err.splitlines() == [line, line]


def test_there_is_nothing_to_build_before_a_crawl(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["build"]) == NothingCrawled.exit_status
    assert capsys.readouterr().err == (
        "gongkai: var holds no captures: crawl first, for example with `gongkai crawl --all`\n"
    )


@pytest.mark.loopback
@pytest.mark.parametrize("arguments", [["serve"], ["demo", "--serve"]], ids=" ".join)
def test_a_port_that_is_taken_is_told_before_anything_else_is_done(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "archive.db").touch()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert cli.run([*arguments, "--port", str(port)]) == SitePortTaken.exit_status
    assert capsys.readouterr().err == (
        f"gongkai: port {port} is taken (Address already in use): choose another with --port\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["archive.db"]
