"""Turns every failure into one line on stderr and an exit status that tells it apart."""

from __future__ import annotations

from typing import Any

import click

from gongkai.crash import write_crash_log
from gongkai.session import Session

CRASHED = 70
INPUT_OUTPUT_FAILED = 74


def printable(text: object) -> str:
    """Text of foreign origin on one line, without anything that could steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in str(text))


def complain(message: str) -> None:
    """Print one line on stderr, whatever line breaks the message holds."""
    click.echo(f"gongkai: {' '.join(printable(message).split())}", err=True)


def explain(error: Exception, session: Session, about: str = "") -> int:
    """Print what went wrong as one line; return the exit status that tells it apart.

    `about` names what was worked on, for messages that do not name it themselves.
    """
    prefix = f"{about}: " if about and about not in str(error) else ""
    status: Any = getattr(error, "exit_status", None)
    if isinstance(status, int):
        complain(f"{prefix}{error}")
        return status
    if isinstance(error, OSError) and error.filename:
        complain(f"{error.filename}: {error.strerror}")
        return INPUT_OUTPUT_FAILED
    log = write_crash_log(error, session.state)
    complain(
        f"{prefix}this should not happen ({type(error).__name__}); please report it, with the file"
        f" {log}"
    )
    return CRASHED
