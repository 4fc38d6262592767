"""The capture store: WARC files, and the log that says where each response stands in them."""
