"""Formats that place characters on pages (PDF, OFD, pictures): from positions to paragraphs and
grids.
"""
