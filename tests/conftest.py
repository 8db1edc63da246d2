"""Fixtures that several test folders share, and how hard hypothesis searches."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# `make check` asks for "fast". With CI set, the same examples are tried every time.
settings.register_profile("full", deadline=None, derandomize="CI" in os.environ)
settings.register_profile("fast", parent=settings.get_profile("full"), max_examples=20)
settings.load_profile("full")


TOGETHER = ("engines", "e2e")
"""Folders of tests that share something costly, a cluster or a browser: one process runs all of them."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Several processes share the tests by file, those of some folders by folder.

    The plugin's own groups are marks that it writes into a test's id, which this version of pytest does not read.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFileOrFolder(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            folder = file.rpartition("/")[0]
            return folder if folder.rpartition("/")[2] in TOGETHER else file

    return ByFileOrFolder(config, log)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public test data beside the project; tests that need it skip where it is absent."""
    folder = Path(__file__).parent.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared (public test data and known answers) is not beside this checkout")
    return folder
