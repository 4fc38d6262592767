"""A reading is kept by a digest of all that it depends on: no library that reads may be left out."""

from __future__ import annotations

import ast
import sys

from extract.version import LIBRARIES, PACKAGES
from tests.house.house import TOP


def test_every_library_that_reads_is_part_of_the_extractor_s_digest() -> None:
    imported: set[str] = set()
    for path in (path for package in PACKAGES for path in (TOP / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module)
    roots = {name.partition(".")[0] for name in imported}
    assert roots - set(sys.stdlib_module_names) - set(PACKAGES) - set(LIBRARIES) == set()
