"""What text means whatever it stands in: encodings, spellings, numbers, dates."""
