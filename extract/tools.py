"""External programs that some formats need: found, run with limits, ended with everything they
started.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
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
MAX_OUTPUT = 200_000_000
_COMPLAINT = 300
# What a program may take to end after its last output.
_LAST_SECONDS = 20.0
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
ANTIWORD = Tool(
    "antiword",
    ("antiword",),
    "no text of DOC files without LibreOffice",
    "install it (Debian: antiword)",
)
BSDTAR = Tool(
    "bsdtar", ("bsdtar",), "RAR archives stay unread", "install it (Debian: libarchive-tools)"
)
# The packages that character recognition is made of.
OCR = ("rapidocr", "onnxruntime", "cv2")
# Issues of readings that are less than they would be with a tool that was not there.
LACKING = frozenset({"needs_tool", "needs_ocr", "text_fallback"})


def missing() -> tuple[str, ...]:
    """The names of the optional tools that this machine has not."""
    programs = (tool.name for tool in (LIBREOFFICE, ANTIWORD, BSDTAR) if tool.find() is None)
    return (*programs, *(("OCR",) if not all(map(find_spec, OCR)) else ()))


def run(
    command: Sequence[str],
    seconds: float,
    folder: Path | None = None,
    given: bytes = b"",
    most: int = MAX_OUTPUT,
) -> bytes:
    """Run a command, with `given` on its standard input, and give what it prints.

    Raises Unreadable where it fails, takes longer than `seconds`, or prints more than `most` bytes.
    The command gets a process group of its own, of which nothing is left afterwards.
    """
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=folder,
            env=_environment(os.environ),
            start_new_session=True,
        )
        _running.add(process.pid)
        # Beside the reading of its output: a program may print before it has taken everything in.
        threading.Thread(target=_give, args=(process, given), daemon=True).start()
        try:
            output = _output(process, Path(command[0]).name, seconds, most)
            status = process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            raise Unreadable(f"{Path(command[0]).name} does not end") from None
        finally:
            _end(process.pid)
            process.wait()
            _running.discard(process.pid)
        if status != 0:
            complaints.seek(0)
            said = " ".join(complaints.read(_COMPLAINT).decode(errors="replace").split())
            raise Unreadable(
                f"{Path(command[0]).name} cannot read the file (status {status}): {said}"
            )
    return output


def _give(process: subprocess.Popen[bytes], given: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin as stream:
        stream.write(given)


def _output(process: subprocess.Popen[bytes], name: str, seconds: float, most: int) -> bytes:
    """All that a process prints until it closes its output."""
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    chunks: list[bytes] = []
    with process.stdout as stream, selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise Unreadable(f"{name} took longer than {seconds:g} seconds")
            chunk = os.read(stream.fileno(), 1 << 16)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
            if sum(map(len, chunks)) > most:
                raise Unreadable(f"{name} gave more than {most} bytes")


def end_running() -> None:
    """Kill every command that still runs, with all it started; for a process that is about to
    end.
    """
    for group in list(_running):
        _end(group)


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _environment(outer: Mapping[str, str]) -> dict[str, str]:
    """An environment without the user's settings, in UTF-8, and with a dead proxy: nothing is
    fetched.
    """
    kept = {name: outer[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in outer}
    proxies = dict.fromkeys(
        ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9"
    )
    return {**kept, **proxies, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
