"""Which extractor made a reading: a version for people, and a digest of all that it depends on.

The version is raised by hand and says nothing about what is read. The digest changes by itself with
every rule, with every library that reads and with every program that converts: a reading is kept
under both, so that no figure outlives the rule that made it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extract.tools import ANTIWORD, BSDTAR, LIBREOFFICE

__version__ = "0.2.0"

PACKAGES: Final = ("extract", "foundation")
"""The packages whose files decide what is read: code, forms and rules."""

LIBRARIES: Final = {
    "PIL": "pillow",
    "bs4": "beautifulsoup4",
    "cssselect": "cssselect",
    "cv2": "opencv-python-headless",
    "lxml": "lxml",
    "numpy": "numpy",
    "ofdkit": "ofdkit",
    "onnxruntime": "onnxruntime",
    "opencc": "opencc",
    "pydantic": "pydantic",
    "pypdfium2": "pypdfium2",
    "rapidfuzz": "rapidfuzz",
    "rapidocr": "rapidocr",
    "tinycss2": "tinycss2",
    "xlrd": "xlrd",
    "yaml": "pyyaml",
    "z3": "z3-solver",
}
"""The libraries that read, by the module that is imported: the distribution whose version counts.
One that is not installed adds nothing.
"""

_DIGITS = 12
_COMPILED = "__pycache__"
# Where LibreOffice says which build it is, beside its program; to ask the program takes a second.
_BUILD_OF_OFFICE = "versionrc"


@cache
def extractor() -> str:
    """The version and the digest, as readings and archives name the extractor:
    `0.2.0+1f3870be274f`.

    Worked out once a process, from the files as they are at the first call.
    """
    packages = [_folder(name) for name in PACKAGES]
    return f"{__version__}+{digest_of(packages, [*_libraries(), *_programs()])}"


def digest_of(packages: Iterable[Path], others: Iterable[str]) -> str:
    """Twelve digits of a SHA-256 over the files of the packages and the other things named.

    Files count by their place within the package and their bytes: neither where the package lies
    nor when it was installed changes the digest.
    """
    whole = hashlib.sha256()
    for package in packages:
        for path in _files(package):
            name = path.relative_to(package.parent).as_posix()
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{name} {content}\n".encode())
    for other in others:
        whole.update(f"{other}\n".encode())
    return whole.hexdigest()[:_DIGITS]


def _files(package: Path) -> list[Path]:
    """The files of a package in order of name, without what Python compiled and what editors
    leave.
    """
    found = (path for path in package.rglob("*") if path.is_file())
    return sorted(
        path
        for path in found
        if _COMPILED not in path.parts and not path.name.startswith(".") and path.suffix != ".pyc"
    )


def _folder(package: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _libraries() -> Iterator[str]:
    yield f"python {sys.version_info.major}.{sys.version_info.minor}"
    for distribution in sorted(set(LIBRARIES.values())):
        try:
            yield f"{distribution} {version(distribution)}"
        except PackageNotFoundError:
            continue


def _programs() -> Iterator[str]:
    """The builds of the programs that convert, as far as they are installed."""
    for tool in (ANTIWORD, BSDTAR, LIBREOFFICE):
        found = tool.find()
        if found is not None:
            program = Path(found).resolve()
            build = program.with_name(_BUILD_OF_OFFICE) if tool is LIBREOFFICE else program
            content = build.read_bytes() if build.is_file() else b""
            yield f"{tool.name} {hashlib.sha256(content).hexdigest()}"
