"""Drawing charts: by the browser, which takes the Vega libraries from this site, or here as SVG and
PNG.

The libraries come out of the installed package vl-convert-python; nothing of them is kept in this
project. It draws one chart at a time in a thread of its own (40 ms a chart, 2 s for the first, 180
MB in all), remembers what it drew, and refuses when too many wait, so that charts cannot take the
site down.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, Literal

from foundation.json_values import JsonObject
from publish.site.data.memory import Memory
from publish.site.serving.work_queue import Line

Format = Literal["svg", "png"]
_AT_MOST_WAITING: Final = 16
_REMEMBERED: Final = 256
_SCALE: Final = 2.0
_BUNDLE: Final = Path(__file__).with_name("bundle.py")

_artist: Final = Line("charts", _AT_MOST_WAITING)
_drawn: Final[Memory[tuple[str, Format], bytes]] = Memory(_REMEMBERED)


def library_version() -> str:
    """The version of the package that the Vega libraries come from; stands in their address."""
    return version("vl-convert-python")


async def library() -> bytes:
    """The Vega libraries for the browser as one script, compressed by gzip."""
    return await _artist(_bundle)


async def draw(specification: JsonObject, form: Format) -> bytes:
    """The chart of a Vega-Lite specification as SVG or PNG. Raises TooManyWaiting."""
    key = (json.dumps(specification, ensure_ascii=False, sort_keys=True), form)
    if key not in _drawn:
        _drawn[key] = await _artist(lambda: _draw(specification, form))
    return _drawn[key]


async def rasterise(svg: str) -> bytes:
    """An SVG as PNG. Raises TooManyWaiting."""
    return await _artist(lambda: _rasterised(svg))


def _rasterised(svg: str) -> bytes:
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=_SCALE))


@cache
def _bundle() -> bytes:
    command = [sys.executable, "-P", str(_BUNDLE)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def _draw(specification: JsonObject, form: Format) -> bytes:
    import vl_convert  # 40 MB and a second that a site without charts need not spend

    if form == "svg":
        return str(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])).encode()
    return bytes(vl_convert.vegalite_to_png(specification, scale=_SCALE, allowed_base_urls=[]))
