"""One subject in a process of its own: for each line that names a folder, reads its documents and
says what it took.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from bench.subjects import SUBJECTS, Reader

STATUS = Path("/proc/self/status")
# Without /proc, as on macOS, `ru_maxrss` counts bytes.
BYTES_PER_MIB = 1024 * 1024


def main(name: str) -> None:
    read = next(subject for subject in SUBJECTS if subject.name == name).reader()
    for line in sys.stdin:
        print(json.dumps(_round(read, Path(line.strip()))), flush=True)


def _round(read: Reader, folder: Path) -> dict[str, float]:
    """Seconds for the folder's documents, how many of them the library refused, and the peak so
    far, in MiB.
    """
    documents = [path.read_bytes() for path in sorted(folder.iterdir())]
    began = time.perf_counter()
    refused = sum(not _is_read(read, data) for data in documents)
    seconds = time.perf_counter() - began
    return {"documents": len(documents), "seconds": seconds, "refused": refused, "peak": _peak()}


def _peak() -> float:
    """The largest resident memory of this process so far, in MiB.

    What Linux gives for `getrusage` begins with the peak of the process that started this one.
    """
    if STATUS.exists():
        kib = next(
            line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:")
        )
        return int(kib) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / BYTES_PER_MIB


def _is_read(read: Reader, data: bytes) -> bool:
    try:
        read(data)
    except Exception as error:  # libraries fail each in its own way; the table says how often
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
