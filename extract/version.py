"""The version of the extractor: a reading is named by it and by the bytes it read."""

__version__ = "0.1.0"
