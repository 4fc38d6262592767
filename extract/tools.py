"""External programs that some formats need: found, run with limits, ended with everything they started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.errors import NeedsTool, Unreadable

# Where packages put LibreOffice when it is not in PATH.
_PLACES = (
    "/usr/bin",
    "/usr/local/bin",
    "/opt/libreoffice/program",
    "/usr/lib/libreoffice/program",
    "/Applications/LibreOffice.app/Contents/MacOS",
)
_running: set[int] = set()


@dataclass(frozen=True)
class Tool:
    """A program under any of its names; what is lost without it and how to get it, for people."""

    name: str
    programs: tuple[str, ...]
    lost: str
    remedy: str

    def find(self) -> str | None:
        """The path of the program, or None where it is not installed."""
        for program in self.programs:
            found = shutil.which(program) or shutil.which(program, path=os.pathsep.join(_PLACES))
            if found:
                return found
        return None

    def path(self) -> str:
        """The path of the program. Raises NeedsTool."""
        found = self.find()
        if found is None:
            raise NeedsTool(self.name, self.lost, self.remedy)
        return found


LIBREOFFICE = Tool(
    "LibreOffice",
    ("soffice", "libreoffice"),
    "DOC, WPS and RTF files stay unread",
    "install it (Debian: libreoffice-writer-nogui)",
)
ANTIWORD = Tool("antiword", ("antiword",), "no text of DOC files without LibreOffice", "install it (Debian: antiword)")
BSDTAR = Tool("bsdtar", ("bsdtar",), "RAR archives stay unread", "install it (Debian: libarchive-tools)")
TOOLS = (LIBREOFFICE, ANTIWORD, BSDTAR)


def run(command: Sequence[str], seconds: float, folder: Path | None = None, data: bytes | None = None) -> bytes:
    """Run a command and give what it prints. Raises Unreadable where it fails or takes longer than `seconds`.

    The command gets a process group of its own, which is killed as a whole when the time is up.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(os.environ),
        start_new_session=True,
    )
    _running.add(process.pid)
    try:
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Unreadable(f"{Path(command[0]).name} took longer than {seconds:g} seconds") from None
    finally:
        _end(process.pid)
        process.wait()
        _running.discard(process.pid)
    if process.returncode != 0:
        raise Unreadable(f"{Path(command[0]).name} cannot read the file (status {process.returncode})")
    return output


def end_running() -> None:
    """Kill every command that still runs, with all it started; for a process that is about to end."""
    for group in list(_running):
        _end(group)


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _environment(outer: Mapping[str, str]) -> dict[str, str]:
    """An environment without the user's settings, in UTF-8, and with a dead proxy: nothing is fetched."""
    kept = {name: outer[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in outer}
    proxies = {name: "http://127.0.0.1:9" for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy")}
    return {**kept, **proxies, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
