"""Makes the documents to be read: clean layouts, others in each round, and the same ones in each
run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.corpus import make

SEED = 2026


def main(folder: Path, format: str, documents: int, rounds: int) -> None:
    """Write `documents` files into a folder for each round, and none where the tool that makes them
    is absent.
    """
    for number, sample in enumerate(make(SEED, documents * rounds, format=format, layout="clean")):
        target = folder / str(number // documents)
        target.mkdir(exist_ok=True)
        (target / sample.name).write_bytes(sample.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
