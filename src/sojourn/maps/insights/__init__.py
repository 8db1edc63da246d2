"""What was found out beyond figures, on the map: as cells at their places, and as chapters below it.

`gathering` asks for it, `painful` and its neighbours put each kind into cells and words, `placing` finds the place.
"""
