from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from crawler.registry.divisions import Division
from publish import build
from publish.archive import builder
from publish.archive.inspection import kept_inspection
from publish.collect import readings
from publish.errors import (
    ArchiveDamaged,
    BuildLocked,
    CapturesUnreadable,
    OutputUnwritable,
    RegistryUnreadable,
    RowsLost,
)
from publish.schema.tables import tables
from tests.conftest import TOP
from tests.publish.conftest import Archive
from tests.publish.practice import PracticeCrawl, balanced, report_page

pytestmark = [pytest.mark.slow, pytest.mark.minutes(1.2)]


Built = Callable[..., Archive]
AGENCY = "尚志市亚布力镇人民政府"


def crawl_years(state: Path, years: range = range(2022, 2025), name: str = AGENCY) -> None:
    crawl = PracticeCrawl(state)
    for year in years:
        crawl.capture(
            f"{name}{year}.html",
            report_page(name, year, published_on=f"{year + 1}-01-20"),
            link_text="年报",
        )
    crawl.finish()


def test_the_summary_tells_what_was_built(state: Path, archive_path: Path) -> None:
    crawl_years(state)
    told: list[tuple[int, int]] = []
    summary = build(
        state, archive_path, workers=2, progress=lambda done, total: told.append((done, total))
    )
    assert (summary.reports, summary.qualities, summary.unread) == (3, {"verified": 3}, 0)
    assert "3 reports of 1 agencies" in str(summary)
    assert (told[0], told[-1]) == ((0, 3), (3, 3))


def test_the_same_captures_give_the_same_archive(state: Path, tmp_path: Path) -> None:
    crawl_years(state)
    dumps = []
    for number, workers in enumerate((1, 2)):
        if number:
            for reading in (state / "readings").rglob("*.json"):
                reading.unlink()
        build(state, tmp_path / str(number) / "archive.db", workers=workers)
        dumps.append(Archive(tmp_path / str(number) / "archive.db").dump())
    assert len(dumps[0]) > 200
    assert dumps[0] == dumps[1]


def test_the_hash_seed_of_python_changes_nothing(state: Path, tmp_path: Path) -> None:
    crawl_years(state)
    command = (
        "import sys; from pathlib import Path; from publish import build; build(Path(sys.argv[1]),"
        " Path(sys.argv[2]))"
    )
    dumps = []
    for seed in ("1", "2"):
        output = tmp_path / seed / "archive.db"
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", command, state, output],
            check=True,
            cwd=TOP,
            env=environment,
            timeout=600,
        )
        dumps.append(Archive(output).dump())
    assert dumps[0] == dumps[1]


def test_a_blank_stays_null_and_never_becomes_zero(state: Path, built: Built) -> None:
    table3 = balanced() | {"denied_state_secret": ["", "/", 0, 0, 0, 0, 0]}
    crawl = PracticeCrawl(state)
    crawl.capture(
        "1.html", report_page(AGENCY, 2024, {"rules_issued": ""}, table3), link_text="年报"
    )
    crawl.finish()
    archive = built()
    row = archive.row(
        "select natural_person, business, research from applications where outcome ="
        " 'denied_state_secret'"
    )
    assert row == {"natural_person": None, "business": None, "research": 0}
    assert archive.values("select rules_issued from disclosures") == [None]
    assert archive.rows("select row_key, column_key, value, status from cells order by id") == [
        {"row_key": "rules_issued", "column_key": None, "value": None, "status": "blank"},
        {
            "row_key": "denied_state_secret",
            "column_key": "natural_person",
            "value": None,
            "status": "blank",
        },
        {
            "row_key": "denied_state_secret",
            "column_key": "business",
            "value": None,
            "status": "not_applicable",
        },
    ]
    wide = archive.row(
        "select rules_issued, applications_denied_state_secret_natural_person as denied from"
        " report_wide"
    )
    assert wide == {"rules_issued": None, "denied": None}


def test_what_the_form_lacks_is_null(state: Path, built: Built) -> None:
    crawl_years(state, range(2024, 2025))
    archive = built()
    assert archive.row("select rules_made, procurement_amount_yuan from disclosures") == {
        "rules_made": None,
        "procurement_amount_yuan": None,
    }
    assert archive.values("select total from applications where outcome = 'other_total'") == [None]


@pytest.mark.parametrize(
    ("printed", "units", "yuan"),
    [
        ("2.29", 2.29, 22900),
        ("0", 0.0, 0),
        ("1234.5678", 1234.5678, 12345678),
        ("0.00001", 0.00001, None),
    ],
)
def test_an_amount_is_exact_in_yuan(
    printed: str, units: float, yuan: int | None, state: Path, built: Built
) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(AGENCY, 2024, {"fees_10k_yuan": printed}), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.row("select fees_10k_yuan, fees_yuan from disclosures") == {
        "fees_10k_yuan": units,
        "fees_yuan": yuan,
    }
    codes = archive.values("select code from issues where code = 'amount_below_yuan'")
    assert len(codes) == (yuan is None)


def test_every_figure_leads_to_its_place(state: Path, built: Built) -> None:
    crawl_years(state, range(2024, 2025))
    place = built().row("select path, row_map, column_map from tables where statutory_table = '3'")
    assert place["path"] == "/html/body/table[2]"
    assert (json.loads(place["row_map"])["granted"], json.loads(place["column_map"])["total"]) == (
        5,
        9,
    )


def test_hostile_text_stays_what_it_is(state: Path, built: Built) -> None:
    hostile = "<script>alert(1)</script>=HYPERLINK('x')\u202e"
    crawl = PracticeCrawl(state)
    body = report_page(
        AGENCY, 2024, prose="&lt;script&gt;alert(1)&lt;/script&gt;=HYPERLINK('x')\u202e"
    )
    crawl.capture("1.html", body, link_text=f"{hostile}\x00'); drop table reports; --")
    crawl.finish()
    archive = built()
    assert any(
        hostile.split("(")[0] in text for text in archive.values("select text from sections")
    )
    assert archive.values("select link_text from captures") == [
        f"{hostile}\ufffd'); drop table reports; --"
    ]
    assert archive.values("select count(*) from reports") == [1]


def test_a_number_beyond_the_database_is_told(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state)
    crawl.capture(
        "1.html", report_page(AGENCY, 2024, {"licensing_decisions": 10**20}), link_text="年报"
    )
    crawl.finish()
    archive = built()
    assert archive.values("select licensing_decisions from disclosures") == [None]
    assert "2.licensing_decisions" in " ".join(archive.values("select message from issues"))


def test_a_second_builder_is_refused(state: Path, archive_path: Path) -> None:
    crawl_years(state)
    archive_path.parent.mkdir()
    with archive_path.with_name("archive.db-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BuildLocked, match="another process"):
            build(state, archive_path)
    assert not archive_path.exists()
    assert build(state, archive_path).reports == 3


def test_a_failing_check_leaves_the_old_archive(
    state: Path, archive_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl_years(state)
    build(state, archive_path)
    old = archive_path.read_bytes()

    monkeypatch.setattr(
        builder, "build_indexes", lambda database: database.execute("delete from agencies")
    )
    with pytest.raises(ArchiveDamaged, match="refers to a row of agencies"):
        build(state, archive_path)
    assert archive_path.read_bytes() == old
    assert not archive_path.with_name("archive.db.new").exists()


def test_an_archive_that_lost_rows_is_refused(
    state: Path, archive_path: Path, tmp_path: Path
) -> None:
    crawl_years(state, range(2015, 2025))
    build(state, archive_path)
    old = archive_path.read_bytes()
    poorer = tmp_path / "poorer"
    crawl_years(poorer, range(2018, 2025))
    with pytest.raises(RowsLost, match="reports would shrink from 10 rows to 7"):
        build(poorer, archive_path)
    assert archive_path.read_bytes() == old
    archive_path.unlink()
    assert build(poorer, archive_path).reports == 7


def test_a_damaged_old_archive_is_replaced(state: Path, archive_path: Path) -> None:
    crawl_years(state)
    archive_path.parent.mkdir()
    archive_path.write_bytes(b"no database at all" * 100)
    assert build(state, archive_path).reports == 3


def test_nothing_of_the_old_archive_stays_beside_the_new(state: Path, archive_path: Path) -> None:
    crawl_years(state)
    archive_path.parent.mkdir()
    for name in ("archive.db-wal", "archive.db-shm", "archive.db.new"):
        archive_path.with_name(name).write_bytes(b"stale")
    build(state, archive_path)
    assert sorted(path.name for path in archive_path.parent.iterdir()) == [
        "archive.db",
        "archive.db-lock",
        "inspect-data.json",
    ]


def test_the_archive_is_inspected_and_no_other_loses_its_inspection(
    state: Path, archive_path: Path
) -> None:
    crawl_years(state)
    build(state, archive_path)
    build(state, archive_path.with_name("check.db"))
    inspected = json.loads(archive_path.with_name("inspect-data.json").read_text(encoding="utf-8"))[
        "archive"
    ]
    assert (inspected["file"], inspected["size"]) == ("archive.db", archive_path.stat().st_size)
    assert (inspected["tables"]["reports"], inspected["tables"]["applications"]) == (
        {"count": 3},
        {"count": 78},
    )
    assert inspected["hash"] == hashlib.sha256(archive_path.read_bytes()).hexdigest()
    assert kept_inspection(archive_path, inspected["size"], archive_path.stat().st_mtime_ns)
    assert kept_inspection(archive_path, inspected["size"], 0) is None


def test_a_document_is_read_once(state: Path, archive_path: Path) -> None:
    crawl = PracticeCrawl(state)
    for path in ("a.html", "b.html"):
        crawl.capture(path, report_page(AGENCY, 2024), link_text="年报")
    crawl.finish()
    build(state, archive_path)
    [reading] = (state / "readings").rglob("*.json")
    content = json.loads(reading.read_text(encoding="utf-8")) | {"title": "从缓存读取"}
    reading.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    build(state, archive_path)
    assert Archive(archive_path).values("select title from reports") == ["从缓存读取"]


def test_a_reading_cut_short_is_made_again(state: Path, archive_path: Path) -> None:
    crawl_years(state, range(2024, 2025))
    build(state, archive_path)
    [reading] = (state / "readings").rglob("*.json")
    whole = reading.read_bytes()
    reading.write_bytes(whole[:100])
    assert build(state, archive_path).qualities == {"verified": 1}
    assert reading.read_bytes() == whole


def test_a_damaged_capture_costs_itself(state: Path, built: Built) -> None:
    crawl_years(state)
    [warc] = (state / "captures").rglob("*.warc.gz")
    with sqlite3.connect(next((state / "captures").rglob("log.db"))) as log:
        [(offset,)] = log.execute(
            "select warc_offset from captures where url like '%2023%'"
        ).fetchall()
    content = bytearray(warc.read_bytes())
    content[offset : offset + 20] = bytes(20)
    warc.write_bytes(content)
    archive = built()
    assert archive.values("select year from reports order by year") == [2022, 2024]
    assert archive.values("select code from issues") == ["capture_damaged"]


LOST_LOGS = {
    "overwritten": lambda log: log.write_bytes(b"not a database, " * 64),
    "zeroed": lambda log: log.write_bytes(bytes(8192)),
    "half zeroed": lambda log: log.write_bytes(
        log.read_bytes()[:4096] + bytes(log.stat().st_size - 4096)
    ),
    "missing": Path.unlink,
    "newer": lambda log: changed(log, "pragma user_version = 99"),
    "a description that is none": lambda log: changed(log, "update runs set portal = '{'"),
}


def changed(log: Path, statement: str) -> None:
    with closing(sqlite3.connect(log)) as connection, connection:
        connection.execute(statement)


def published(archive: Archive) -> dict[str, list[str]]:
    """All rows but those of issues; numbers of rows, which say nothing, are left off."""
    found = {}
    for each in tables():
        rows = archive.rows(f"select * from {each.name}")
        shown = [{k: v for k, v in row.items() if k != "id" or isinstance(v, str)} for row in rows]
        found[each.name] = sorted(map(repr, shown))
    # Which counts the rows of issues too.
    del found["issues"], found["row_totals"]
    return found


@pytest.mark.parametrize("damage", LOST_LOGS)
def test_a_damaged_log_costs_its_portal_alone_and_what_was_published_of_it_stays(
    damage: str, state: Path, archive_path: Path, built: Built
) -> None:
    crawl_years(state)
    other = PracticeCrawl(state, "other", region="230102", name="道里区人民政府")
    for year in (2023, 2024):
        other.capture(f"{year}.html", report_page("道里区教育局", year), link_text="年报")
    other.finish()
    before = published(built())
    assert len(before["reports"]) == 5
    log = state / "captures/other/log.db"
    for beside in log.parent.glob("log.db-*"):
        beside.unlink()
    LOST_LOGS[damage](log)
    summary = build(state, archive_path)
    after = Archive(archive_path)
    assert len(summary.damaged) == 1 and summary.damaged[0].startswith("other: ")
    assert summary.reports == 5
    assert published(after) == before
    assert after.values("select code from issues") == ["captures_unreadable"]
    # A night later it still stands, and where nothing was published the portal is left out.
    build(state, archive_path)
    assert Archive(archive_path).values("select count(*) from reports") == [5]
    archive_path.unlink()
    build(state, archive_path)
    assert Archive(archive_path).values("select id from portals") == ["test"]


def test_a_damaged_log_is_told_in_one_line(state: Path, archive_path: Path) -> None:
    crawl_years(state)
    for log in (state / "captures").rglob("log.db*"):
        log.write_bytes(b"not a database, " * 64)
    with pytest.raises(CapturesUnreadable, match="test: the capture log is damaged") as caught:
        build(state, archive_path)
    assert "\n" not in str(caught.value)


def test_an_output_that_cannot_be_is_told(state: Path, tmp_path: Path) -> None:
    crawl_years(state, range(2024, 2025))
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable):
        build(state, tmp_path / "file" / "archive.db")


def test_a_portal_in_no_known_division_is_an_issue(state: Path, built: Built) -> None:
    crawl = PracticeCrawl(state, region="999999")
    crawl.capture("1.html", report_page(AGENCY, 2024), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select code from issues") == ["region_unknown"]
    assert archive.row("select * from regions") == {
        "code": "999999",
        "name": "999999",
        "level": "unknown",
        "parent": None,
    }
    assert archive.values("select region from agencies") == ["999999"]


def test_a_registry_describes_portals_and_divisions_and_the_crawl_their_family(
    state: Path, built: Built, tmp_path: Path
) -> None:
    crawl_years(state, range(2024, 2025))
    registry = tmp_path / "registry"
    registry.mkdir()
    described = 'name: 新名称\nregion: "230183"\nhome: http://{}.example/\n'
    (registry / "test.yml").write_text(described.format("test"), encoding="utf-8")
    (registry / "other.yml").write_text(described.format("other"), encoding="utf-8")
    (registry / "regions.csv").write_text(
        "code,name,parent\n230183101,亚布力镇,230183\n", encoding="utf-8"
    )
    archive = built(portals=registry)
    assert archive.rows("select id, name, family, verdict, reports from portals order by id") == [
        {"id": "other", "name": "新名称", "family": None, "verdict": None, "reports": 0},
        {"id": "test", "name": "新名称", "family": "trs", "verdict": "ok", "reports": 1},
    ]
    assert archive.row("select region, level, kind from agencies") == {
        "region": "230183101",
        "level": "township",
        "kind": "township",
    }


def test_the_captures_know_the_divisions_of_the_registry_they_were_crawled_with(
    state: Path, built: Built
) -> None:
    added = (Division(code="230183101", name="亚布力镇", parent="230183"),)
    crawl = PracticeCrawl(state, divisions=added)
    crawl.capture("1.html", report_page("尚志市亚布力镇人民政府", 2024), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select region from agencies") == ["230183101"]
    assert archive.values("select name from regions where level = 'township'") == ["亚布力镇"]


def test_a_broken_list_of_divisions_stops_the_build_in_one_line(
    state: Path, built: Built, tmp_path: Path
) -> None:
    crawl_years(state, range(2024, 2025))
    (tmp_path / "regions.csv").write_text("code,name,parent\n,某镇,\n", encoding="utf-8")
    with pytest.raises(
        RegistryUnreadable, match=r"regions\.csv:2: code and name must not be empty\.$"
    ):
        built(portals=tmp_path)


def test_only_divisions_in_use_and_those_above_are_kept(state: Path, built: Built) -> None:
    crawl_years(state)
    assert built().rows("select code, level, parent from regions order by code") == [
        {"code": "230000", "level": "province", "parent": None},
        {"code": "230100", "level": "prefecture", "parent": "230000"},
        {"code": "230183", "level": "county", "parent": "230100"},
        {"code": "230183103", "level": "township", "parent": "230183"},
    ]


def test_the_crawl_is_on_record(state: Path, built: Built) -> None:
    crawl_years(state)
    crawl = built().row("select portal, verdict, reports, robots, delay, evidence from crawls")
    evidence = '{"family": "trs", "listed": 1}'
    assert crawl == {
        "portal": "test", "verdict": "ok", "reports": 3, "robots": "missing", "delay": 1.0, "evidence": evidence,
    }  # fmt: skip


def test_the_largest_reading_is_bounded(state: Path, built: Built) -> None:
    assert readings.LARGEST_READING == 16 * 2**20
    crawl = PracticeCrawl(state)
    crawl.capture("1.html", report_page(AGENCY, 2024, prose="长" * 6_000_000), link_text="年报")
    crawl.finish()
    archive = built()
    assert archive.values("select count(*) from reports") == [0]
    assert archive.values("select code from issues") == ["extract_failed"]
