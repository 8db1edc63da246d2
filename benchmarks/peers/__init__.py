"""The peers: one folder each, with what is installed and how it is used. Each runs in an environment of its own."""
