"""The page of an agency."""
