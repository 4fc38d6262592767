"""Hands over the report of a night: to a webhook, to a command that sends mail, into a file that a
dead-man's switch watches.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gongkai.errors import NoticeUndelivered
from gongkai.night_report import Night

_PATIENCE: Final = 30
_LONGEST_REASON: Final = 200
_WEB: Final = ("http://", "https://")


@dataclass(frozen=True)
class Recipients:
    """Who is told. `webhook` gets every night as JSON, `mail` (a command) those in which something
    is new: wrong, or right again; `alive` is a file that every night writes that came to its end.
    """

    webhook: str | None = None
    mail: str | None = None
    alive: Path | None = None


def tell(night: Night, recipients: Recipients) -> list[NoticeUndelivered]:
    """Hand the report over to all; gives what could not be done."""
    mail = recipients.mail if _is_news(night) else None
    alive = None if recipients.alive is None else str(recipients.alive)
    undelivered = []
    for work, recipient in ((_post, recipients.webhook), (_mail, mail), (_touch, alive)):
        try:
            if recipient is not None:
                work(night, recipient)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            reason = str(error)[:_LONGEST_REASON]
            undelivered.append(
                NoticeUndelivered(f"the report could not be handed to {recipient}: {reason}")
            )
    return undelivered


def _is_news(night: Night) -> bool:
    return night.trouble is not None or bool(night.portals.healed)


def _post(night: Night, address: str) -> None:
    if not address.startswith(_WEB):
        raise ValueError("it is no web address")
    content = json.dumps(night.as_json(), ensure_ascii=False).encode()
    headers = {"content-type": "application/json; charset=utf-8"}
    asked = urllib.request.Request(address, content, headers, method="POST")
    with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
        answer.read(1)


def _mail(night: Night, command: str) -> None:
    subprocess.run(
        shlex.split(command),
        input=f"{night}\n".encode(),
        check=True,
        timeout=_PATIENCE,
        stdout=subprocess.DEVNULL,
    )


def _touch(night: Night, name: str) -> None:
    """The file says when and how; that it grows old says that no night came to its end."""
    if any(failure.step == "build" for failure in night.failures):
        return
    file = Path(name)
    new = file.with_name(f"{file.name}.new")
    new.write_text(f"{night.ended} {night.outcome}\n", encoding="utf-8")
    new.replace(file)
