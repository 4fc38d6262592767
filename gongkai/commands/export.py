"""`gongkai export`: the whole archive as files."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import click

from gongkai.session import ARCHIVE, EXPORTS
from gongkai.site import require_archive
from publish import export
from publish.exports import FORMAT_NAMES


def formats_named(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """The formats of an option, in their own order."""
    chosen = tuple(name.strip() for name in value.split(",") if name.strip())
    unknown = next((name for name in chosen if name not in FORMAT_NAMES), None)
    if unknown is not None:
        raise click.BadParameter(f"{unknown!r} is none of {', '.join(FORMAT_NAMES)}")
    return tuple(name for name in FORMAT_NAMES if name in chosen)


@click.command()
@click.option(
    "--format",
    "formats",
    default=",".join(FORMAT_NAMES),
    show_default=True,
    callback=formats_named,
    help="Formats, with commas between them / 格式，以逗号分隔",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=EXPORTS,
    show_default=True,
    help="Folder to write into / 输出目录",
)
def command(formats: tuple[str, ...], output: Path) -> None:
    """Write every table of archive.db whole, one folder a format, with a codebook and a data
    package.

    `csv` is plain UTF-8; `excel` is CSV that Excel opens right, with formulas neutralised.
    datapackage.json lists every file with its rows and SHA-256.
    导出全部数据表，每种格式一个文件夹，附指标说明（codebook.csv）与数据包清单（行数、散列）。
    """
    require_archive()
    written = export(ARCHIVE, output, formats)
    for name, files in groupby(written, key=lambda file: file.format):
        group = list(files)
        size = sum(file.bytes for file in group) / 1e6
        click.echo(
            f"{output / name}: {len(group)} files, {sum(file.rows for file in group)} rows,"
            f" {size:.1f} MB"
        )
        for note in (f"{file.path}: {note}" for file in group for note in file.notes):
            click.echo(f"  {note}", err=True)
