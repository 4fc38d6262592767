"""What a cell of a table says: numbers, units, and how sure they are."""
