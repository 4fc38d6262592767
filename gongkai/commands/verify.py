"""`gongkai verify`: whether everything that was captured and published still stands."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gongkai.session import ARCHIVE, EXPORTS, state_option, workers_option
from publish.errors import EvidenceDamaged
from publish.proof import Evidence, verify

_SHOWN = 20


def _summary(evidence: Evidence) -> str:
    lines = [f"  {damage}" for damage in evidence.damages[:_SHOWN]]
    if len(evidence.damages) > _SHOWN:
        lines.append(f"  … {len(evidence.damages) - _SHOWN} more: --json names them")
    if evidence.fallen:
        named = ", ".join(evidence.fallen[:_SHOWN])
        lines.append(f"  reports without a document / 缺原件的报告: {named}")
    return "\n".join(
        (
            f"{evidence.captures} captures of {evidence.portals} portals,"
            f" {evidence.bytes / 1e6:.1f} MB; {evidence.files} exported files"
            f" / {evidence.captures} 条归档，{evidence.portals} 个门户",
            f"  damaged / 损坏: {len(evidence.damages)}   reports that stand / 完好的报告:"
            f" {evidence.standing} of {evidence.reports}",
            *lines,
        )
    )


@click.command()
@state_option
@click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    default=ARCHIVE,
    show_default=True,
    help="The database to prove / 数据库",
)
@click.option(
    "--exports",
    type=click.Path(file_okay=False, path_type=Path),
    default=EXPORTS,
    show_default=True,
    help="Folder of exported files / 导出目录",
)
@workers_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object / 输出为 JSON")
def command(state: Path, archive: Path, exports: Path, workers: int, as_json: bool) -> None:
    """Hash everything: each capture, lists and refusals too, against its log; the archive against
    its captures; exported files against their data package. Say what is damaged, and what stands.

    Nothing is read anew: that the figures are what the documents say is what a second build proves.
    以散列逐一核对全部归档、数据库与导出文件，列出损坏之处及仍然完好的部分。
    """
    evidence = verify(state, archive, exports, workers)
    click.echo(
        json.dumps(evidence.as_json(), ensure_ascii=False) if as_json else _summary(evidence)
    )
    if evidence.damages:
        raise EvidenceDamaged(
            f"{len(evidence.damages)} damages: {evidence.damages[0]}"
            + ("; …" if len(evidence.damages) > 1 else "")
        )
