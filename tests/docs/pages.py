"""A page of the documentation, run from top to bottom in a folder of its own, as a reader would.

What the fences mean, by the words behind them:

    csv events.csv   any word and a file name: the block is that file
    python           runs; all blocks of a page share their names
    console          lines with "$ " are run, what follows each is its output
    text             what the block before it prints
    sh               lines for a reader's own machine: only `make` targets are looked at

In outputs "..." stands for anything. An output that begins with "sojourn: " is that of a command that fails.
"""

from __future__ import annotations

import re
import shlex
from contextlib import redirect_stdout
from doctest import ELLIPSIS, OutputChecker
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from sojourn.cli.app import sojourn

ROOT = Path(__file__).parent.parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
CLUSTER = "spark://cluster:7077"
"""The address that pages write; whoever follows them puts that of a real cluster in its place."""
ON_A_CLUSTER = [page for page in PAGES if f'engine="{CLUSTER}"' in page.read_text("utf-8")]
_FENCE = re.compile(r"^```(\w+)?(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WHERE_COMMANDS_BEGIN = re.compile(r"^\$ ", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the file it is, its text, and the line it begins on."""

    language: str
    file: str
    text: str
    line: int


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(found[1] or "", found[2] or "", found[3], text[: found.start()].count("\n") + 2)
        for found in _FENCE.finditer(text)
    ]


def has_examples(page: Path) -> bool:
    """Whether something on it can be run."""
    return any(block.language in ("python", "console", "sh") for block in blocks(page.read_text("utf-8")))


def name_of(page: Path) -> str:
    """Its path from the root of the project."""
    return str(page.relative_to(ROOT))


class Reader:
    """Somebody who follows a page; the current folder must be an empty one."""

    def __init__(self, page: str) -> None:
        self.page, self.names, self.printed = page, dict[str, Any](), ""

    def follow(self, block: Block) -> None:
        """Do what a block says; AssertionError where the page promises something else."""
        if block.file:
            Path(block.file).parent.mkdir(parents=True, exist_ok=True)
            Path(block.file).write_text(block.text, "utf-8")
        elif block.language == "python":
            self.printed = self.run(block)
        elif block.language == "text":
            self.expect(block.text, self.printed, block.line)
        elif block.language == "console":
            self.type(block)
        elif block.language == "sh":
            check_targets(block.text)

    def run(self, block: Block) -> str:
        """Run Python; returns what it prints."""
        out = StringIO()
        code = compile("\n" * (block.line - 1) + block.text, self.page, "exec", dont_inherit=True)
        with redirect_stdout(out):
            exec(code, self.names)
        return out.getvalue()

    def type(self, block: Block) -> None:
        """Type the commands of a console block."""
        for part in _WHERE_COMMANDS_BEGIN.split(block.text)[1:]:
            command, _, promised = part.replace("\\\n", " ").partition("\n")
            program, *arguments = shlex.split(command)
            assert program == "sojourn", f"{self.page}:{block.line}: only sojourn can be run here, not {program}"
            done = CliRunner().invoke(sojourn, arguments, catch_exceptions=False)
            fails = promised.startswith("sojourn: ")
            assert (done.exit_code != 0) == fails, f"{self.page}:{block.line}: {command}\n{done.output}"
            if promised.strip():
                self.expect(promised, done.stderr if fails else done.stdout, block.line)

    def expect(self, promised: str, printed: str, line: int) -> None:
        """Both the same, but for blanks at the ends of lines."""
        wanted, got = (without_blank_ends(text) for text in (promised, printed))
        same = OutputChecker().check_output(wanted, got, ELLIPSIS)
        assert same, f"{self.page}:{line} promises\n{wanted}\nand what is printed is\n{got}"


def without_blank_ends(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


def check_targets(text: str) -> None:
    """Every `make TARGET` that a reader is told to type is there."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"the Makefile has no target {target}"
