"""Who reports, on which year and when, and what the text around the tables says."""
