"""The command line that ties crawler, extractor and publisher together."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("gongkai")
