"""`python -m docs.pictures.make [PAGE]`: draw docs/pictures/map.png, the first screen of the simulated shop's page.

Without PAGE the demo is run first. Needs Playwright and a Chromium; another than Debian's is named by CHROMIUM=path.
"""

from __future__ import annotations

import io
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent / "map.png"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTH, HEIGHT, SCALE = 1440, 900, 1.5
COLOURS, MOST_BYTES = 256, 400_000


def main(page: Path | None) -> None:
    """Draw the picture of a page, or of the one that the demo makes."""
    with TemporaryDirectory() as folder:
        PICTURE.write_bytes(small(seen(page or drawn(Path(folder)))))


def drawn(folder: Path) -> Path:
    """The page of the simulated shop."""
    from sojourn.demo import run

    return Path(run(folder).shops[0].page)


def seen(page: Path) -> bytes:
    """The first screen as a PNG, light and offline."""
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, color_scheme="light", offline=True
        )
        shown = context.new_page()
        shown.goto(page.resolve().as_uri())
        shown.wait_for_load_state("networkidle")
        taken = shown.screenshot(animations="disabled")
        browser.close()
    return taken


def small(picture: bytes) -> bytes:
    """The same in few colours, where Pillow is installed. Raises ValueError where it is too large for a README."""
    made = quantised(picture) if find_spec("PIL") else picture
    if len(made) > MOST_BYTES:
        raise ValueError(f"The picture has {len(made):,} bytes; {MOST_BYTES:,} are allowed. Make SCALE smaller.")
    return made


def quantised(picture: bytes) -> bytes:
    """A PNG with a palette."""
    from PIL import Image

    made = io.BytesIO()
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(made, "PNG", optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
