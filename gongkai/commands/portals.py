"""`gongkai portals`: the registry."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from crawler import Portal, load_portals
from crawler.registry.divisions import registry_divisions
from crawler.registry.portals import DEFAULT_DIRECTORY, WebAddress
from crawler.runner.probe import portal_at, probe
from crawler.runner.verification import verify
from gongkai.crawling import choose
from gongkai.errors import PortalDiffers
from gongkai.importing import import_portals
from gongkai.listing import show_listing
from gongkai.probing import probe_saved, require_lists, show_probe
from gongkai.registering import (
    Wishes,
    require_new,
    without_portal,
    write_portal,
)
from gongkai.reviewing import reviews
from gongkai.session import contact_option, portals_option
from gongkai.tables import read_table
from gongkai.verifying import show_verification, write_day
from publish.collect.regions import load_divisions

HEADINGS = (
    "Portal / 门户",
    "Name / 名称",
    "Region / 区划",
    "Family / 类型",
    "Verified / 核对",
    "Home / 首页",
)
MISSING_HEADINGS = ("Province / 省", "Code / 代码", "Without a portal / 尚无门户")
UNPLACED_HEADINGS = ("Row / 行", "Not placed / 未能归属")
LEFT_HEADINGS = ("Portal / 门户", "Left to do / 待办")
BY_FINGERPRINT = "by fingerprint / 自动识别"


def _row(portal: Portal) -> tuple[str, ...]:
    family = portal.family or BY_FINGERPRINT
    return (portal.id, portal.name, portal.region or "", family, str(portal.verified), portal.home)


def _web_address(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    if value is None:
        return None
    try:
        return TypeAdapter(WebAddress).validate_python(value)
    except ValidationError as error:
        raise click.BadParameter(error.errors()[0]["msg"].removeprefix("Value error, ")) from error


url_argument = click.argument("url", callback=_web_address)


@click.group()
def command() -> None:
    """Look at the registry of portals, one YAML file each; probe a site, add it.

    查看门户登记表，每个门户一个 YAML 文件；探测网站并登记。
    """


@command.command("list")
@portals_option
@click.option(
    "--missing", is_flag=True, help="Prefectures that have no portal yet / 尚无门户的地级行政区"
)
def list_portals(portals: Path | None, missing: bool) -> None:
    """Name every portal, and when somebody last compared its file with the site.

    列出全部门户及其核对日期。
    """
    found = choose(portals, ())
    if missing:
        _list_missing(found, portals or DEFAULT_DIRECTORY)
    else:
        show_listing(HEADINGS, map(_row, found))


def _list_missing(portals: list[Portal], directory: Path) -> None:
    by_province = without_portal(portals, load_divisions(registry_divisions(directory)))
    rows = [
        (province, each.code, each.name)
        for province, divisions in by_province.items()
        for each in divisions
    ]
    show_listing(MISSING_HEADINGS, rows)
    click.echo(f"{len(rows)} prefectures without a portal / 个地级行政区尚无门户")


@command.command("check")
@portals_option
def check_portals(portals: Path | None) -> None:
    """Check every file of the registry, and list what is left to do / 检查登记文件并列出待办事项.

    No site is asked.
    """
    seen = reviews(choose(portals, ()), portals or DEFAULT_DIRECTORY, date.today())
    rows = [(each.portal.id, left) for each in seen for left in each.left]
    if rows:
        show_listing(LEFT_HEADINGS, rows)
    unfinished = sum(bool(each.left) for each in seen)
    click.echo(
        f"{len(seen)} portals, all can be crawled; {unfinished} have something left to do"
        f" / 个门户，其中 {unfinished} 个有待办事项"
    )


@command.command("probe")
@click.argument("url", required=False, callback=_web_address)
@portals_option
@contact_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object / 输出 JSON")
@click.option(
    "--saved",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Look at the pages that a browser saved in a folder; ask nothing / 用浏览器保存的页面",
)
def probe_site(
    url: str | None,
    portals: Path | None,
    contact: str | None,
    as_json: bool,
    saved: Path | None,
) -> None:
    """Tell what a crawl from the home page URL would do, with few requests and no documents.

    Names the system and what gave it away, the lists of annual reports that would be followed, how
    many reports their first pages name, and the robots.txt and delay in force; or why the site
    cannot be crawled. 用少量请求探测网站：识别系统、年报栏目与报告数量，不下载任何文件。
    """
    registered = load_portals(portals or DEFAULT_DIRECTORY)
    if saved is not None:
        seen = probe_saved(saved, url, registered)
    elif url is not None:
        seen = probe(portal_at(url, registered), contact)
    else:
        raise click.UsageError("Name a home page, or say --saved FOLDER.")
    if as_json:
        click.echo(json.dumps(seen.as_json(), ensure_ascii=False))
    else:
        show_probe(seen)
    require_lists(seen)


@command.command("verify")
@click.argument("names", metavar="PORTAL...", nargs=-1, required=True)
@portals_option
@contact_option
@click.option(
    "--bundles",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("bundles"),
    show_default=True,
    help="Where to write what shows a difference / 差异证据包目录",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line / 输出 JSON")
def verify_portals(
    names: tuple[str, ...],
    portals: Path | None,
    contact: str | None,
    bundles: Path,
    as_json: bool,
) -> None:
    """Compare portals with their files: at most 15 requests each, and no document.

    Where they agree the day is written into the file; where not, a bundle of evidence and WARC is
    written that can be attached to an issue.
    核对门户与登记文件；一致则写入核对日期，否则生成证据包。
    """
    directory = portals or DEFAULT_DIRECTORY
    done = [verify(each, contact, bundles) for each in choose(portals, names)]
    for each in done:
        if as_json:
            click.echo(json.dumps(each.as_json(), ensure_ascii=False))
        else:
            show_verification(each)
        if each.agrees:
            write_day(each, directory, date.today())
    differ = [each for each in done if not each.agrees]
    if differ:
        told = ", ".join(f"{each.portal.id} ({each.bundle})" for each in differ)
        raise PortalDiffers(f"{len(differ)} of {len(done)} portals are not as described: {told}")


@command.command("add")
@url_argument
@portals_option
@contact_option
@click.option("--name", help="Whose site it is, instead of what its title says / 名称")
@click.option(
    "--region", help="Division code, GB/T 2260, instead of one found by the name / 区划代码"
)
@click.option(
    "--channels",
    is_flag=True,
    help="Write the lists that were found into the file / 写入找到的栏目",
)
def add_portal(
    url: str,
    portals: Path | None,
    contact: str | None,
    name: str | None,
    region: str | None,
    channels: bool,
) -> None:
    """Probe the home page URL and write a file of the registry from what was found; no file is
    overwritten.

    探测网站并写入登记文件，不覆盖已有文件。
    """
    directory = portals or DEFAULT_DIRECTORY
    require_new(url, load_portals(directory))
    seen = probe(portal_at(url), contact)
    show_probe(seen)
    if seen.verdict in ("blocked", "unreachable"):
        require_lists(seen)
    file = write_portal(seen, directory, Wishes(name, region, channels))
    click.echo(f"Written / 已写入: {file}")
    [portal] = [each for each in load_portals(directory) if each.owns(url)]
    for left in reviews([portal], directory, date.today())[0].left:
        click.echo(f"Left to do / 待办: {left}")


@command.command("import")
@click.argument("table", type=click.Path(dir_okay=False, path_type=Path))
@portals_option
@click.option("--source", help="Where the table is from, for the files / 数据来源")
def import_table(table: Path, portals: Path | None, source: str | None) -> None:
    """Write a file for every division of a TABLE (CSV, TSV, XLSX) that has no portal yet.

    The table has a column of home pages (home, url, website) and one of division codes or names
    (code, name; 河北省/张家口市 tells which). Files that a person has changed are kept, so that it
    can be run again; nothing is asked of any site. 由区划与首页对照表批量生成登记文件；
    人工改过的文件不会被覆盖，可以重复运行。
    """
    directory = portals or DEFAULT_DIRECTORY
    done = import_portals(read_table(table), source or table.name, directory)
    if done.left:
        show_listing(UNPLACED_HEADINGS, done.left.items())
    click.echo(
        f"{len(done.written)} written, {len(done.renewed)} renewed, {len(done.kept)} kept as they"
        f" are, {len(done.left)} rows without a place"
        f" / 新增 {len(done.written)}，更新 {len(done.renewed)}，保留 {len(done.kept)}，未能归属"
        f" {len(done.left)}"
    )
