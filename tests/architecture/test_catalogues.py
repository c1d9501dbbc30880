"""Translations: made of what stands in inlay.po, with all placeholders, keys and endings of the texts."""

from __future__ import annotations

import gettext
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source import ROOT

SCRIPTS = ROOT / "packaging" / "dev"
LANGUAGES = sorted(path.parent.parent.name for path in (ROOT / "resources" / "translations").glob("*/*/inlay.po"))


@pytest.fixture(scope="module")
def scripts() -> Iterator[tuple[ModuleType, ModuleType, ModuleType]]:
    """The scripts behind `make messages`: messages, catalogues, translation_rules."""
    sys.path.insert(0, str(SCRIPTS))
    names = ("messages", "catalogues", "translation_rules")
    yield tuple(importlib.import_module(name) for name in names)  # type: ignore[misc]
    sys.path.remove(str(SCRIPTS))


Scripts = tuple[ModuleType, ModuleType, ModuleType]


def test_there_is_a_second_language() -> None:
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_is_what_was_translated(language: str, scripts: Scripts) -> None:
    messages, catalogues, _rules = scripts
    # Translations of texts that are gone are kept, but nobody reads them.
    used = {(each.text, each.plural) for each in messages.collect(ROOT / "src")}
    translated = {key: strings for key, strings in catalogues.read(language).items() if all(strings) and key in used}
    with catalogues.po_path(language).with_suffix(".mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    for (text, plural), strings in translated.items():
        if not plural:
            assert read.gettext(text) == strings[0]
        else:
            assert (read.ngettext(text, plural, 1), read.ngettext(text, plural, 2)) == strings
    made = {key[0] if isinstance(key, tuple) else key for key in read._catalog}  # type: ignore[attr-defined]
    assert made <= {"", *(text for text, _plural in translated)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_what_they_must(language: str, scripts: Scripts) -> None:
    _messages, catalogues, rules = scripts
    wrong = [
        f"{text!r}: {fault}"
        for (text, plural), strings in catalogues.read(language).items()
        if any(strings)
        for fault in rules.faults(text, plural, strings)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "plural", "strings"),
    [
        ("Open {name}.", "", ("Öffne {nam}.",)),
        ("Open {size:.1f}.", "", ("Öffne {size}.",)),
        ("Open {name}.", "", ("Öffne {name.",)),
        ("Open {name}.", "", ("Öffne.",)),
        ("Open…", "", ("Öffnen",)),
        ("Open", "", ("Öffnen…",)),
        ("Size:", "", ("Größe",)),
        ("Done.", "", ("Fertig",)),
        ("&File", "", ("Datei",)),
        ("File", "", ("&Datei",)),
        (" GiB", "", ("GiB",)),
        ("%(prog)s is one", "", ("das ist eins",)),
        ("{count} file", "{count} files", ("{count} Datei", "Dateien")),
        ("{count} file", "{count} files", ("{count} Datei",)),
        ("{count} file", "{count} files", ("{count} Datei", "")),
    ],
)
def test_a_planted_fault_is_seen(scripts: Scripts, text: str, plural: str, strings: tuple[str, ...]) -> None:
    assert len(list(scripts[2].faults(text, plural, strings))) == 1


@pytest.mark.parametrize(
    ("text", "plural", "strings"),
    [
        ("Open {name}…", "", ("{name} öffnen…",)),
        ("Brush && eraser", "", ("Pinsel && Radierer",)),
        ("&File", "", ("D&atei",)),
        ("{count} file", "{count} files", ("eine Datei", "{count} Dateien")),
    ],
)
def test_what_is_right_is_left_alone(scripts: Scripts, text: str, plural: str, strings: tuple[str, ...]) -> None:
    assert list(scripts[2].faults(text, plural, strings)) == []


def test_translating_in_portions(tmp_path: Path) -> None:
    for folder in ("packaging/dev", "src/inlay", "resources/translations/de/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("messages.py", "catalogues.py", "translation_rules.py"):
        (tmp_path / "packaging" / "dev" / name).write_bytes((SCRIPTS / name).read_bytes())
    code = tmp_path / "src" / "inlay" / "planted.py"
    code.write_text('tr("Open {name}…")\ntr("Close")\ntr_count("{count} file", "{count} files", 2)\n', encoding="utf-8")
    catalogue = tmp_path / "resources" / "translations" / "de" / "LC_MESSAGES" / "inlay.po"
    catalogue.touch()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(tmp_path / "packaging" / "dev" / "messages.py"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")

    part = json.loads(run("--missing", "de").stdout)
    assert [each["text"] for each in part["texts"]] == ["Close", "Open {name}…", "{count} file"]
    wishes = {"Close": "Schließen", "Open {name}…": "Öffnen…", "{count} file": ["{count} Datei", "{count} Dateien"]}
    for each in part["texts"]:
        each["translation"] = wishes[each["text"]]
    (tmp_path / "part.json").write_text(json.dumps(part), encoding="utf-8")
    merged = run("--merge", str(tmp_path / "part.json"))
    assert merged.returncode == 1 and "placeholders none in place of {name}" in merged.stderr
    read = gettext.translation("inlay", str(catalogue.parents[2]), languages=["de"])
    assert (read.gettext("Close"), read.gettext("Open {name}…")) == ("Schließen", "Open {name}…")
    assert read.ngettext("{count} file", "{count} files", 2) == "{count} Dateien"
    # A text that goes and comes back has kept its translation.
    code.write_text('tr("Open {name}…")\n', encoding="utf-8")
    assert run().returncode == 0
    code.write_text('tr("Close")\n', encoding="utf-8")
    assert "1 of 1 texts are translated" in run().stdout
