"""The command `gongkai`: finds the command that was asked for, and turns every failure into one
line and a status.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from gongkai import __version__
from gongkai.complaints import complain, explain
from gongkai.session import Session

COMMANDS = {
    "demo": "Crawl the practice portals, build, show / 演示：抓取练习网站并建库",
    "update": "The night: crawl, build, export, report / 每夜更新",
    "crawl": "Fetch portals / 抓取门户网站",
    "extract": "Read report files / 解析年度报告文件",
    "build": "Build archive.db from the captures / 生成数据库",
    "serve": "Open the site on archive.db / 启动网站",
    "export": "Write whole tables as files / 导出整表",
    "verify": "Prove captures and archive by hashing / 核对归档散列",
    "status": "Portals: last run and verdict / 抓取情况",
    "compact": "Join the WARC files of finished months / 合并往月存档",
    "portals": "The registry: list, check, probe, add / 门户登记表",
    "practice": "Serve the practice portals / 运行练习网站",
    "init": "Settings and units for a server / 生成部署配置",
    "doctor": "Optional tools: there or not / 检查可选工具",
}

INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports the module of a command only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"gongkai.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the summaries from the table above, so that help needs no import."""
        with formatter.section("Commands / 命令"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, invoke_without_command=True)
@click.version_option(__version__, prog_name="gongkai")
@click.pass_context
def gongkai(context: click.Context) -> None:
    """Crawl, read and publish the yearly reports on government information disclosure.

    抓取、解析并发布《政府信息公开工作年度报告》。
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _explain_usage(error: click.UsageError) -> int:
    where = error.ctx.command_path if error.ctx else "gongkai"
    complain(f"{error.format_message()} See: {where} --help")
    return error.exit_code


def run(arguments: Sequence[str]) -> int:
    """Run one command line, without the program's name; return its exit status."""
    session = Session()
    try:
        status = gongkai.main(
            list(arguments), prog_name="gongkai", standalone_mode=False, obj=session
        )
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        return _explain_usage(error)
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return explain(error, session)


def main() -> NoReturn:
    """Entry point of the console script."""
    sys.exit(run(sys.argv[1:]))
