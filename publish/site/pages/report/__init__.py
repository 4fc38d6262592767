"""The page of a report, of its figures, and of the documents that they come from."""
