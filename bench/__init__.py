"""Measurements of speed and memory. They are no tests: what they print depends on the machine."""
