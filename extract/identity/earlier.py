"""Which form a report without tables 2, 3 and 4 is on: that of 2014 with its statistics table, or
prose before 2019.
"""

from __future__ import annotations

from typing import Literal

from extract.document import Document, Paragraph
from extract.identity.who import Identity
from extract.tables.form2014.entries import StatisticsReading

EarlierForm = Literal["2014", "prose"]
_FIRST_YEAR_OF_TABLES = 2019
# A page that only links its report has a sentence or two of its own.
_FEWEST_SENTENCES = 3


def earlier_form(
    document: Document, identity: Identity, statistics: StatisticsReading | None
) -> EarlierForm | None:
    """The form by the statistics table, or prose by a report's title, its sentences, and a year
    before 2019.

    None where the document does not show itself to be a report.
    """
    if statistics is not None and statistics.is_national:
        return "2014"
    if identity.title is None or identity.year is None or identity.year >= _FIRST_YEAR_OF_TABLES:
        return None
    sentences = sum("。" in block.text for block in document.blocks if isinstance(block, Paragraph))
    return "prose" if sentences >= _FEWEST_SENTENCES or statistics is not None else None
