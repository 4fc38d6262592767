"""The indicators by which reports are assessed, as assessments.yml describes them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from foundation.rules import Rules, Text, load

Aspect = Literal["timeliness", "contents", "accuracy", "permanence", "wording", "access"]


class Assessment(Rules):
    """What an indicator says and rests on in both languages, what computes it, and when its value
    counts as met.
    """

    aspect: Aspect
    title: Text
    definition: Text
    source: Text
    measure: str
    met: float
    not_met: float
    settings: dict[str, Any] = Field(default_factory=dict)


ASSESSMENTS = load(__package__, "assessments.yml", dict[str, Assessment])
