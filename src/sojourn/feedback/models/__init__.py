"""Models that put texts into classes: hashed words, sentence embeddings, or both; trained on people's own labels."""
