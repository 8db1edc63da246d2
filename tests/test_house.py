"""The house rules that no linter knows: small files, a documented public face, requirements without hosts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from statistics import median

import pytest

import sojourn

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sojourn.__all__)
def test_a_public_name_is_explained_where_it_stands_and_in_the_reference(name: str) -> None:
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs/reference").rglob("*.md"))
    assert getattr(sojourn, name).__doc__, f"{name} has no docstring"
    assert re.search(rf"`(sojourn\.)?{name}\b", pages), f"docs/reference does not mention `{name}`"


def test_the_public_face_is_sorted_and_holds_nothing_else() -> None:
    assert sojourn.__all__ == sorted(set(sojourn.__all__))
    assert dir(sojourn) == sojourn.__all__
    assert not hasattr(sojourn, "no_such_name")


def test_importing_sojourn_imports_nothing_heavy() -> None:
    code = "import sys, sojourn; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {"duckdb", "jinja2", "msgspec", "numba", "numpy", "pandas", "pyarrow", "rich", "yaml"}
    assert heavy & set(done.stdout.split()) == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_no_file_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_functions_are_short() -> None:
    lengths = [length for path in SOURCES for length in body_lengths(path.read_text(encoding="utf-8"))]
    assert median(lengths) < 8


def body_lengths(source: str) -> list[int]:
    """Lines of each function's body, without its docstring."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    bodies = [node.body[1:] if ast.get_docstring(node) else node.body for node in functions]
    return [body[-1].end_lineno - body[0].lineno + 1 for body in bodies if body]


def test_body_lengths_leave_out_the_docstring() -> None:
    assert body_lengths('def f():\n    """What."""\n    a = 1\n\n    return a\n') == [3]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned_and_hashed_and_name_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^ *#.*\n", "", text))
    assert len(entries) > 5
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:", entry, re.DOTALL) for entry in entries)
    assert not re.search(r"://|\bfile:|^-", text, re.MULTILINE)


def test_a_package_has_one_version_in_all_requirements() -> None:
    pins = [pins_of(path) for path in REQUIREMENTS]
    widest = max(pins, key=len)
    assert len(pins) == 3
    assert all(found <= widest for found in pins)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert names(project["dependencies"]) <= {name for name, _ in pins_of(ROOT / "requirements/runtime.txt")}
    demo = names(project["optional-dependencies"]["demo"])
    assert demo <= {name for name, _ in pins_of(ROOT / "requirements/demo.txt")}


def pins_of(path: Path) -> set[tuple[str, str]]:
    return set(re.findall(r"^([a-z0-9-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))


def names(dependencies: list[str]) -> set[str]:
    """Distribution names as requirements files spell them: in lower case, joined by hyphens."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[ \[<>=!~;]", line)[0]).lower() for line in dependencies}


def test_the_licence_is_apache_2() -> None:
    licence = read("LICENSE")
    assert "Apache License\n                           Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "Apache-2.0"
