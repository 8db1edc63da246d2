"""Maps as pictures: SVG, slides with native shapes, PDF and PNG. One layout, drawn by each format in its own way."""
