"""The comparison of agencies."""
