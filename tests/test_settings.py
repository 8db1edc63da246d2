"""Settings that a person wrote: read as meant, or refused with what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

import sojourn
from sojourn.errors import WorkspaceFormat
from sojourn.settings import TEMPLATE, Settings, read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "workspace.yaml"
    path.write_text(text, "utf-8")
    return path


def test_settings_are_what_the_file_says_and_defaults_else(tmp_path: Path) -> None:
    found = read_settings(written(tmp_path, "timezone: Europe/Berlin\nweek_start: sunday\nthreads: 1\n"))
    assert found == Settings(timezone="Europe/Berlin", week_start="sunday", threads=1)
    assert read_settings(written(tmp_path, TEMPLATE)) == read_settings(written(tmp_path, "")) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timezone: Europe/Berln", 'timezone: "Europe/Berln" is not a timezone. Did you mean "Europe/Berlin"?'),
        ("timezone: ../../etc/passwd", 'timezone: "../../etc/passwd" is not a timezone. Use a name such as'),
        ("week_start: mondy", "week_start: Invalid enum value 'mondy'. Did you mean \"monday\"? There are: monday,"),
        ("memory_limit: lots", 'memory_limit: "lots" is not a size. Use one such as "2GB", "500MB" or "50%".'),
        ("memory_limit: 0GB", 'memory_limit: "0GB" is not a size.'),
        ("memory_limit: 150%", 'memory_limit: "150%" is not a size.'),
        ("threads: 0", "threads: 0 cannot work. Use 1 or more"),
        ("threads: many", "threads: Expected `int | null`, got `str`"),
        ("minimum_cell: 0", "minimum_cell: 0 is no number of customers. Use 1 or more"),
        (
            "time_zone: UTC",
            'Object contains unknown field `time_zone`. Did you mean "timezone"? There are: currency, format,',
        ),
        ("format: 99", "has format 99, this Sojourn reads 1. Install a newer Sojourn."),
        ("timezone: [", "is not YAML: "),
    ],
)
def test_a_wrong_setting_is_refused_by_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WorkspaceFormat) as caught:
        read_settings(path)
    assert str(caught.value).startswith(str(path))
    assert said in str(caught.value)


@pytest.mark.parametrize("size", ["500KB", "1.5GB", "2 GB", "2gib", "1TB", "50%", "100%"])
def test_a_memory_limit_is_a_size_or_a_share(tmp_path: Path, size: str) -> None:
    written(tmp_path, f"memory_limit: {size}\n")
    assert read_settings(tmp_path / "workspace.yaml").memory_limit == size


def test_a_workspace_with_a_wrong_setting_does_not_open_and_opens_once_it_is_mended(tmp_path: Path) -> None:
    written(tmp_path, "threads: -1\n")
    with pytest.raises(WorkspaceFormat, match="threads"):
        sojourn.open(tmp_path)
    written(tmp_path, "threads: 1\n")
    with sojourn.open(tmp_path) as ws:
        assert ws.settings.threads == 1


def test_simulated_data_are_marked_for_all_who_hold_the_workspace_and_whoever_opens_it_later(tmp_path: Path) -> None:
    written(tmp_path, "# ours\nminimum_cell: 3\nsimulated: false\n")
    with sojourn.open(tmp_path) as ws, sojourn.open(tmp_path) as other:
        assert not ws.settings.simulated
        ws.mark_simulated()
        ws.mark_simulated()
        assert ws.settings.simulated
        assert other.settings.simulated
    with sojourn.open(tmp_path) as ws:
        assert (ws.settings.simulated, ws.settings.minimum_cell) == (True, 3)
    text = (tmp_path / "workspace.yaml").read_text("utf-8")
    assert text.startswith("# ours\n")
    assert text.count("\nsimulated:") == 1
