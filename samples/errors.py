"""One exception for each way in which the practice portals cannot start."""

from __future__ import annotations


class SamplesError(Exception):
    """Base of all that stops the practice portals; the message is one line for the user."""

    exit_status = 60


class PortTaken(SamplesError):
    """Another program listens on the address and port of a practice portal."""

    exit_status = 61


class AddressMissing(SamplesError):
    """This machine cannot listen on the loopback address of a practice portal."""

    exit_status = 62


class NotStarted(SamplesError):
    """The server thread ended, or was too slow, before it took its first connection."""

    exit_status = 63


class WorldInvalid(SamplesError):
    """A file of the folder that describes practice portals describes none, or one of an unknown
    family.
    """

    exit_status = 64
