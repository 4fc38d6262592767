"""One exception for each way in which a file cannot be read."""

from __future__ import annotations

import re


class ExtractError(Exception):
    """Base of all that stops the reading of one file; the message is one line for the user."""

    exit_status = 10

    @classmethod
    def code(cls) -> str:
        """The code of the issue that the error becomes in a reading: NeedsTool is `needs_tool`."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


class Unreadable(ExtractError):
    """The bytes are not what their format promises: a damaged archive, a part that is missing, a
    limit passed.
    """

    exit_status = 11


class Undecodable(ExtractError):
    """No encoding gives text: raised by the encoding decision, so that nothing is read out of
    mojibake.
    """

    exit_status = 12


class UnknownFormat(ExtractError):
    """No reader knows these bytes: raised by the sniffing of formats."""

    exit_status = 13


class NeedsTool(ExtractError):
    """The bytes can be read, but not without a tool or an optional package that is absent: `tool`
    names it.
    """

    exit_status = 14

    def __init__(self, tool: str, lost: str, remedy: str) -> None:
        super().__init__(f"needs:{tool}: {lost}; {remedy}")
        self.tool = tool


class Locked(ExtractError):
    """The file is encrypted and does not open with the empty password."""

    exit_status = 15


class EmptyFile(ExtractError):
    """The file has no bytes, or none but blanks and zeros: a download that was cut short,
    mostly.
    """

    exit_status = 16


class ExtractFailed(ExtractError):
    """The reading was ended: it passed a limit of time, memory or size, or a defect of the reader
    ended it.
    """

    exit_status = 17


def exit_status_of(code: str) -> int | None:
    """The exit status of the error that became an issue with this code; None for issues that stop
    no reading.
    """
    return next(
        (error.exit_status for error in ExtractError.__subclasses__() if error.code() == code), None
    )
