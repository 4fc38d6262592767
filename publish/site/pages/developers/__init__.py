"""The page for programs."""
