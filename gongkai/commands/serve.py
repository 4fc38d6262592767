"""`gongkai serve`: the site."""

from __future__ import annotations

import click

from gongkai.session import port_option
from gongkai.site import open_site, require_archive, require_free_port, site_address


@click.command()
@port_option
def command(port: int) -> None:
    """Open the site on archive.db in this folder, for this machine alone.

    在本机启动网站，浏览当前目录下的 archive.db。
    """
    require_archive()
    require_free_port(port)
    click.echo(f"Open / 打开: {site_address(port)}  (stop with Ctrl-C)")
    open_site(port)
