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
