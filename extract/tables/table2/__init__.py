"""Table 2: what the agency disclosed of its own accord."""
