"""Variants: the distinct sequences that units take, and how many take each."""
