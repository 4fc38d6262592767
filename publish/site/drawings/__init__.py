"""Charts that are drawn here as SVG, without scripts: lines, bars and maps of tiles.

Colours stand in attributes, for a picture that is taken away; classes let a page change them in the
dark. Each is drawn for a width, so that its text keeps its size.
"""
