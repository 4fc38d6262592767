"""`gongkai compact`: joins the WARC files of finished months."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.errors import CrawlerError, SeveralFailed
from crawler.store.captures import stored_portals
from crawler.store.compaction import Compacted, compact
from gongkai.session import state_option


@click.command()
@click.argument("names", metavar="[PORTAL]...", nargs=-1)
@state_option
@click.option(
    "--at-once",
    is_flag=True,
    help="Delete the old files now; else the next `compact` does, a day later / 立即删除旧文件",
)
def command(names: tuple[str, ...], state: Path, at_once: bool) -> None:
    """Join the WARC files of each finished month into one, of the portals named or of all.

    Every capture stays where the log says. May be stopped at any moment and run again.
    合并往月的 WARC 文件；可随时中断，再次运行即可继续。
    """
    done: list[Compacted] = []
    failed: list[CrawlerError] = []
    for portal in names or stored_portals(state):
        try:
            done.append(compact(state, portal, at_once))
        except CrawlerError as error:
            failed.append(error)
    joined, made, deleted = (
        sum(getattr(each, name) for each in done) for name in ("joined", "made", "deleted")
    )
    told = f"{joined} files joined into {made}, {deleted} old ones deleted"
    click.echo(f"{len(done)} portals: {told}")
    if len(failed) == 1:
        raise failed[0]
    if failed:
        each = " | ".join(map(str, failed))
        raise SeveralFailed(f"{len(failed)} portals could not be compacted: {each}", failed)
