"""A page as PDF, and the pages of a PDF as PNG pictures. Nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from typing import Any

from sojourn.errors import MissingExtra, UsageError

_PAGES = "@page { size: A3 landscape !important }"


def pdf(html: str) -> bytes:
    """The page as a tagged PDF (PDF/UA-1), A3 landscape, by its print styles; its title is that of the page.

    Only `data:` addresses are read: pictures and styles from elsewhere are left out. The same page gives the same bytes
    with the same typefaces. Raises MissingExtra without weasyprint, or the Pango library that it needs.
    """
    weasyprint = _weasyprint()
    fetcher = weasyprint.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    page = weasyprint.HTML(string=html, base_url=None, url_fetcher=fetcher)
    styles = [weasyprint.CSS(string=_PAGES, url_fetcher=fetcher)]
    mark = sha256(html.encode("utf-8", "replace")).digest()[:16]
    made: bytes = page.write_pdf(stylesheets=styles, pdf_variant="pdf/ua-1", pdf_identifier=mark)
    return made


def png(document: bytes, page: int = 0, width: int = 2400) -> bytes:
    """A page of a PDF (the first is 0) as a PNG, `width` pixels wide.

    Raises UsageError where there is no such page, MissingExtra without pypdfium2.
    """
    with _opened(document) as opened:
        if not 0 <= page < len(opened):
            raise UsageError(f"There is no page {page}: it has {len(opened)}. Use 0 to {len(opened) - 1}.")
        return _drawn(opened, page, width)


def pngs(document: bytes, width: int = 2400) -> tuple[bytes, ...]:
    """Every page of a PDF as a PNG, `width` pixels wide."""
    with _opened(document) as opened:
        return tuple(_drawn(opened, page, width) for page in range(len(opened)))


def _drawn(opened: Any, number: int, width: int) -> bytes:
    page = opened[number]
    bitmap = page.render(scale=width / page.get_width())
    picture = bitmap.to_pil().convert("RGB")
    made = BytesIO()
    picture.save(made, "PNG", optimize=True)
    bitmap.close()
    page.close()
    return made.getvalue()


@contextmanager
def _opened(document: bytes) -> Iterator[Any]:
    try:
        import PIL  # noqa: F401
        import pypdfium2
    except ImportError as error:
        raise MissingExtra("pypdfium2", "export") from error
    try:
        opened = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError as error:
        raise UsageError(f"This is not a PDF ({error}). Make one with pdf(...).") from error
    try:
        yield opened
    finally:
        opened.close()


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.urls
    except (ImportError, OSError) as error:
        raise MissingExtra("weasyprint (with the Pango library)", "export") from error
    return weasyprint
