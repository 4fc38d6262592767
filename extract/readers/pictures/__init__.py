"""Character recognition: pages that are pictures."""
