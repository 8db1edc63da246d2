"""How well comments are read: each task on public data, with the split stated, against the marks set beforehand."""
