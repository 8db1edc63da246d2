"""From a map's bindings to figures: each cell's value and range, who is behind it, and the charts below the map."""
