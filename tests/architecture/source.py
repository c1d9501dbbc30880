"""The project's source as syntax trees, for the tests that read it."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ROOMS = SOURCE / "inlay"


class Module(NamedTuple):
    """One file of `src`; `name` is its path below it."""

    name: str
    text: str
    tree: ast.Module


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every file of the program."""
    return tuple(read(path) for path in sorted(ROOMS.rglob("*.py")))


def read(path: Path) -> Module:
    """Parse a file of the program."""
    text = path.read_text(encoding="utf-8")
    return planted(text, path.relative_to(SOURCE).as_posix())


def planted(text: str, name: str = "inlay/ui/planted.py") -> Module:
    """A module made of a text, to see a rule fail."""
    return Module(name, text, ast.parse(text, name))


def called_name(call: ast.Call) -> str:
    """The last word of what is called: `exec` for `dialog.exec()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call in a tree."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def tracked_files() -> list[Path]:
    """The files of the project that git knows, or would: neither ignored nor built."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
