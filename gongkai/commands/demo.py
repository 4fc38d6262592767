"""`gongkai demo`: everything once, on portals of this machine."""

from __future__ import annotations

import click

from gongkai.demonstration import run_demo
from gongkai.session import port_option
from gongkai.site import open_site, require_free_port, site_address


@click.command()
@click.option(
    "--serve", is_flag=True, help="Open the site afterwards, until Ctrl-C / 完成后启动网站"
)
@port_option
def command(serve: bool, port: int) -> None:
    """Crawl the practice portals into var/, before and after they change, build archive.db, and
    tell what it holds.

    The practice portals imitate the common systems of government sites on loopback addresses; the
    crawls are real ones.
    练习网站在本机模拟常见的政府门户系统，抓取、网站变化后的再次抓取、解析、建库均为真实流程。
    """
    if serve:
        require_free_port(port)
    click.echo(run_demo())
    click.echo(
        f"Open / 打开: {site_address(port)}"
        + ("" if serve else "   after `make serve` or `gongkai serve`")
    )
    if serve:
        open_site(port)
