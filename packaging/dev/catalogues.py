"""The translations' files: inlay.po is what a person edits, inlay.mo is made of it. Needs babel."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import translation_rules

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
Found = Mapping[Any, list[str]]
Texts = tuple[str, ...]
# A fixed date: files change only where a text does.
MADE = datetime(2026, 1, 1, tzinfo=UTC)


def need_babel(arguments: list[str]) -> None:
    """Go on in the test environment, which is made first if need be, where this Python has no babel."""
    if importlib.util.find_spec("babel") is not None:
        return
    import environment

    with contextlib.redirect_stdout(sys.stderr):
        python = environment.ensure(ROOT / ".venv-test", environment.TEST_LOCK)
    script = str(Path(__file__).with_name("messages.py"))
    sys.exit(subprocess.run([str(python), script, *arguments]).returncode)


def languages() -> list[str]:
    """Every language there is a folder of."""
    return sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/inlay.po"))


def po_path(language: str) -> Path:
    """Where a language's texts stand."""
    return FOLDER / language / "LC_MESSAGES" / "inlay.po"


def read(language: str) -> dict[tuple[str, str], Texts]:
    """What is translated, by text and plural; a text without a count has one translation, "" where there is none.

    Translations of texts that are gone are kept: a text often comes back.
    """
    from babel.messages.pofile import read_po

    path = po_path(language)
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    known: dict[tuple[str, str], Texts] = {}
    for message in (*catalog, *catalog.obsolete.values()):
        if message.id:
            many = isinstance(message.id, tuple)
            key = (message.id[0], message.id[1]) if many else (message.id, "")
            known[key] = tuple(message.string) if many else (message.string or "",)
    return known


def write(language: str, found: Found, known: Mapping[tuple[str, str], Texts]) -> None:
    """Write inlay.po with every text of the program, and inlay.mo with those that are translated."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    source, compiled = io.BytesIO(), io.BytesIO()
    write_po(source, _catalog(language, found, known), width=110, include_lineno=False)
    # Babel would compile plurals without a translation, too, and show nothing for them.
    done = {key: places for key, places in found.items() if _is_done(known.get(key, ()))}
    write_mo(compiled, _catalog(language, done, known))
    for target, made in ((path, source), (path.with_suffix(".mo"), compiled)):
        beside = target.with_name(f".{target.name}.{os.getpid()}")
        beside.write_bytes(made.getvalue())
        beside.replace(target)


def _catalog(language: str, found: Found, known: Mapping[tuple[str, str], Texts]) -> Any:
    from babel.messages import Catalog, Message

    catalog = Catalog(
        locale=language,
        domain="inlay",
        header_comment="# Translations of Inlay's texts; `make messages` keeps them in line with the program.",
        project="Inlay",
        version="1",
        msgid_bugs_address="see README.md",
        last_translator="Inlay",
        language_team="Inlay",
        creation_date=MADE,
        revision_date=MADE,
        fuzzy=False,
    )
    for (text, plural), places in sorted(found.items(), key=lambda item: (item[1][0].partition(":")[0], item[0])):
        strings = known.get((text, plural), ("",))
        files = sorted({place.partition(":")[0] for place in places})
        flags = ["python-brace-format"] if "{" in text else []
        string = (strings if len(strings) > 1 else ("",) * catalog.num_plurals) if plural else strings[0]
        catalog.add((text, plural) if plural else text, string, [(name, 1) for name in files], flags)
    here = {(text, plural) for text, plural in found}
    for (text, plural), strings in sorted(known.items()):
        if (text, plural) not in here and any(strings):
            gone = (text, plural) if plural else text
            catalog.obsolete[gone] = Message(gone, strings if plural else strings[0])
    return catalog


def update_all(found: Found) -> None:
    """Bring every language's files in line with the program's texts."""
    for language in languages():
        with locked():
            known = read(language)
            write(language, found, known)
        missing = sum(not _is_done(known.get(key, ())) for key in found)
        print(f"{language}: {len(found) - missing} of {len(found)} texts are translated")


def _is_done(strings: Iterable[str]) -> bool:
    parts = tuple(strings)
    return bool(parts) and all(parts)


def missing(found: Found, language: str) -> Iterator[dict[str, Any]]:
    """What isn't translated, in the order of the program's files; `translation` is to be filled in."""
    known = read(language)
    for (text, plural), places in sorted(found.items(), key=lambda item: (item[1][0].partition(":")[0], item[0])):
        if not _is_done(known.get((text, plural), ())):
            many = {"plural": plural, "translation": ["", ""]} if plural else {"translation": ""}
            yield {"text": text, **many, "places": places}


def print_missing(found: Found, language: str, limit: int, under: str) -> int:
    """Print what isn't translated, as JSON that `--merge` takes back."""
    left = [each for each in missing(found, language) if any(place.startswith(under) for place in each["places"])]
    shown = left[:limit] if limit else left
    print(json.dumps({"language": language, "left": len(left), "texts": shown}, indent=1, ensure_ascii=False))
    return 0


def merge_file(found: Found, path: Path) -> int:
    """Take over the translations of a file; those that break a rule are told and left out."""
    wish = json.loads(path.read_text(encoding="utf-8"))
    language = str(wish["language"])
    faults: list[str] = []
    taken = 0
    with locked():
        known = read(language)
        for each in wish["texts"]:
            text, plural, given = each["text"], each.get("plural", ""), each["translation"]
            strings = tuple(given) if isinstance(given, list) else (given,)
            if not any(strings):
                continue
            wrong = [] if (text, plural) in found else ["the program has no such text"]
            wrong += list(translation_rules.faults(text, plural, strings))
            faults += [f"{text!r}: {fault}" for fault in wrong]
            if not wrong:
                known[text, plural] = strings
                taken += 1
        write(language, found, known)
    print(f"{language}: {taken} taken over, {sum(not _is_done(known.get(key, ())) for key in found)} left")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Nobody else changes the files meanwhile (where the system has such locks)."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / "translations.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
