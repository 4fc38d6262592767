from __future__ import annotations

import re
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gongkai.cli import gongkai
from gongkai.deploying import FILES, PROXIES
from publish.site.settings import read_settings
from tests.house.house import TOP

PAGE = (TOP / "docs" / "operators.md").read_text(encoding="utf-8")
PRINTED = {
    "gongkai.env": "/etc/gongkai.env",
    "gongkai.service": "/etc/systemd/system/gongkai.service",
    "gongkai.timer": "/etc/systemd/system/gongkai.timer",
    "gongkai-site.service": "/etc/systemd/system/gongkai-site.service",
    "Caddyfile": "/etc/caddy/Caddyfile",
    "nginx.conf": "/etc/nginx/conf.d/gongkai.conf",
}
ADDRESS = ["--address", "https://nianbao.example.cn/archive"]


def init(folder: Path, *options: str) -> Result:
    who = ["--contact", "who@example.cn", "--user", "keeper"]
    return CliRunner().invoke(gongkai, ["init", str(folder), *who, *options])


def test_every_file_says_what_the_operator_said(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    assert init(folder, *ADDRESS).exit_code == 0
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert sorted(written) == sorted(FILES + PROXIES)
    everything = "".join(written.values())
    assert not re.search(r"/srv/|archive@|(?<!\.)example\.org", everything)
    assert "GONGKAI_CONTACT=who@example.cn\n" in written["gongkai.env"]
    night = written["gongkai.service"]
    assert f"WorkingDirectory={folder}\n" in night
    assert "User=keeper\n" in night
    assert f"ExecStart={Path(sys.executable).parent / 'gongkai'} update\n" in night
    assert written["Caddyfile"].startswith("nianbao.example.cn {\n")
    assert "server_name nianbao.example.cn;" in written["nginx.conf"]


def test_the_site_reads_the_settings(tmp_path: Path) -> None:
    init(tmp_path, *ADDRESS)
    settings = read_settings(tmp_path)
    assert settings.address == "https://nianbao.example.cn/archive/"
    assert settings.contact is not None
    assert settings.contact.name == "who@example.cn"


def test_without_an_address_there_is_none_and_no_web_server(tmp_path: Path) -> None:
    init(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    assert read_settings(tmp_path).address is None


def test_what_the_operator_changed_stays(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "gongkai.yml").write_text("title: 某县\n", encoding="utf-8")
    (tmp_path / "gongkai.timer").unlink()
    told = init(tmp_path).output
    assert read_settings(tmp_path).title == "某县"
    assert f"kept / 保留  {tmp_path / 'gongkai.yml'}" in told
    assert f"written / 已写入  {tmp_path / 'gongkai.timer'}" in told


def test_a_folder_that_no_unit_can_name_is_refused(tmp_path: Path) -> None:
    answer = init(tmp_path / "two words")
    assert answer.exit_code == 2
    assert "without spaces and quotes" in answer.output
    assert not (tmp_path / "two words").exists()


@pytest.mark.parametrize("name", PRINTED)
def test_the_page_for_operators_prints_the_same_files(name: str) -> None:
    file = files("gongkai") / "deployment" / name
    assert f"# {PRINTED[name]}\n{file.read_text(encoding='utf-8')}```" in PAGE
