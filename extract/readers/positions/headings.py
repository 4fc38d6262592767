"""How headings and labels of reports begin, for readers that must tell where a line or a cell
starts anew.
"""

from __future__ import annotations

import re

# All are matched against squashed text (extract.normalise.squash): no spaces, half-width signs.
OUTLINE_NUMBER = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.．])"
)
SECTION_HEADING = re.compile(r"^[一二三四五六1-6][、.].{0,28}(?:情况|事项|措施)$")
