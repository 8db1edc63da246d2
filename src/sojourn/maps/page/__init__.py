"""The page of a map as texts and geometry: what is said, hidden and not known. `render` puts it in HTML."""
