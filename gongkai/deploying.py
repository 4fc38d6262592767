"""The files of a deployment: settings, units of systemd, pages of web servers.

Each stands in gongkai/deployment as it would be for the example of docs/operators.md: in
/srv/gongkai, for archive@example.org, under https://example.org/. Written out, it says what the
operator said in place of that.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

FILES: Final = (
    "gongkai.yml",
    "gongkai.env",
    "gongkai.service",
    "gongkai.timer",
    "gongkai-site.service",
)
# Of use where the site has a public address.
PROXIES: Final = ("Caddyfile", "nginx.conf")
_USER: Final = "User=gongkai\n"
_ADDRESS: Final = "https://example.org/"
_CONTACT: Final = "archive@example.org"
_HOST: Final = "example.org"
_PROGRAM: Final = "/srv/gongkai/.venv/bin/gongkai"
_FOLDER: Final = "/srv/gongkai"


@dataclass(frozen=True)
class Deployment:
    """What an operator says: the folder of the archive, who crawls, as which user of the system,
    and the site's public address, where it has one.
    """

    folder: Path
    contact: str
    user: str
    address: str | None

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that are of use."""
        return FILES + PROXIES if self.address else FILES

    def text(self, name: str) -> str:
        """A file, with what was said in place of the example's."""
        found = (files("gongkai") / "deployment" / name).read_text(encoding="utf-8")
        if self.address is None:
            found = found.replace(f"address: {_ADDRESS}", f"# address: {_ADDRESS}")
        # The program lies below the folder, and the contact holds the host: the longer ones first.
        for example, said in (
            (_PROGRAM, str(Path(sys.executable).parent / "gongkai")),
            (_FOLDER, str(self.folder)),
            (_USER, f"User={self.user}\n"),
            (_CONTACT, self.contact),
            (_ADDRESS, self.address or _ADDRESS),
            (f"{_HOST} {{", f"{self._host} {{"),
            (f"server_name {_HOST};", f"server_name {self._host};"),
        ):
            found = found.replace(example, said)
        return found

    @property
    def _host(self) -> str:
        return urlsplit(self.address or _ADDRESS).hostname or _HOST


def write(deployment: Deployment) -> dict[str, bool]:
    """Write the files that are not there yet; say for each whether it was written. What an operator
    has changed is never written over. Raises OSError where the folder cannot be written.
    """
    deployment.folder.mkdir(parents=True, exist_ok=True)
    return {name: _write_new(deployment, name) for name in deployment.files}


def _write_new(deployment: Deployment, name: str) -> bool:
    try:
        with (deployment.folder / name).open("x", encoding="utf-8", newline="\n") as file:
            file.write(deployment.text(name))
    except FileExistsError:
        return False
    return True
