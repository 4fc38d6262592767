"""The statutory tables: which rows and columns of a document they are, and what their cells say."""
