"""What customers say: which step it belongs to, how they feel, what it is about; quotes without personal data.

Read in this order: joining.py (which step), language.py and lexicon.py (a start without labels), models/ (trained on
labels), hearing.py (each different text read once), feedback.py and themes/ (what comes out), masking/ and typical.py
(quotes), learning.py (`sojourn train`).
"""
