"""`gongkai extract`: reads files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from extract import Reading, read
from gongkai.complaints import explain
from gongkai.errors import FileMissing
from gongkai.report_view import draw
from gongkai.session import Session

NO_REPORT = 1


def _read(path: Path) -> Reading:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileMissing(f"{path}: {error.strerror}") from error
    return read(data, path.name)


def _show(content: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False))
    else:
        Console(highlight=False).print(draw(content), "")


def _statuses(files: tuple[Path, ...], as_json: bool, all_cells: bool, session: Session) -> Iterator[int]:
    """Read and show file by file: one that fails costs itself, not those after it."""
    for path in files:
        try:
            content = _read(path).as_json(all_cells=all_cells)
        except Exception as error:
            yield explain(error, session, about=str(path))
        else:
            _show(content, as_json)
            yield NO_REPORT if content["quality"] == "unparsed" else 0


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line / 每行一个 JSON 对象")
@click.option(
    "--cells",
    type=click.Choice(["noted", "all"]),
    default="noted",
    show_default=True,
    help="In JSON: cells that are more than a plain number, or all / 输出的单元格",
)
@click.pass_context
def command(context: click.Context, files: tuple[Path, ...], as_json: bool, cells: str) -> None:
    """Read report files and show their figures, how sure they are, and what does not add up.

    Ends with status 1 where a file is no report with tables that can be read.
    解析年度报告文件，显示数字、可信程度与不符之处。
    """
    session = context.ensure_object(Session)
    context.exit(max(_statuses(files, as_json, cells == "all", session)))
