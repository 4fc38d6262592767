"""One exception for each way in which a file cannot be read."""

from __future__ import annotations


class ExtractError(Exception):
    """Base of all that stops the reading of one file; the message is one line for the user."""

    exit_status = 10


class Unreadable(ExtractError):
    """The bytes are not what their format promises: a damaged archive, a part that is missing, a limit passed."""

    exit_status = 11


class Undecodable(ExtractError):
    """No encoding gives text: raised by the encoding decision, so that nothing is read out of mojibake."""

    exit_status = 12


class UnknownFormat(ExtractError):
    """No reader knows these bytes: raised by the sniffing of formats."""

    exit_status = 13


class NeedsTool(ExtractError):
    """The bytes can be read, but not without a tool or an optional package that is absent: `tool` names it."""

    exit_status = 14

    def __init__(self, tool: str, lost: str, remedy: str) -> None:
        super().__init__(f"{tool} is missing: {lost}; {remedy}")
        self.tool = tool


class Locked(ExtractError):
    """The file is encrypted and does not open with the empty password."""

    exit_status = 15
