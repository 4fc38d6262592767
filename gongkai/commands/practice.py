"""`gongkai practice`: serves the practice portals, for trying a crawl by hand."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event

import click

from samples import DEFAULT_PORT, WORLDS, Change, PracticePortals


def _tell(change: Change) -> None:
    click.echo(f"{change.portal}: new / 新增 {change.new}")
    click.echo(f"{change.portal}: replaced / 替换 {change.replaced}")
    click.echo(f"{change.portal}: gone / 撤下 {change.gone}")


def _serve(portals: PracticePortals, mutate: int | None) -> None:
    for portal_id, home in portals.homes().items():
        click.echo(f"{home}  {portal_id}")
    if mutate is not None:
        click.echo(f"They change after {mutate} s / {mutate} 秒后改变")
        Event().wait(mutate)
        for change in portals.change():
            _tell(change)
    Event().wait()


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Port of all portals; 0: a free one / 端口",
)
@click.option(
    "--portals",
    "registry",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write their registry into this folder, for `gongkai crawl --portals` / 写出登记目录",
)
@click.option(
    "--worlds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=WORLDS,
    help="Serve the portals that this folder describes, one YAML file each / 练习网站描述目录",
)
@click.option(
    "--mutate",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Change the portals after so long: a report new, one replaced, one gone / "
    "若干秒后增、改、撤报告",
)
def command(port: int, registry: Path | None, worlds: Path, mutate: int | None) -> None:
    """Serve the practice portals on addresses of this machine and print them, until Ctrl-C.

    With --mutate they begin without one report each; a crawl before and one after the change show
    what a second crawl brings: the new report, both versions of the replaced one, and that a page
    is gone. 在本机地址上运行练习网站，供手工试抓；--mutate 可观察网站变化后的再次抓取。
    """
    # Ctrl-C, and what services and scripts send; a shell starts programs in the background deaf to
    # the first.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with PracticePortals(port, worlds, changing=mutate is not None) as portals:
            if registry is not None:
                portals.write_registry(registry)
            _serve(portals, mutate)
    except KeyboardInterrupt:
        click.echo("stopped / 已停止")
