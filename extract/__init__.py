"""Reads reports: bytes in, figures with their places and their doubts out."""

from extract.reading import Reading, read
from extract.version import __version__

__all__ = ["Reading", "__version__", "read"]
