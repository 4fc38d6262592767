"""What the pages ask of the archive that several of them need."""
