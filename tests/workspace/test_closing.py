"""A workspace is open until everybody who opened it has closed it, and says so afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import sojourn
from sojourn.errors import WorkspaceError

VISIT = {"user_id": "anna", "event": "Visit", "occurred_at": "2026-01-01T10:00:00Z"}


def test_opening_again_in_the_same_process_gives_the_same_data(tmp_path: Path) -> None:
    ws, again = sojourn.open(tmp_path / "shop"), sojourn.open(tmp_path / "shop")
    again.load([VISIT])
    again.close()
    again.close()
    assert ws.sql("select event from events")["event"].to_pylist() == ["Visit"]
    ws.close()


@pytest.mark.parametrize(
    "call",
    [
        lambda ws: ws.load([VISIT]),
        lambda ws: ws.load_customers([{"user_id": "anna", "plan": "pro"}]),
        lambda ws: ws.rejects(),
        lambda ws: ws.retry_rejects(),
        lambda ws: ws.journeys(),
        lambda ws: ws.customer("anna"),
        lambda ws: ws.merge("anna", into="bert"),
        lambda ws: ws.unmerge("anna"),
        lambda ws: ws.forget("anna"),
        lambda ws: ws.sql("select 1"),
        lambda ws: ws.doctor(),
    ],
)
def test_a_closed_workspace_says_so(tmp_path: Path, call: Callable[[sojourn.Workspace], object]) -> None:
    with sojourn.open(tmp_path / "shop") as ws, sojourn.open(tmp_path / "shop") as other:
        other.close()
        with pytest.raises(WorkspaceError, match=r"^This workspace is closed\. Open it again with sojourn\.open"):
            call(other)
    with pytest.raises(WorkspaceError, match="is closed"):
        call(ws)


def test_journeys_of_a_closed_workspace_say_so_too(tmp_path: Path) -> None:
    with sojourn.open(tmp_path / "shop") as ws:
        ws.load([VISIT])
        j = ws.journeys()
        assert j.transitions().starts == {"Visit": 1}
    with pytest.raises(WorkspaceError, match="is closed"):
        j.transitions()
    with sojourn.open(tmp_path / "shop") as ws:
        assert ws.journeys().transitions().starts == {"Visit": 1}


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_new_workspace_is_for_its_owner_alone(tmp_path: Path) -> None:
    sojourn.open(tmp_path / "shops" / "shop").close()
    modes = {name: (tmp_path / "shops" / name).stat().st_mode & 0o077 for name in ("shop", "shop/data")}
    assert modes == {"shop": 0, "shop/data": 0}


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_a_folder_that_was_there_keeps_its_permissions_and_its_data_are_for_its_owner(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    sojourn.open(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
