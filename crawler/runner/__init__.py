"""A crawl from its start to its verdicts: what is due, the processes, the portals, their logs."""
