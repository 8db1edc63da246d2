"""Personas found in data: behavioural segments, until people make personas of them.

Read in this order: records.py, behaviour.py (what is counted), counted.py (how often the same step is), mixture.py (how
kinds are found), describing.py (in words), finding.py (the function that users call), documents.py (as files that
people edit).
"""

from sojourn.insights.personas.finding import personas
from sojourn.insights.personas.records import FoundPersona, FoundPersonas, Trait

__all__ = ["FoundPersona", "FoundPersonas", "Trait", "personas"]
