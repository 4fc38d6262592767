"""The bytes of a text or a page as text, or the failure of this package where they are none."""

from __future__ import annotations

from extract.errors import Undecodable
from foundation import encoding


def decoded(data: bytes) -> encoding.Decoded:
    """The text of a document, and how its encoding was found. Raises Undecodable."""
    try:
        return encoding.decode(data)
    except encoding.NotText as error:
        raise Undecodable(str(error)) from error
