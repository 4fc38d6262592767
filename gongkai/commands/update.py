"""`gongkai update`: the night, in one command."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gongkai.commands.export import formats_named
from gongkai.notices import Recipients, tell
from gongkai.session import (
    ARCHIVE,
    EXPORTS,
    contact_option,
    portals_option,
    state_option,
    workers_option,
)
from gongkai.updating import Plan, keep, run_night


@click.command()
@portals_option
@state_option
@contact_option
@click.option(
    "--export",
    "formats",
    default="",
    metavar="FORMAT,...",
    callback=formats_named,
    envvar="GONGKAI_EXPORT",
    show_envvar=True,
    help="Export in these formats, too, into exports/ / 同时导出的格式，以逗号分隔",
)
@click.option(
    "--notify",
    metavar="URL",
    envvar="GONGKAI_NOTIFY",
    show_envvar=True,
    help="Post the report of every night there, as JSON / 每夜报告（JSON）的推送地址",
)
@click.option(
    "--mail",
    metavar="COMMAND",
    envvar="GONGKAI_MAIL",
    show_envvar=True,
    help="Give the report to this command when something is newly wrong, or right again"
    " / 有新问题或恢复时，将报告交给该命令发送",
)
@click.option(
    "--alive",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GONGKAI_ALIVE",
    show_envvar=True,
    help="File that every night writes which came to its end / 每夜完成后写入的文件",
)
@workers_option
@click.option(
    "--verify",
    is_flag=True,
    envvar="GONGKAI_VERIFY",
    show_envvar=True,
    help="Hash all captures, the archive and the exports at the end / 最后核对全部散列",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON / 报告输出为 JSON")
def command(
    portals: Path | None,
    state: Path,
    contact: str | None,
    formats: tuple[str, ...],
    notify: str | None,
    mail: str | None,
    alive: Path | None,
    workers: int,
    verify: bool,
    as_json: bool,
) -> None:
    """Crawl what is due, build the archive anew, export it, put it in place, and report: what is
    new, and what is newly wrong.

    It ends with 0 unless something is wrong that was not at the last report. A running site goes
    over to the new archive by itself.
    抓取到期门户、重建数据库、导出并替换，最后给出一份报告。只有出现新的问题时才以非零状态结束。
    """
    plan = Plan(state, ARCHIVE, EXPORTS, portals, contact, formats, workers, verify)
    night = run_night(plan)
    keep(night, state)
    click.echo(json.dumps(night.as_json(), ensure_ascii=False) if as_json else night)
    undelivered = tell(night, Recipients(notify, mail, alive))
    trouble = night.trouble or next(iter(undelivered), None)
    for missed in undelivered:
        click.echo(f"gongkai: {missed}", err=True)
    if trouble is not None:
        raise trouble
