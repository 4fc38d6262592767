"""What every part of the house needs and none owns: texts, dates, encodings, rule files."""
