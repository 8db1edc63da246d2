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


TOGETHER = ("engines", "e2e")
"""Folders of tests that share something costly, a cluster or a browser: one process runs all of them."""


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests stay together when several processes share them: those of a file, of some folders all."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        folder, file = item.path.parent.name, item.path.name
        item.add_marker(pytest.mark.xdist_group(folder if folder in TOGETHER else f"{folder}/{file}"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data beside the project; tests that need it skip where it is absent."""
    folder = Path(__file__).parent.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (public test data and known answers) is not beside this checkout")
    return folder
