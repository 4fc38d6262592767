"""`gongkai export`: whole tables as files."""

from __future__ import annotations

from pathlib import Path

import click

from gongkai.session import ARCHIVE
from gongkai.site import require_archive
from publish import export_csv


@click.command()
@click.option(
    "--format",
    type=click.Choice(["csv"]),
    default="csv",
    show_default=True,
    expose_value=False,
    help="File format / 格式",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("exports"),
    show_default=True,
    help="Folder to write into / 输出目录",
)
def command(output: Path) -> None:
    """Write every table of archive.db whole, with a manifest of rows and hashes: plain CSV, and CSV for Excel.

    导出全部数据表及清单（行数、散列）：一份供程序使用，一份可用 Excel 直接打开。
    """
    require_archive()
    for folder, excel in ((output, False), (output / "excel", True)):
        written = export_csv(ARCHIVE, folder, excel)
        click.echo(f"{folder}: {len(written)} files, {sum(file.rows for file in written)} rows")
