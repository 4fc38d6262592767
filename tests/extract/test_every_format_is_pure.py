"""The same bytes give the same reading, twice and in any process, whatever the format and the order
of hashing.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import extract
from extract import formats
from extract.media_types import media_type
from tests.corpus import make
from tests.corpus.maker import WEIGHTS
from tests.extract.readers.test_image import saved, table_picture

pytestmark = [pytest.mark.slow, pytest.mark.minutes(1)]


TOP = Path(__file__).parents[2]
DIGESTS = """
import sys
from tests.extract.test_every_format_is_pure import digest
for path in sys.argv[1:]:
    print(digest(open(path, "rb").read()))
"""


def digest(data: bytes) -> str:
    """A fingerprint of everything that a reading says; of a picture, of the table that was seen in
    it.
    """
    if media_type(data).startswith("image/"):
        return hashlib.sha256(repr(formats.read_document(data)).encode()).hexdigest()
    reading = extract.read(data, "same").as_json(all_cells=True)
    return hashlib.sha256(json.dumps(reading, ensure_ascii=False).encode()).hexdigest()


@cache
def documents(format: str) -> tuple[bytes, ...]:
    """A clean and a damaged document of a format; none where the tool that makes it is absent."""
    if format == "scan":  # whole pages take a minute
        return (saved(table_picture(), dpi=(150, 150)),)
    return tuple(
        sample.data for layout in ("clean", "destroyed") for sample in make(31, 1, format, layout)
    )


@pytest.mark.parametrize("format", WEIGHTS)
def test_the_same_bytes_give_the_same_reading(format: str, tmp_path: Path) -> None:
    made = documents(format)
    if not made:
        pytest.skip(f"nothing makes {format} here")
    paths = [tmp_path / str(number) for number in range(len(made))]
    for path, data in zip(paths, made, strict=True):
        path.write_bytes(data)
    here = [digest(data) for data in made]
    assert [digest(data) for data in made] == here
    command = [sys.executable, "-c", DIGESTS, *map(str, paths)]
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4242",
        "PYTHONPATH": str(TOP),
        "TZ": "Asia/Shanghai",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == here
