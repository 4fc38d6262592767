"""The readers of OpenDocument: texts (ODT) and sheets (ODS), packed or as one flat file."""
