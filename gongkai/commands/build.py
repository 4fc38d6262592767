"""`gongkai build`: captures to archive.db."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gongkai.building import build_with_progress, comparison_table
from gongkai.session import ARCHIVE, portals_option, state_option, workers_option
from publish.archive.comparison import Comparison


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
@workers_option
@click.option(
    "--diff",
    is_flag=True,
    help="Say what changes against the archive in place, and why, before it is replaced; a build"
    " after an upgrade does so by itself / 替换前列出与旧库的差异及原因",
)
@click.option(
    "--json", "as_json", is_flag=True, help="With --diff: one JSON object / 差异输出为 JSON"
)
def command(
    portals: Path | None, state: Path, output: Path, workers: int, diff: bool, as_json: bool
) -> None:
    """Read what was captured and build the archive anew; it replaces the old one only when it is
    whole and sound.

    解析全部存档并重建数据库；检查无误后才替换旧库。
    """

    def tell(comparison: Comparison) -> None:
        if as_json and diff:
            click.echo(json.dumps(comparison.as_json(), ensure_ascii=False))
        elif diff or comparison.is_upgrade:
            click.echo(comparison_table(comparison))

    summary = build_with_progress(state, output, portals, workers, tell)
    click.echo(summary, err=as_json and diff)
