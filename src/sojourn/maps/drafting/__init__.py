"""A map proposed from the log: which stages, steps and cells it has. Figures come from measuring its bindings."""
