"""Themes: what comments are about. People's own words first, then labels, then clusters that are proposed.

Read in this order: file.py (what people write down), matching.py (words and clauses), clusters.py (proposals for the
rest), impact.py (what goes with a theme, adjusted), records.py and themes.py.
"""

from sojourn.feedback.themes.records import Impact, Theme, Themes
from sojourn.feedback.themes.themes import themes

__all__ = ["Impact", "Theme", "Themes", "themes"]
