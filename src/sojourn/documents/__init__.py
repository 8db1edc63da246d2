"""Journey maps and personas as documents: records, their text, their schema, and what changed between two versions."""
