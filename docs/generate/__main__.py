"""`python -m docs.generate`: write the pages of docs/reference, and remove those that are no longer made."""

from __future__ import annotations

from docs.generate.reference import FOLDER, pages


def main() -> None:
    """Write all pages."""
    made = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")


main()
