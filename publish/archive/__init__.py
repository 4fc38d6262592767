"""Writing archive.db: built beside, checked, then swapped in."""
