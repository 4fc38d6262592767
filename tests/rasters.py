"""Pictures of the pages of a PDF, as a scanner would leave them.

They are drawn in a process of their own: a reader takes the fonts of this machine away from
PDFium for the whole process in which it reads, and a scan shows fonts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_DRAW = """
import sys
import pypdfium2
pdf, scale, folder = sys.argv[1:]
for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
    picture = page.render(scale=float(scale), grayscale=True).to_pil()
    picture.convert("L").save(f"{folder}/{number:04}.png")
"""


def pictures_of(pdf: bytes, dots_per_inch: int) -> list[Any]:
    """The pages as grey pictures of PIL, in their order."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.pdf"
        path.write_bytes(pdf)
        command = [sys.executable, "-c", _DRAW, str(path), str(dots_per_inch / 72), folder]
        subprocess.run(command, check=True, timeout=600)
        return [Image.open(page).copy() for page in sorted(Path(folder).glob("*.png"))]
