"""Beliefs of a map put to the test: texts read as figures that can be measured, and each marked by what was measured.

`quantities` reads amounts, `wording` what is said of them, `believed` goes through a map, `verdicts` judges.
"""

from sojourn.insights.beliefs.believed import believed
from sojourn.insights.beliefs.known import Known, Rated, known_of
from sojourn.insights.beliefs.verdicts import TOLERANCES, Verdict, verdict_of

__all__ = ["TOLERANCES", "Known", "Rated", "Verdict", "believed", "known_of", "verdict_of"]
