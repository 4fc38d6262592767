"""Lets `python -m gongkai` do what the command `gongkai` does."""

from __future__ import annotations

from gongkai.cli import main

main()
