"""`gongkai build`: captures to archive.db."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gongkai.building import build_with_progress
from gongkai.session import ARCHIVE, portals_option, state_option


@click.command()
@portals_option
@state_option
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=ARCHIVE,
    show_default=True,
    help="The database to write / 输出数据库",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one a core",
    help="Processes that read documents / 解析进程数",
)
def command(portals: Path | None, state: Path, output: Path, workers: int) -> None:
    """Read what was captured and build the archive anew; it replaces the old one only when it is
    whole and sound.

    解析全部存档并重建数据库；检查无误后才替换旧库。
    """
    summary = build_with_progress(state, output, portals, workers)
    click.echo(summary)
