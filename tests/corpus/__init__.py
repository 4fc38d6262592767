"""Made documents with their truth, and the score that a reading of them gets."""

from tests.corpus.maker import make, quirk_names
from tests.corpus.model import Sample

__all__ = ["Sample", "make", "quirk_names"]
