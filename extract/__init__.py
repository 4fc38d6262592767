"""Reads reports: bytes in, figures with their places and their doubts out."""

from extract.reading import Reading
from extract.understanding import read
from extract.version import __version__

__all__ = ["Reading", "__version__", "read"]
