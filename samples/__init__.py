"""Practice portals: a local server that imitates the portal products, with its own reports of
invented agencies.
"""

from __future__ import annotations

from samples.errors import AddressMissing, NotStarted, PortTaken, SamplesError, WorldInvalid
from samples.later import Change
from samples.server import Asked, PracticePortals
from samples.truth import ExpectedReport, expected_reports, practice_portal_ids
from samples.world import DEFAULT_PORT, REGISTRY, WORLDS

__all__ = [
    "DEFAULT_PORT",
    "REGISTRY",
    "WORLDS",
    "AddressMissing",
    "Asked",
    "Change",
    "ExpectedReport",
    "NotStarted",
    "PortTaken",
    "PracticePortals",
    "SamplesError",
    "WorldInvalid",
    "expected_reports",
    "practice_portal_ids",
]
