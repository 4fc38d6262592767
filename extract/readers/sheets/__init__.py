"""The readers of spreadsheets: one a file format, one model of a sheet as it is shown."""
