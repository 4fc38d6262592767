"""The readers who make every journey: one at a desk in Chinese, one with a phone in English."""

from __future__ import annotations

import pytest

from tests.browser.visitor import DESKTOP, PHONE

READERS = pytest.mark.parametrize(
    ("language", "size"), [("zh", DESKTOP), ("en", PHONE)], ids=["zh-desktop", "en-phone"]
)
