"""Words that say nothing of what a text is about, in English, German, French and Spanish."""

from __future__ import annotations

_ENGLISH = """
a about after again all also am an and any are as at be been before being but by can cannot could did do does doing
don down for from get gets getting go going got had has have having he her here him his how i if in into is isn it its
just let like ll make me more most much my need no not now of off on one only or other our out over own please re
really said same say says she should so some still such than that the their them then there these they this those
through to too under until up us ve very want wants was we were what when where which while who why will with would
you your yours im ive cant dont didnt wont u ur amp http https www co com today yesterday day days time even ever back
take took told know
"""
_OTHERS = """
aber als am an auch auf aus bei bin bis bitte da dann das dass dem den der des die dies diese du ein eine einem einen
einer er es für hat habe haben hier ich ihr im in ist ja kann kein keine man mein mich mir mit nach nicht noch nun nur
oder schon sehr sein sich sie sind so über um und uns von vor war was wenn wie wir wird wurde zu zum zur au aux avec
ce ces cette dans de elle en est et eu il ils je la le les leur lui ma mais me mes mon ne nous on ou par pas plus pour
qu que qui sa sans se ses son sont sur un une vos votre vous al como con del el ella esta este fue ha hay las lo los
mas mi muy no nos para pero por si sin su sus una uno y ya yo
"""

SMALL_WORDS = frozenset((_ENGLISH + _OTHERS).split())
