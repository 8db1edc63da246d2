"""Writes docs/reference from the code: `make docs`. A test holds what is committed equal to it."""
