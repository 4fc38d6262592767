from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from samples import PracticePortals


@pytest.fixture
def portals() -> Iterator[PracticePortals]:
    with PracticePortals(port=0) as running:
        yield running


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as opened:
        yield opened
