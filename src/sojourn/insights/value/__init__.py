"""Customer value: what each customer is expected to buy and pay, and whether they are still there."""

from sojourn.insights.value.records import Checked, CustomerValue, Value
from sojourn.insights.value.value import value

__all__ = ["Checked", "CustomerValue", "Value", "value"]
