"""What stands between the spiders and the network, in the order of `crawler.settings`."""

from __future__ import annotations

import re

from scrapy.exceptions import IgnoreRequest

# The most of an exception's text that the record keeps.
_LONGEST = 160


class Unreached(IgnoreRequest):
    """Base of what is raised where a host cannot be asked at all: it says nothing about the
    page.
    """


class Impostor(IgnoreRequest):
    """The answer is a challenge, a refusal, a missing page or damaged: what the archive noted as
    its problem.
    """


def explained(error: BaseException) -> str:
    """Return the kind of an exception and its text on one line; what Twisted wraps is unwrapped."""
    text = " ".join(
        re.sub(r"<twisted\.python\.failure\.Failure ([^>]*)>", r"\1", str(error)).split()
    )
    return f"{type(error).__name__}: {text}"[:_LONGEST].rstrip(": ")
