"""From events to journeys: stages, definitions, segments, and the partitions that measures run over."""
