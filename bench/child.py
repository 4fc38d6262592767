"""One subject in a process of its own: for each line that names a folder, reads its documents and says what it took."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from bench.subjects import SUBJECTS, Reader

# On Linux `ru_maxrss` counts KiB, on macOS bytes.
UNITS_PER_MIB = 1024 * 1024 if sys.platform == "darwin" else 1024


def main(name: str) -> None:
    read = next(subject for subject in SUBJECTS if subject.name == name).reader()
    for line in sys.stdin:
        print(json.dumps(_round(read, Path(line.strip()))), flush=True)


def _round(read: Reader, folder: Path) -> dict[str, float]:
    """Seconds for the folder's documents, how many of them the library refused, and the peak so far, in MiB."""
    documents = [path.read_bytes() for path in sorted(folder.iterdir())]
    began = time.perf_counter()
    refused = sum(not _is_read(read, data) for data in documents)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_PER_MIB
    return {"documents": len(documents), "seconds": seconds, "refused": refused, "peak": peak}


def _is_read(read: Reader, data: bytes) -> bool:
    try:
        read(data)
    except Exception as error:  # libraries fail each in its own way; the table says how often
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
