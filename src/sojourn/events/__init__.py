"""The event: its columns, the standard vocabulary, and the rules that clean names and find channels."""
