"""What one fetched page says: its links and dates, what it is, what belongs to it."""
