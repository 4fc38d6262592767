"""`gongkai extract`: reads files, each behind the wall of extract.worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from extract.contract import ReadingRecord
from extract.errors import NeedsTool, exit_status_of
from extract.worker import Worker
from gongkai.complaints import complain, explain
from gongkai.errors import FileForbidden, FileMissing, FolderGiven
from gongkai.session import Session

NO_REPORT = 1
# Issues of documents that were read as far as they can be without a tool that is absent.
_WITHOUT_TOOL = ("needs_ocr", "text_fallback")


def _data(path: Path, limit: int) -> bytes:
    """The bytes of a file; of one that is larger than the limit only so many that the worker sees
    that it is.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except IsADirectoryError as error:
        raise FolderGiven(f"{path}: is a folder: name the files in it") from error
    except PermissionError as error:
        raise FileForbidden(f"{path}: may not be read: ask its owner for permission") from error
    except OSError as error:
        raise FileMissing(f"{path}: {error.strerror}") from error


def _failure(content: ReadingRecord) -> tuple[int, str] | None:
    """Exit status and reason where a file could not be read; None where it was, be it a report or
    not.
    """
    if content["quality"] != "unparsed":
        return None
    for issue in content["issues"]:
        code = NeedsTool.code() if issue["code"] in _WITHOUT_TOOL else issue["code"]
        status = exit_status_of(code)
        if status is not None:
            return status, issue["message"]
    return None


def _draw(content: ReadingRecord) -> None:
    # Imported while the worker starts, which takes as long.
    from rich.console import Console

    from gongkai.report_view import draw

    Console(highlight=False).print(draw(content), "")


def _report(path: Path, content: ReadingRecord, as_json: bool) -> int:
    """Show a reading, or why there is none; programs get the object in both cases. Gives the exit
    status.
    """
    failure = _failure(content)
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False))
    if failure is not None:
        complain(f"{path}: {failure[1]}")
        return failure[0]
    if not as_json:
        _draw(content)
    return NO_REPORT if content["quality"] == "unparsed" else 0


def _statuses(
    files: tuple[Path, ...], as_json: bool, all_cells: bool, session: Session
) -> Iterator[int]:
    """Read and show file by file: one that fails costs itself, not those after it."""
    with Worker() as worker:
        worker.start()
        for path in files:
            try:
                reading = worker.read(_data(path, worker.limits.input_bytes), path.name)
                for one in (reading, *reading.further):
                    yield _report(path, one.as_json(all_cells=all_cells), as_json)
            except BrokenPipeError:
                raise
            except Exception as error:
                yield explain(error, session, about=str(path))


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
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

    Ends with status 1 where a file is no report with tables that can be read, and with the status
    of the reason where a file cannot be read at all; of several files, with the highest. Each file
    has limits of time and memory. 解析年度报告文件，显示数字、可信程度与不符之处。
    """
    session = context.ensure_object(Session)
    context.exit(max(_statuses(files, as_json, cells == "all", session)))
