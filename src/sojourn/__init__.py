"""Sojourn: a journey map that measures itself."""
