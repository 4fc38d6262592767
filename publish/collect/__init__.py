"""What an archive is made of, brought together out of captures and readings."""
