"""Fixtures that several test folders share, and how hard hypothesis searches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# `make check` asks for "fast". With CI set, the same examples are tried every time.
settings.register_profile("full", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("fast", parent=settings.get_profile("full"), max_examples=20)
settings.load_profile("full")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data beside the project; tests that need it skip where it is absent."""
    folder = Path(__file__).parent.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (public test data and known answers) is not beside this checkout")
    return folder
