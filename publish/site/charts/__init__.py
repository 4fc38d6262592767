"""Charts: each is data with titles in both languages, drawn by Vega-Lite in the browser, as SVG or
as PNG.
"""
