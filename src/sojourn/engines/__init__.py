"""Engines move partitions: they compile journeys and run kernels over them."""
