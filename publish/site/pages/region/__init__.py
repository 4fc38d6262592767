"""The page of an administrative division."""
