"""One writer per portal: the lock that a process holds while it writes a portal's captures."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from crawler.errors import PortalLocked

# The file that the writer of a portal holds locked; it names the process.
LOCK = "lock"
# A writer that was killed holds its lock until the system has cleared it away: seconds between the
# attempts.
_PAUSES = (0.1, 0.3, 1.0)


def locked(folder: Path, portal_id: str) -> IO[str]:
    """Return a portal's lock, held until it is closed. Raises PortalLocked where another process
    holds it.
    """
    lock = (folder / LOCK).open("a+")
    for pause in _PAUSES:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(pause)
        else:
            lock.truncate(0)
            print(os.getpid(), file=lock, flush=True)
            return lock
    lock.seek(0)
    holder = lock.read().strip() or "unknown"
    lock.close()
    raise PortalLocked(
        f"{portal_id}: another crawl of this portal is running (process {holder}); wait for it."
    )
