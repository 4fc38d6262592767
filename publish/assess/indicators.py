"""The indicators by which reports are assessed, as assessments.yml describes them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from publish.schema.assessments import ASSESSMENTS, Assessment

Result = Literal["met", "partly", "not_met", "not_assessable"]


class Indicator(Assessment):
    """One indicator, by its key.

    A value from `met` up is met, from `not_met` down is not, and partly in between.
    """

    id: str

    def result(self, value: float | None) -> Result:
        """What a value between 0 and 1 amounts to; one that could not be computed is not
        assessable.
        """
        if value is None:
            return "not_assessable"
        return "met" if value >= self.met else "not_met" if value <= self.not_met else "partly"


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators, in the order of assessments.yml."""
    return tuple(Indicator(id=name, **dict(entry)) for name, entry in ASSESSMENTS.items())


def rows() -> Iterator[dict[str, Any]]:
    """The rows of the table `indicators`."""
    for indicator in indicators():
        yield {
            "id": indicator.id,
            "aspect": indicator.aspect,
            "title_zh": indicator.title.zh,
            "title_en": indicator.title.en,
            "definition_zh": indicator.definition.zh,
            "definition_en": indicator.definition.en,
            "source_zh": indicator.source.zh,
            "source_en": indicator.source.en,
            "met_from": indicator.met,
            "not_met_to": indicator.not_met,
        }
