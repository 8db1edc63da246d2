from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from sojourn.errors import MissingExtra, UsageError
from sojourn.maps.pictures.pdf import pdf, png, pngs
from sojourn.maps.pictures.svg import svg
from tests.maps.pictures.sample import rich

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>I furnish my home</title>
<style>@page { size: A4 portrait; margin: 10mm } h1 { color: #0f6a66 } .next { break-before: page }
@media print { .screen { display: none } }</style></head>
<body><h1>I furnish my home</h1><p>44 in 100 customers reach Purchase</p><p class="screen">Menu</p>
<p class="next">Second page</p></body></html>"""
A3_LANDSCAPE = (1190.55, 841.89)


def opened(made: bytes) -> Any:
    return pypdfium2.PdfDocument(made)


def text_of(made: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in opened(made)]


def ink(picture: bytes) -> float:
    """The share of a picture that is not white."""
    histogram = Image.open(BytesIO(picture)).convert("L").histogram()
    return sum(histogram[:200]) / sum(histogram)


def test_a_page_becomes_a_pdf_whose_text_can_be_found() -> None:
    first, second = text_of(pdf(PAGE))
    assert "44 in 100 customers reach Purchase" in first
    assert "Menu" not in first
    assert "Second page" in second


def test_pages_are_a3_landscape_whatever_the_page_asks_for() -> None:
    for page in opened(pdf(PAGE)):
        assert page.get_size() == pytest.approx(A3_LANDSCAPE, abs=0.1)


def test_it_is_tagged_and_has_the_title_of_the_page() -> None:
    made = opened(pdf(PAGE))
    assert made.get_metadata_value("Title") == "I furnish my home"
    assert made.is_tagged()


def test_the_same_page_gives_the_same_bytes() -> None:
    assert pdf(PAGE) == pdf(PAGE)


def test_every_page_becomes_a_picture_of_the_width_asked_for() -> None:
    pictures = pngs(pdf(PAGE), width=800)
    assert [Image.open(BytesIO(picture)).size for picture in pictures] == [(800, 566), (800, 566)]
    assert all(0 < ink(picture) < 0.5 for picture in pictures)
    assert png(pdf(PAGE), page=1, width=800) == pictures[1]


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_named() -> None:
    with pytest.raises(UsageError, match=r"There is no page 2: it has 2. Use 0 to 1."):
        png(pdf(PAGE), page=2)
    with pytest.raises(UsageError, match="This is not a PDF"):
        png(b"nothing")


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that writes down what is asked of it."""
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Asked)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_nothing_is_fetched_from_the_network_or_the_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'SECRET' }")
    with listening() as (address, asked):
        links = "".join(f'<link rel="stylesheet" href="{one}">' for one in (f"{address}/a.css", secret.as_uri()))
        page = PAGE.replace("</head>", f'{links}<style>@import "{address}/b.css";</style></head>')
        made = pdf(page.replace("</body>", f'<img alt="" src="{address}/c.png"></body>'))
    assert asked == []
    assert "SECRET" not in "".join(text_of(made))


def test_data_addresses_are_read() -> None:
    dark = BytesIO()
    Image.new("RGB", (200, 200), "black").save(dark, "PNG")
    encoded = b64encode(dark.getvalue()).decode()
    picture = f'<img alt="dark" style="width: 900px; height: 600px" src="data:image/png;base64,{encoded}">'
    assert ink(png(pdf(PAGE.replace("<h1>", f"{picture}<h1>")), width=400)) > 0.2


def test_a_map_as_svg_prints_with_its_words_and_its_curve() -> None:
    picture = svg(rich()).replace("<svg ", '<svg style="width: 380mm; height: auto" ', 1)
    made = pdf(PAGE.replace("<h1>", f"{picture}<h1>"))
    words = " ".join(text_of(made)[0].split())
    assert "SIMULATED DATA" in words
    assert "Kontaktpunkte" in words
    assert 0.02 < ink(png(made, width=1600)) < 0.5


def test_without_the_packages_the_install_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pdf(PAGE)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtra, match="weasyprint"):
        pdf(PAGE)
    with pytest.raises(MissingExtra, match="pypdfium2"):
        png(made)
