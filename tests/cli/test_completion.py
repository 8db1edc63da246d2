from __future__ import annotations

import pytest

from tests.cli.running import run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script_that_asks_sojourn(shell: str) -> None:
    done = run("completion", shell)
    assert done.exit_code == 0
    assert f"_SOJOURN_COMPLETE={shell}_complete" in done.stdout
