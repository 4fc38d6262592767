"""Reports as they are printed: tables, cells, evidence."""
