"""Which language the person reads: their own choice in the settings, else the system's. Known before any text is."""

from __future__ import annotations

import json
import locale
import os
import plistlib
import sys
from pathlib import Path

from inlay.base.paths import config_path
from inlay.base.resources import resources_dir

SETTING = "interface.language"
SYSTEM = "system"
SOURCE = "en"
"""The language that the texts are written in."""
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def translations_dir() -> Path:
    """The folder of all translations, one folder a language."""
    return resources_dir() / "translations"


def available() -> tuple[str, ...]:
    """The languages there are, English first ("en", "de")."""
    found = sorted(path.parent.parent.name for path in translations_dir().glob("*/LC_MESSAGES/inlay.mo"))
    return (SOURCE, *found)


def wished() -> str:
    """What the settings say: a language there is, or "system".

    A small reader of its own, since the settings proper speak of their troubles in this language; it makes no folder,
    and where it can't read, the system decides.
    """
    try:
        values = json.loads((config_path() / "settings.json").read_text(encoding="utf-8"))
        wish = values[SETTING]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return SYSTEM
    return wish if wish in available() else SYSTEM


def spoken() -> str:
    """The language that texts are in when the program starts now."""
    return of_wish(wished())


def of_wish(wish: str) -> str:
    """The language for a wish, which may be "system": the dearest of those there are."""
    there = available()
    for name in of_system() if wish == SYSTEM else [wish]:
        code = name.replace("-", "_").partition(".")[0].partition("_")[0]
        if code in there:
            return code
    return SOURCE


def of_system() -> list[str]:
    """The system's languages: from the variables that gettext knows, else from Windows or macOS themselves."""
    for name in _VARIABLES:
        value = os.environ.get(name, "")
        if value:
            return value.split(":")
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        return of_preferences(Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist")
    return []


def _of_windows() -> list[str]:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  (exists on Windows only)
    name = locale.windows_locale.get(kernel.GetUserDefaultUILanguage())
    return [name] if name else []


def of_preferences(path: Path) -> list[str]:
    """The languages in a Mac's preferences ("de-DE" becomes "de_DE"); none where they can't be read."""
    try:
        with path.open("rb") as file:
            names = plistlib.load(file).get("AppleLanguages", [])
    except (OSError, ValueError, AttributeError, plistlib.InvalidFileException):
        return []
    return [name.replace("-", "_") for name in names if isinstance(name, str)]
