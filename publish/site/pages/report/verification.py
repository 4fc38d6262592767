"""How anybody proves a captured document for themselves."""

from __future__ import annotations

import shlex

from publish.site.data.archive import Row


def extraction_command(capture: Row) -> str:
    """A shell command that prints the archived response, from the folder that holds the
    captures.
    """
    file = shlex.quote(capture["warc_file"])
    return (
        f"tail -c +{capture['warc_offset'] + 1} {file} | head -c {capture['warc_length']} | gunzip"
    )
