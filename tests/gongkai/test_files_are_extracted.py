from __future__ import annotations

import json
from pathlib import Path

import pytest

from gongkai import cli
from gongkai.errors import FileMissing
from samples import expected_reports
from samples.families import build_site
from samples.world import portals
from tests.extract.test_statistics import OPENING, html_table, national

# A report of form 2021 in its page whose balance does not add up in one column.
BROKEN = next(report for report in expected_reports() if ("balance", "business") in report.fails)


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The page of that report, as its portal would serve it."""
    site = build_site(next(portal for portal in portals() if portal.id == BROKEN.portal))
    page = site.page(BROKEN.path)
    assert page is not None
    path = tmp_path / "report.html"
    path.write_bytes(page.body)
    return path


@pytest.fixture
def no_report(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text("关于召开会议的通知\n请各单位准时参加。\n", encoding="utf-8")
    return path


def test_people_see_who_how_sure_and_every_figure(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    words = [line.split() for line in lines]
    assert ["Agency", "/", "机关", BROKEN.agency] in words
    assert ["Year", "/", "年度", str(BROKEN.year)] in words
    assert ["Quality", "/", "质量", "source_error", "原文自相矛盾"] in words
    assert ["行政处罚", "本年处理决定数量", str(BROKEN.table2["penalty_decisions"])] in words
    received = [str(value) for value in BROKEN.table3["new_received"]]
    assert ["一", "本年新收政府信息公开申请数量", *received] in words
    assert ["行政复议", *(str(value) for value in BROKEN.table4["review"])] in words
    assert [line[:2] for line in words if line[:1] == ["balance"]] == [
        ["balance", "natural_person"],
        ["balance", "business"],
    ]


def test_people_see_the_indicators_of_the_form_of_2014(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = html_table(national({"staff": "", "funds": "约三万"}))
    path = tmp_path / "2016.html"
    path.write_text(f"<html><body>{''.join(f'<p>{line}</p>' for line in OPENING)}{tables}</body></html>", "utf-8")
    assert cli.run(["extract", str(path)]) == 0
    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Form", "/", "格式", "2014"] in words
    assert ["收到申请数", "12", "件"] in words
    assert ["从事政府信息公开工作人员数", "·", "人"] in words
    funds = [line for line in words if len(line) == 3 and line[0].startswith("政府信息公开专项经费")]
    assert [line[1:] for line in funds] == [["?", "万元"]]


def test_programs_get_one_object_a_line(report: Path, no_report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", "--json", str(report), str(no_report)]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["table3"] == BROKEN.table3
    assert (first["file"], first["quality"]) == ("report.html", "source_error")
    assert (second["file"], second["quality"], second["table3"]) == ("notice.txt", "unparsed", None)


def test_all_cells_come_when_they_are_asked_for(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.run(["extract", "--json", str(report)])
    cli.run(["extract", "--json", "--cells", "all", str(report)])
    noted, everything = (json.loads(line)["cells"] for line in capsys.readouterr().out.splitlines())
    printed = sum(value is not None for row in BROKEN.table3.values() for value in row)
    assert len(everything) >= printed + len(BROKEN.table2)
    assert [cell for cell in noted if cell["status"] == "printed" and cell["raw"] == str(cell["value"])] == []


def test_a_file_that_is_no_report_ends_with_status_1(no_report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", str(no_report)]) == 1
    printed = capsys.readouterr()
    assert "unparsed 未能解析" in printed.out
    assert printed.err == ""


def test_a_missing_file_and_a_folder_cost_themselves_alone(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, folder = tmp_path / "missing.html", tmp_path
    assert cli.run(["extract", "--json", str(missing), str(folder), str(report)]) == FileMissing.exit_status
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        f"gongkai: {missing}: No such file or directory",
        f"gongkai: {folder}: Is a directory",
    ]
    assert json.loads(printed.out)["file"] == "report.html"


def test_a_hostile_file_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evil\x1b[2Jname[bold].txt"
    path.write_text("某某镇人民政府2024年政府信息公开工作年度报告\x1b]0;title\x07\n", encoding="utf-8")
    assert cli.run(["extract", str(path)]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "evil [2Jname[bold].txt" in out


def test_an_unexpected_failure_of_one_file_is_logged_and_the_next_is_read(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from gongkai.commands import extract

    read = extract.read
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(extract, "read", lambda data, name: 1 / 0 if name == "bad.html" else read(data, name))
    (tmp_path / "bad.html").write_bytes(b"<html>")
    assert cli.run(["extract", "--json", "bad.html", str(report)]) == 70
    printed = capsys.readouterr()
    assert json.loads(printed.out)["file"] == "report.html"
    [log] = (tmp_path / "var" / "logs").iterdir()
    assert printed.err == (
        f"gongkai: bad.html: this should not happen (ZeroDivisionError); please report it, "
        f"with the file {log.relative_to(tmp_path)}\n"
    )
