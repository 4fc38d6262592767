"""The way from a home page to the lists of annual reports."""
