"""Experiments: randomised comparisons, declared in a file, judged in plain words.

Plain functions over numbers: arms.py, comparing.py (two arms), always_valid.py (looking at any time), uneven.py (arms
of the wrong size), cuped.py (sharper by the past), sizing.py (how many). Over a workspace: assigning.py (who is
in which arm), meeting.py (who met it when), measuring.py, judging.py, telling.py, listing.py, experiment.py.
"""
