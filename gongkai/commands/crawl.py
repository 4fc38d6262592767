"""`gongkai crawl`: fetches portals."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.registry.shards import WHOLE, Shard
from gongkai.crawling import choose, crawl_with_progress, require_finished
from gongkai.session import contact_option, portals_option, state_option


def _shard(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Shard:
    try:
        return Shard.parse(value) if value else WHOLE
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("names", metavar="[PORTAL]...", nargs=-1)
@portals_option
@state_option
@click.option("--due", is_flag=True, help="Portals whose time has come / 按日程应当抓取的门户")
@click.option(
    "--all", "everything", is_flag=True, help="Every portal of the registry / 登记表中的全部门户"
)
@click.option(
    "--shard",
    callback=_shard,
    metavar="N/COUNT",
    help="The part of this machine, for example 2/5 / 本机承担的份额",
)
@contact_option
def command(
    names: tuple[str, ...],
    portals: Path | None,
    state: Path,
    due: bool,
    everything: bool,
    shard: Shard,
    contact: str | None,
) -> None:
    """Fetch what is new on the portals named, for example `heilongjiang/shangzhi`, or on all below
    a folder.

    A crawl that was stopped goes on where it was. What is captured is never fetched twice.
    抓取指定门户的新内容；中断后从原处继续，已存档的不重复抓取。
    """
    if not (names or due or everything):
        raise click.UsageError("Name a portal, or say --due or --all.")
    chosen = choose(portals, names, due_in=state if due else None, shard=shard)
    if due and not chosen:
        click.echo("No portal is due / 没有到期的门户")
    require_finished(crawl_with_progress(chosen, state, contact, sparing=due))
