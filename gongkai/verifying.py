"""What `gongkai portals verify` shows, and the day that it writes into the file of a portal that is
what its file says.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from crawler.registry.portals import load_portals
from crawler.runner.verification import Verification
from gongkai.complaints import printable
from gongkai.listing import show_listing

HEADINGS = ("Portal / 门户", "What / 项目", "File / 登记", "Site / 网站", "Agree / 一致")
_VERIFIED = re.compile(r"^verified:.*$", re.MULTILINE)


def show_verification(done: Verification) -> None:
    """Print a table of what was compared."""
    show_listing(
        HEADINGS,
        (
            (
                done.portal.id,
                each.subject,
                printable(each.described),
                printable(each.found),
                "yes / 是" if each.agrees else "no / 否",
            )
            for each in done.findings
        ),
    )


def write_day(done: Verification, directory: Path, today: date) -> None:
    """Write the day into the portal's file, and leave every other line of it as it is."""
    file = directory / f"{done.portal.id}.yml"
    before = file.read_text("utf-8")
    line = f"verified: {today.isoformat()}"
    text = _VERIFIED.sub(line, before, count=1)
    if text == before and line not in before:
        text = f"{before.rstrip()}\n{line}\n"
    file.write_text(text, "utf-8")
    # The registry must still be one.
    load_portals(directory)
