"""Every text that a person reads goes through `tr`, can be collected for translators, and is shown translated."""

from __future__ import annotations

import ast
import gettext
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Module, called_name, calls, modules, planted

# Calls whose first argument is shown, or the second one, where an icon or a column number comes first.
SHOWING = frozenset(
    """
    addAction addButton addItem addMenu addRow addTab drawText insertItem setAccessibleDescription setAccessibleName
    setInformativeText setLabelText setPlaceholderText setPrefix setSpecialValueText setStatusTip setSuffix setText
    setTitle setToolTip setWhatsThis setWindowTitle showMessage
    QAction QCheckBox QDockWidget QGroupBox QLabel QMenu QPushButton QRadioButton
    """.split()
)
ERRORS = frozenset(
    """
    BadAnswer BadInput Bug Cancelled InlayError KeyMissing KeyRejected NoCredit OutcomeUnknown Refused TimedOut
    Unreachable
    """.split()
)
SHOWN_KEYWORDS = frozenset("description epilog help kept label next_step placeholder title tooltip what".split())
FACES = ("inlay/ui/", "inlay/cli/", "inlay/app/")
# The program's own name is the same in every language.
NAME = re.compile(r"\binlay\b", flags=re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]{2}")


def untranslated(module: Module) -> Iterator[str]:
    """Texts with letters that are shown as they stand in the code."""
    face = module.name.startswith(FACES)
    for call in calls(module.tree):
        name = called_name(call)
        shown: list[ast.expr] = []
        if name in ERRORS:
            shown += call.args
        elif face and name in SHOWING:
            shown += first_text(call)
        elif module.name.startswith("inlay/cli/") and name == "print":
            shown += call.args
        if face or name in ERRORS or name.endswith("Spec") or name == "Parameter":
            shown += [word.value for word in call.keywords if word.arg in SHOWN_KEYWORDS]
        for part in shown:
            if has_bare_letters(part):
                yield f"{module.name}:{call.lineno}: {name}({ast.unparse(part)}) lacks tr()"


def first_text(call: ast.Call) -> list[ast.expr]:
    """The argument that is shown, given by place."""
    if not call.args:
        return []
    first = call.args[0]
    icon_or_number = "icon" in ast.unparse(first).lower() or isinstance(getattr(first, "value", None), int)
    return call.args[1:2] if icon_or_number else [first]


def has_bare_letters(part: ast.expr) -> bool:
    """True for a string or an f-string with a word of its own."""
    if isinstance(part, ast.Constant):
        return isinstance(part.value, str) and bool(LETTERS.search(NAME.sub("", part.value)))
    if isinstance(part, ast.JoinedStr):
        return any(has_bare_letters(piece) for piece in part.values)
    if isinstance(part, ast.BinOp):
        return has_bare_letters(part.left) or has_bare_letters(part.right)
    if isinstance(part, ast.IfExp):
        return has_bare_letters(part.body) or has_bare_letters(part.orelse)
    return False


def test_every_text_is_translated() -> None:
    assert [fault for module in modules() for fault in untranslated(module)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inlay/ui/planted.py", 'label.setText("Open")'),
        ("inlay/ui/planted.py", 'label.setText(f"Layer {n}")'),
        ("inlay/ui/planted.py", 'QLabel("Size" if a else tr("B"))'),
        ("inlay/ui/planted.py", 'menu.addAction(icon("open"), "Open")'),
        ("inlay/ui/planted.py", 'box.setSuffix(" px")'),
        ("inlay/ui/planted.py", 'PanelSpec(title="Layers")'),
        ("inlay/tools/planted.py", 'ToolSpec(id="brush", label="Brush")'),
        ("inlay/fill/planted.py", 'raise BadInput("The mask is empty.")'),
        ("inlay/cli/planted.py", 'parser.add_argument("--seed", help="another result")'),
        ("inlay/cli/planted.py", 'print("done")'),
    ],
)
def test_a_planted_text_is_seen(name: str, text: str) -> None:
    assert len(list(untranslated(planted(text, name)))) == 1


@pytest.mark.parametrize(
    "text",
    ['label.setText(tr("Open"))', 'label.setText("–")', 'label.setText(f"{w} × {h}")', 'box.addItem(tr("Red"), "red")'],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert list(untranslated(planted(text))) == []


def extract(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command behind `make messages`."""
    command = [sys.executable, str(root / "packaging" / "dev" / "messages.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_template_can_be_made_and_a_translation_of_it_is_shown(tmp_path: Path) -> None:
    template = tmp_path / "inlay.pot"
    done = extract(str(template))
    assert done.returncode == 0, done.stderr
    source = re.findall(r'^msgid "(.+)"$', template.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(source) > 30
    text = next(line for line in source if line.isascii() and "\\" not in line and "{" not in line)
    compiled = tmp_path / "de" / "LC_MESSAGES" / "inlay.mo"
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(compile_messages({text: "Übersetzt"}))
    assert gettext.translation("inlay", str(tmp_path), languages=["de"]).gettext(text) == "Übersetzt"


def test_a_text_that_cannot_be_collected_is_named(tmp_path: Path) -> None:
    for folder in ("packaging/dev", "src/inlay"):
        (tmp_path / folder).mkdir(parents=True)
    script = tmp_path / "packaging" / "dev" / "messages.py"
    script.write_bytes((ROOT / "packaging" / "dev" / "messages.py").read_bytes())
    (tmp_path / "src" / "inlay" / "planted.py").write_text('x = 1\nprint(tr(f"Layer {x}"))\n', encoding="utf-8")
    done = extract(str(tmp_path / "out.pot"), root=tmp_path)
    assert done.returncode == 1
    assert "inlay/planted.py:2" in done.stderr


def compile_messages(texts: dict[str, str]) -> bytes:
    """The bytes of a .mo file (GNU gettext manual, "The Format of GNU MO Files")."""
    texts = {"": "Content-Type: text/plain; charset=UTF-8\n", **texts}
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    count = len(pairs)
    offset = 28 + 16 * count
    tables: list[int] = []
    strings = b""
    for side in (0, 1):
        for pair in pairs:
            tables += [len(pair[side]), offset + len(strings)]
            strings += pair[side] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return head + struct.pack(f"<{len(tables)}I", *tables) + strings
