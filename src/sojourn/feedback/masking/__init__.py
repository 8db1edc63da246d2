"""Personal data in what customers write, replaced by words such as [e-mail], before anybody else reads it.

`contacts` finds e-mail addresses, links and handles, `numbers` phones, cards, accounts and orders, `places` addresses,
`people` names; `masking` puts them together. What is doubtful is masked: a quote that says less still serves.
"""

from sojourn.feedback.masking.masking import Masked, mask, masked
from sojourn.feedback.masking.spans import WORDS, masked_parts

__all__ = ["WORDS", "Masked", "mask", "masked", "masked_parts"]
