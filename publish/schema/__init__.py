"""The tables, views and queries of archive.db as data, and what is generated from them."""
