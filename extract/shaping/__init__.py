"""Tables that a format gives as text: lines, paragraphs and loose cells gathered into grids."""
