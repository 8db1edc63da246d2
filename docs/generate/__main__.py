"""`python -m docs.generate`: write the pages of docs/reference, remove those no longer made, write maps' schemas."""

from __future__ import annotations

from pathlib import Path

from docs.generate.reference import FOLDER, pages
from sojourn.documents.schema import published

SCHEMAS = Path(__file__).parents[2] / "src/sojourn/schemas"


def main() -> None:
    """Write all pages, and the schemas."""
    made = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")
    for name, text in published().items():
        (SCHEMAS / name).write_text(text, "utf-8")


main()
