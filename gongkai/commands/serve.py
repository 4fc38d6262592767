"""`gongkai serve`: the site."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.session import address_option, port_option
from gongkai.site import HOST, open_site, require_address, require_archive, site_address


@click.command()
@port_option
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    envvar="GONGKAI_HOST",
    show_envvar=True,
    help="Address of this machine to listen on / 监听地址",
)
@address_option
def command(port: int, host: str, address: str | None) -> None:
    """Open the site on archive.db in this folder, for this machine alone unless --host says
    otherwise. It goes over to a new archive by itself.

    What gongkai.yml in this folder says of the site (title, licence, source, contact, address) is
    shown.
    启动网站，浏览当前目录下的 archive.db；数据库更新后自动切换。
    gongkai.yml 可写明站名、许可、来源、联系方式与公开网址。
    """
    from publish.site.settings import read_settings

    require_archive()
    said = read_settings(Path())
    settings = said.model_copy(update={"address": address}) if address else said
    require_address(host, settings.address)
    click.echo(f"Open / 打开: {settings.address or site_address(port, host)}  (stop with Ctrl-C)")
    open_site(port, host, settings)
