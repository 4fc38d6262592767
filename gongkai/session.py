"""What the options that commands share mean, and what one run of the program knows about itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

ARCHIVE = Path("archive.db")
EXPORTS = Path("exports")
STATE = Path("var")
SITE_PORT = 8001

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Session:
    """One run of the program: the state folder in force, so that a crash is logged where the user
    looks.
    """

    state: Path = STATE


def _remember_state(context: click.Context, _parameter: click.Parameter, value: Path) -> Path:
    context.ensure_object(Session).state = value
    return value


def state_option(function: Decorated) -> Decorated:
    """`--state DIR`: where captures, logs and the reading cache are kept."""
    option = click.option(
        "--state",
        type=click.Path(file_okay=False, path_type=Path),
        default=STATE,
        show_default=True,
        callback=_remember_state,
        help="Folder of captures and logs / 抓取结果目录",
    )
    return option(function)


def portals_option(function: Decorated) -> Decorated:
    """`--portals DIR`: the registry to use instead of the one in the package."""
    option = click.option(
        "--portals",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="Registry: folder of YAML files, one a portal / 门户登记目录",
    )
    return option(function)


def port_option(function: Decorated) -> Decorated:
    """`--port N`: the port of the site."""
    option = click.option(
        "--port",
        type=click.IntRange(1, 65535),
        default=SITE_PORT,
        show_default=True,
        help="Port of the site / 网站端口",
    )
    return option(function)


def _web_address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from publish.site.settings import web_address

    try:
        return None if value is None else web_address(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def address_option(function: Decorated) -> Decorated:
    """`--address URL`: the site's public address."""
    option = click.option(
        "--address",
        metavar="URL",
        callback=_web_address,
        envvar="GONGKAI_ADDRESS",
        show_envvar=True,
        help="The site's public address, else that of gongkai.yml / 网站的公开网址",
    )
    return option(function)


def workers_option(function: Decorated) -> Decorated:
    """`--workers N`: how many processes share the work."""
    option = click.option(
        "--workers",
        type=click.IntRange(min=1),
        default=os.cpu_count() or 1,
        show_default="one a core",
        help="Processes that share the work / 并行进程数",
    )
    return option(function)


def contact_option(function: Decorated, is_required: bool = False) -> Decorated:
    """`--contact WHO`: the address that portals are told, else that of GONGKAI_CONTACT."""
    option = click.option(
        "--contact",
        required=is_required,
        envvar="GONGKAI_CONTACT",
        show_envvar=True,
        help="Who crawls: a mail address or URL, told to every portal / 联系方式，写入 User-Agent",
    )
    return option(function)
