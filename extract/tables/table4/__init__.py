"""Table 4: administrative review and litigation."""
