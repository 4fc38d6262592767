"""The reports as HTML, in the three hands in which clerks make it: clean, pasted from Word, pasted
from WPS.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from samples.prose import Block
from samples.world import HERE, Style

RUNS = re.compile(r"[0-9A-Za-z.,]+|[^0-9A-Za-z.,]+")


def runs(text: str) -> list[tuple[str, bool]]:
    """Text cut the way Word cuts it: runs of Latin letters and digits apart from the Chinese around
    them.
    """
    return [(run, run[0].isascii() and run[0].isalnum()) for run in RUNS.findall(text)]


@cache
def environment() -> Environment:
    """Jinja2 over samples/templates; everything is escaped unless it is Markup."""
    loader = FileSystemLoader(HERE / "templates")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["runs"] = runs
    return made


def body_html(blocks: Sequence[Block], style: Style) -> Markup:
    """The body of an article, without the page around it."""
    return Markup(environment().get_template(f"bodies/{style}.html").render(blocks=blocks))
