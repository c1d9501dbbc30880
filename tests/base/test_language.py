"""The language is known before any text is made: the person's own choice, else the system's."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from inlay.base import language, text
from inlay.base.paths import config_dir, config_path

HELP = "Check that this installation works."
WORDS = {"de": "Prüft.", "fr": "Vérifie."}


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A German and a French translation of one text, read anew by every call."""
    for name, word in WORDS.items():
        catalog = Catalog(locale=name)
        catalog.add(HELP, word)
        catalog.add(("{count} px", "{count} pxs"), (f"{{count}} {name}", f"{{count}} {name}s"))
        path = tmp_path / "translations" / name / "LC_MESSAGES" / "inlay.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalog)
    monkeypatch.setattr(language, "resources_dir", lambda: tmp_path)
    monkeypatch.setattr(text, "language_in_use", text.language_in_use.__wrapped__)
    text._of.cache_clear()
    yield tmp_path
    text._of.cache_clear()


def choose(wish: str) -> None:
    """What Settings write."""
    (config_dir() / "settings.json").write_text(f'{{"interface.language": "{wish}", "version": 2}}', encoding="utf-8")


@pytest.mark.parametrize(
    ("wish", "system", "shown"),
    [
        ("system", "fr_FR.UTF-8", WORDS["fr"]),
        ("system", "it:de_AT:fr", WORDS["de"]),
        ("system", "en_GB:de", HELP),
        ("system", "C", HELP),
        ("de", "fr_FR", WORDS["de"]),
        ("en", "fr_FR", HELP),
        ("xx", "fr_FR", WORDS["fr"]),
        ("../../de", "fr_FR", WORDS["fr"]),
    ],
)
def test_the_persons_choice_counts_and_else_the_system(
    translations: Path, monkeypatch: pytest.MonkeyPatch, wish: str, system: str, shown: str
) -> None:
    monkeypatch.setenv("LANGUAGE", system)
    choose(wish)
    assert text.tr(HELP) == shown


def test_plurals_and_languages_that_are_not_in_use(translations: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    assert language.available() == ("en", "de", "fr")
    assert [text.tr_count("{count} px", "{count} pxs", count) for count in (1, 2)] == ["1 de", "2 des"]
    assert [text.tr_in(HELP, name) for name in ("en", "de", "fr")] == [HELP, WORDS["de"], WORDS["fr"]]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"interface.language": 3}', '{"other": 1}'])
def test_settings_that_say_nothing_leave_it_to_the_system(content: str) -> None:
    assert not config_path().exists() and language.wished() == "system"
    assert not config_path().exists()  # nothing is made by looking
    (config_dir() / "settings.json").write_text(content, encoding="utf-8")
    assert language.wished() == "system"


def test_the_systems_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert language.of_system() == []
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert language.of_system() == ["de_DE.UTF-8"]
    path = tmp_path / "a.plist"
    assert language.of_preferences(path) == []
    path.write_bytes(plistlib.dumps({"AppleLanguages": ["de-DE", "en-DE"]}))
    assert language.of_preferences(path) == ["de_DE", "en_DE"]
    path.write_bytes(b"no list")
    assert language.of_preferences(path) == []


def test_the_command_line_speaks_the_chosen_language() -> None:
    choose("de")
    command = [sys.executable, "-m", "inlay", "selftest", "--help"]
    environment = {**os.environ, "LANGUAGE": "en"}
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=True).stdout
    assert "Prüft, ob diese Installation funktioniert." in said and HELP not in said


def test_numbers_are_grouped_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert text.tr_number(1009620) == "1,009,620" and text.tr_number(1234.5, 2) == "1,234.50"
    monkeypatch.setattr(text, "language_in_use", lambda: "de")
    assert text.tr_number(1009620) == "1.009.620" and text.tr_number(1234.5, 2) == "1.234,50"
