"""Rules of the house that no linter knows, each seen failing on a planted fault."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.architecture.source import Module, called_name, calls, modules, planted

# Each of these starts an event loop inside the running one; another task that becomes ready then dies.
NESTED_LOOPS = {"exec", "exec_", "processEvents"}
STATIC_DIALOGS = {
    "QMessageBox": {"about", "aboutQt", "critical", "information", "question", "warning"},
    "QFileDialog": {
        "getExistingDirectory",
        "getExistingDirectoryUrl",
        "getOpenFileName",
        "getOpenFileNames",
        "getOpenFileUrl",
        "getOpenFileUrls",
        "getSaveFileName",
        "getSaveFileUrl",
    },
    "QInputDialog": {"getDouble", "getInt", "getItem", "getMultiLineText", "getText"},
    "QColorDialog": {"getColor"},
    "QFontDialog": {"getFont"},
}
PIXELS = re.compile(r"\b(Array\w*|\w*NDArray|ndarray|Candidate|Document|Layer|Mask|Raster|Tile|Version)\b")
LONGEST_FILE = 600
LONGEST_FUNCTION = 80


def without_docstring(module: Module) -> Iterator[str]:
    """Files that don't say their purpose in their first line."""
    words = ast.get_docstring(module.tree)
    if not words or not module.text.startswith('"""'):
        yield f"{module.name}: starts without a docstring"


def without_future(module: Module) -> Iterator[str]:
    """Files with code whose annotations are evaluated."""
    names = [node for node in module.tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    if len(module.tree.body) > 1 and not names:
        yield f"{module.name}: lacks `from __future__ import annotations`"


def too_long(module: Module) -> Iterator[str]:
    """Files and functions that nobody reads to the end."""
    lines = module.text.count("\n")
    if lines > LONGEST_FILE:
        yield f"{module.name}: {lines} lines"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{module.name}:{node.lineno}: {node.name} has {length} lines"


def nested_loops(module: Module) -> Iterator[str]:
    """Calls that run a second event loop."""
    for call in calls(module.tree):
        name = called_name(call)
        owner = called_owner(call)
        if name in NESTED_LOOPS or name in STATIC_DIALOGS.get(owner, set()):
            yield f"{module.name}:{call.lineno}: {owner or '...'}.{name}() runs a loop inside the loop; use open()"


def swallowed(module: Module) -> Iterator[str]:
    """Exceptions that vanish."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and all(says_nothing(line) for line in node.body):
            yield f"{module.name}:{node.lineno}: swallows an exception"
        if isinstance(node, ast.Call) and called_name(node) == "suppress":
            broad = [name for name in node.args if ast.unparse(name) in ("Exception", "BaseException", "InlayError")]
            if broad or not node.args:
                yield f"{module.name}:{node.lineno}: suppresses every exception"


def bare_excepts(module: Module) -> Iterator[str]:
    """`except:` catches even the request to stop."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{module.name}:{node.lineno}: catches everything"


def comparing_records(module: Module) -> Iterator[str]:
    """Frozen records of pixels that compare by value: arrays break the generated `==`."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and called_name(mark) == "dataclass":
                given = {word.arg: ast.unparse(word.value) for word in mark.keywords}
                if given.get("frozen") == "True" and given.get("eq") != "False" and holds_pixels(node):
                    yield f"{module.name}:{node.lineno}: {node.name} is frozen without eq=False"


def holds_pixels(node: ast.ClassDef) -> bool:
    """True when a field of a class is, or is made of, arrays."""
    fields = [ast.unparse(line.annotation) for line in node.body if isinstance(line, ast.AnnAssign)]
    return any(PIXELS.search(annotation) for annotation in fields)


def called_owner(call: ast.Call) -> str:
    """The word before the last: `QFileDialog` for `QtWidgets.QFileDialog.getOpenFileName()`."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")


def says_nothing(line: ast.stmt) -> bool:
    """True for `pass` and `...`."""
    empty = isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
    return isinstance(line, ast.Pass) or empty


Rule = Callable[[Module], Iterator[str]]
FAULTS: dict[Rule, str] = {
    without_docstring: "import os\n",
    without_future: '"""A room."""\nimport os\n',
    too_long: "def long():\n" + "    print()\n" * (LONGEST_FUNCTION + 1),
    nested_loops: "async def ask(self):\n    QFileDialog.getOpenFileName(self)\n",
    swallowed: "try:\n    go()\nexcept OSError:\n    pass\n",
    bare_excepts: "try:\n    go()\nexcept:\n    raise\n",
    comparing_records: "@dataclass(frozen=True)\nclass A:\n    mask: Mask | None\n",
}
MORE_FAULTS: list[tuple[Rule, str]] = [
    (too_long, "a = 1\n" * (LONGEST_FILE + 1)),
    (nested_loops, "async def ask(self):\n    dialog.exec()\n"),
    (nested_loops, "QApplication.processEvents()\n"),
    (nested_loops, "QtWidgets.QMessageBox.question(self, 'a', 'b')\n"),
    (swallowed, "try:\n    go()\nexcept OSError:\n    ...\n"),
    (swallowed, "with contextlib.suppress(Exception):\n    go()\n"),
]


@pytest.mark.parametrize("rule", FAULTS, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Rule) -> None:
    assert [fault for module in modules() for fault in rule(module)] == []


@pytest.mark.parametrize(
    ("rule", "text"), [*FAULTS.items(), *MORE_FAULTS], ids=lambda part: getattr(part, "__name__", "")
)
def test_a_planted_fault_is_seen(rule: Rule, text: str) -> None:
    assert list(rule(planted(text)))


def test_there_is_something_to_read() -> None:
    assert len(modules()) > 10
