"""The documents as they were captured: their bytes out of the archive, what a page may show of them, their records."""
