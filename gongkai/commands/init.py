"""`gongkai init`: a folder in which an archive will live, with its settings and units."""

from __future__ import annotations

import getpass
from functools import partial
from pathlib import Path

import click

from gongkai.deploying import Deployment, write
from gongkai.session import address_option, contact_option

NEXT = """
Next / 下一步:
  cd {folder}
  sudo cp gongkai.env /etc/ && sudo cp *.service *.timer /etc/systemd/system/
  sudo systemctl daemon-reload && sudo systemctl enable --now gongkai.timer gongkai-site.service
"""


def _plain(_: click.Context, __: click.Parameter, folder: Path) -> Path:
    # In a unit of systemd, and in the line of a shell, these mean something else.
    if any(character in "%\"'\\$" or character.isspace() for character in str(folder)):
        raise click.BadParameter(f"{folder}: a service needs a path without spaces and quotes")
    return folder


@click.command()
@click.argument(
    "folder",
    type=click.Path(file_okay=False, resolve_path=True, path_type=Path),
    default=".",
    callback=_plain,
)
@partial(contact_option, is_required=True)
@address_option
@click.option(
    "--user",
    default=getpass.getuser,
    show_default="who runs this",
    help="The user of the system that crawls and serves / 运行服务的系统用户",
)
def command(folder: Path, contact: str, address: str | None, user: str) -> None:
    """Write settings, units of systemd, and pages of Caddy and nginx into FOLDER.

    Nothing that is there is written over; nothing is installed or started.
    在目录中写入设置、systemd 单元与反向代理配置；不覆盖已有文件，不安装，不启动。
    """
    written = write(Deployment(folder, contact, user, address))
    for name, new in written.items():
        click.echo(f"{'written / 已写入' if new else 'kept / 保留'}  {folder / name}")
    click.echo(NEXT.format(folder=folder), nl=False)
