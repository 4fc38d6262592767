from __future__ import annotations

import json
import os
import time
from functools import cache
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption

from extract import Reading, read, tools
from extract.errors import EmptyFile, ExtractFailed, Locked, NeedsTool, Undecodable, Unreadable
from extract.worker import Limits, Worker
from gongkai import cli
from gongkai.commands import extract as command_module
from gongkai.errors import FileForbidden, FileMissing, FolderGiven
from samples import ExpectedReport, expected_reports
from samples.families import build_site
from samples.word import word_document
from samples.world import portals
from tests.extract.readers.drawn import Drawing, report_of
from tests.extract.readers.test_archive import packed
from tests.extract.readers.test_office import compound
from tests.extract.tables.test_statistics import OPENING, html_table, national

pytestmark = [pytest.mark.slow, pytest.mark.minutes(1)]


FORMS = ("2021", "2019")


@cache
def broken() -> ExpectedReport:
    """A report of form 2021 in its page whose balance does not add up in one column."""
    failing = (report for report in expected_reports() if ("balance", "business") in report.fails)
    return next(failing)


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The page of that report, as its portal would serve it."""
    site = build_site(next(portal for portal in portals() if portal.id == broken().portal))
    page = site.page(broken().path)
    assert page is not None
    path = tmp_path / "report.html"
    path.write_bytes(page.body)
    return path


@pytest.fixture
def no_report(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text("关于召开会议的通知\n请各单位准时参加。\n", encoding="utf-8")
    return path


def test_people_see_who_how_sure_and_every_figure(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    words = [line.split() for line in lines]
    assert ["Agency", "/", "机关", broken().agency] in words
    assert ["Year", "/", "年度", str(broken().year)] in words
    assert ["Quality", "/", "质量", "source_error", "原文自相矛盾"] in words
    assert ["行政处罚", "本年处理决定数量", str(broken().table2["penalty_decisions"])] in words
    received = [str(value) for value in broken().table3["new_received"]]
    assert ["一", "本年新收政府信息公开申请数量", *received] in words
    assert ["行政复议", *(str(value) for value in broken().table4["review"])] in words
    assert [line[:2] for line in words if line[:1] == ["balance"]] == [
        ["balance", "natural_person"],
        ["balance", "business"],
    ]


def test_people_see_the_indicators_of_the_form_of_2014(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = html_table(national({"staff": "", "funds": "约三万"}))
    path = tmp_path / "2016.html"
    path.write_text(
        f"<html><body>{''.join(f'<p>{line}</p>' for line in OPENING)}{tables}</body></html>",
        "utf-8",
    )
    assert cli.run(["extract", str(path)]) == 0
    words = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["Form", "/", "格式", "2014"] in words
    assert ["收到申请数", "12", "件"] in words
    assert ["从事政府信息公开工作人员数", "·", "人"] in words
    funds = [
        line for line in words if len(line) == 3 and line[0].startswith("政府信息公开专项经费")
    ]
    assert [line[1:] for line in funds] == [["?", "万元"]]


def test_programs_get_one_object_a_line(
    report: Path, no_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", "--json", str(report), str(no_report)]) == 1
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["table3"] == broken().table3
    assert (first["file"], first["quality"]) == ("report.html", "source_error")
    assert (second["file"], second["quality"], second["table3"]) == ("notice.txt", "unparsed", None)


def test_all_cells_come_when_they_are_asked_for(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["extract", "--json", str(report)])
    cli.run(["extract", "--json", "--cells", "all", str(report)])
    noted, everything = (json.loads(line)["cells"] for line in capsys.readouterr().out.splitlines())
    printed = sum(value is not None for row in broken().table3.values() for value in row)
    assert len(everything) >= printed + len(broken().table2)
    assert [
        cell for cell in noted if cell["status"] == "printed" and cell["raw"] == str(cell["value"])
    ] == []


def test_a_file_that_is_no_report_ends_with_status_1(
    no_report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["extract", str(no_report)]) == 1
    printed = capsys.readouterr()
    assert "unparsed 未能解析" in printed.out
    assert printed.err == ""


def test_a_missing_file_and_a_folder_cost_themselves_alone(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing, folder = tmp_path / "missing.html", tmp_path
    assert (
        cli.run(["extract", "--json", str(missing), str(folder), str(report)])
        == FolderGiven.exit_status
    )
    printed = capsys.readouterr()
    assert printed.err.splitlines() == [
        f"gongkai: {missing}: No such file or directory",
        f"gongkai: {folder}: is a folder: name the files in it",
    ]
    assert json.loads(printed.out)["file"] == "report.html"
    assert cli.run(["extract", str(missing)]) == FileMissing.exit_status


def test_a_file_of_another_user_is_forbidden(report: Path) -> None:
    report.chmod(0)
    user = os.geteuid()
    try:
        if user == 0:  # nobody, for the superuser may read everything
            os.seteuid(65534)
        with pytest.raises((FileForbidden, FileMissing)) as raised:
            command_module._data(report, 10)
    finally:
        os.seteuid(user)
    assert raised.value.exit_status == FileForbidden.exit_status
    assert str(raised.value).endswith("may not be read: ask its owner for permission")


def locked_pdf() -> bytes:
    drawing = Drawing(encrypt=StandardEncryption("secret", canPrint=1))
    drawing.paragraph("一、总体情况")
    return drawing.finish()


CANNOT_BE_READ = {
    "empty.html": (b"", EmptyFile, "the file is empty (0 bytes): fetch it again"),
    "locked.pdf": (
        locked_pdf(),
        Locked,
        "the PDF asks for a password: save a copy without one and read that",
    ),
    "locked.docx": (
        compound("EncryptedPackage"),
        Locked,
        "the file is encrypted: save a copy without a password and read that",
    ),
    "cut.pdf": (b"%PDF-1.7\n", Unreadable, "the PDF is damaged: no viewer's library can open it"),
    "noise.txt": (
        bytes(range(128, 256)) * 40,
        Undecodable,
        "no encoding turns these bytes into Chinese text: fetch the document again, or look at it",
    ),
}


@pytest.mark.parametrize("name", CANNOT_BE_READ)
def test_what_cannot_be_read_ends_in_one_line_and_a_status_of_its_own(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, error, message = CANNOT_BE_READ[name]
    path = tmp_path / name
    path.write_bytes(data)
    assert cli.run(["extract", str(path)]) == error.exit_status
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", f"gongkai: {path}: {message}\n")
    assert cli.run(["extract", "--json", str(path)]) == error.exit_status
    reading = json.loads(capsys.readouterr().out)
    assert (reading["quality"], reading["issues"]) == (
        "unparsed",
        [{"code": error.code(), "message": message}],
    )


def test_a_document_whose_tool_is_absent_says_which_one_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(compound("WordDocument"))
    monkeypatch.setattr(command_module, "Worker", lambda: Worker(reader=read_without_tools))
    assert cli.run(["extract", str(path)]) == NeedsTool.exit_status
    assert capsys.readouterr().err == (
        f"gongkai: {path}: needs:LibreOffice: DOC, WPS and RTF files stay unread; "
        "install it (Debian: libreoffice-writer-nogui)\n"
    )


def read_without_tools(data: bytes, name: str) -> Reading:
    """In the worker: a machine on which no place has a program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tools, "_PLACES", ())
        patch.setenv("PATH", "")
        return read(data, name)


def test_a_file_that_passes_a_limit_costs_itself_only(
    report: Path,
    no_report: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(
        command_module, "Worker", lambda: Worker(Limits(wall_seconds=60), reader=sleep_over_notices)
    )
    assert cli.run(["extract", "--json", str(no_report), str(report)]) == ExtractFailed.exit_status
    printed = capsys.readouterr()
    assert printed.err == f"gongkai: {no_report}: reading took longer than 60 seconds\n"
    first, second = map(json.loads, printed.out.splitlines())
    assert [issue["code"] for issue in first["issues"]] == ["extract_failed"]
    assert second["table3"] == broken().table3


def sleep_over_notices(data: bytes, name: str) -> Reading:
    if name == "notice.txt":
        time.sleep(600)
    return read(data, name)


def test_a_hostile_file_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "evil\x1b[2Jname[bold].txt"
    path.write_text(
        "某某镇人民政府2024年政府信息公开工作年度报告\x1b]0;title\x07\n", encoding="utf-8"
    )
    assert cli.run(["extract", str(path)]) == 1
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "evil [2Jname[bold].txt" in out


def test_an_unexpected_failure_of_one_file_is_logged_and_the_next_is_read(
    report: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report_as = command_module._report
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        command_module,
        "_report",
        lambda path, *others: 1 / 0 if path.name == "bad.html" else report_as(path, *others),
    )
    (tmp_path / "bad.html").write_bytes(b"<html>")
    assert cli.run(["extract", "--json", "bad.html", str(report)]) == 70
    printed = capsys.readouterr()
    assert json.loads(printed.out)["file"] == "report.html"
    [log] = (tmp_path / "var" / "logs").iterdir()
    assert printed.err == (
        f"gongkai: bad.html: this should not happen (ZeroDivisionError); please report it, "
        f"with the file {log.relative_to(tmp_path)}\n"
    )


def test_an_archive_of_several_reports_gives_a_line_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "reports.zip"
    path.write_bytes(packed([(f"{form}.docx", word_document(report_of(form))) for form in FORMS]))
    assert cli.run(["extract", str(path), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(line["form"] for line in lines) == ["2019", "2021"]
    assert lines[0]["file"] == "reports.zip"
    assert lines[1]["file"] in ("reports.zip!2019.docx", "reports.zip!2021.docx")
