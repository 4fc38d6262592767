"""How headings and labels of reports begin, for readers that must tell where a line or a cell
starts anew.
"""

from __future__ import annotations

import re

from foundation.numbering import BRACKETED, COUNT, SECTION

# All are matched against squashed text (foundation.normalise.squash): no spaces, half-width signs.
OUTLINE_NUMBER = re.compile(rf"^(?:{COUNT}[、.]|{BRACKETED}|\(\d+\)|\d{{1,2}}[、.])")
SECTION_HEADING = re.compile(f"^{SECTION}[、.].{{0,28}}(?:情况|事项|措施)$")
