"""`gongkai portals`: the registry."""

from __future__ import annotations

from pathlib import Path

import click

from crawler import Portal
from gongkai.crawling import choose
from gongkai.listing import show_listing
from gongkai.session import portals_option

HEADINGS = ("Portal / 门户", "Name / 名称", "Region / 区划", "Family / 类型", "Home / 首页")
BY_FINGERPRINT = "by fingerprint / 自动识别"


def _row(portal: Portal) -> tuple[str, str, str, str, str]:
    return (portal.id, portal.name, portal.region or "", portal.family or BY_FINGERPRINT, portal.home)


@click.group()
def command() -> None:
    """Look at the registry of portals: one YAML file each.

    查看门户登记表，每个门户一个 YAML 文件。
    """


@command.command("list")
@portals_option
def list_portals(portals: Path | None) -> None:
    """Name every portal / 列出全部门户."""
    show_listing(HEADINGS, map(_row, choose(portals, ())))


@command.command("check")
@portals_option
def check_portals(portals: Path | None) -> None:
    """Check every file of the registry / 检查登记文件."""
    click.echo(f"{len(choose(portals, ()))} portals, all well described")
