"""Collect every text given to `tr`, `tr_in` and `tr_count`, and bring the translations in line with them.

Usage: python packaging/dev/messages.py                            write inlay.pot, update every inlay.po and inlay.mo
       python packaging/dev/messages.py OUT.pot                    write the template alone
       python packaging/dev/messages.py --missing de [--limit N] [--under inlay/ui]
                                                                   print what isn't translated yet, as JSON
       python packaging/dev/messages.py --merge FILE.json          take over translations written into such a JSON
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "resources" / "translations" / "inlay.pot"
HEADER = """# The texts of Inlay; copy to LANGUAGE/LC_MESSAGES/inlay.po to translate.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


class Message(NamedTuple):
    """A text as it stands in the code; `plural` is "" for a text without a count."""

    text: str
    plural: str


class NotPlainError(Exception):
    """A text that can't be collected, because it isn't a plain string."""


def messages_in(source: str, name: str) -> Iterator[tuple[Message, int]]:
    """Each message of a file with its line. Raises NotPlainError for an f-string, a variable and the like."""
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = {"tr": 1, "tr_in": 1, "tr_count": 2}.get(called, 0)
        if not wanted:
            continue
        texts = [part.value for part in node.args[:wanted] if isinstance(part, ast.Constant)]
        plain = [text for text in texts if isinstance(text, str)]
        if len(plain) != wanted:
            raise NotPlainError(f"{name}:{node.lineno}: {called}() takes plain strings only; fill them with .format().")
        yield Message(plain[0], plain[1] if wanted == 2 else ""), node.lineno


def collect(source_folder: Path) -> dict[Message, list[str]]:
    """Every message under a folder, with the places it is used at ("inlay/ui/window.py:12")."""
    found: dict[Message, list[str]] = {}
    for path in sorted(source_folder.rglob("*.py")):
        name = path.relative_to(source_folder).as_posix()
        for message, line in messages_in(path.read_text(encoding="utf-8"), name):
            found.setdefault(message, []).append(f"{name}:{line}")
    return found


def template(found: dict[Message, list[str]]) -> str:
    """The template's text, sorted by place so that it changes little."""
    blocks = [HEADER]
    for message, places in sorted(found.items(), key=lambda item: item[1][0]):
        lines = [f"#: {' '.join(places)}", f"msgid {quoted(message.text)}"]
        if "{" in message.text:
            lines.insert(1, "#, python-brace-format")
        if message.plural:
            lines += [f"msgid_plural {quoted(message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def quoted(text: str) -> str:
    """A string in the form of a .po file."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def main(arguments: list[str]) -> int:
    """Returns 0 when all was done, 1 when a text can't be collected or a translation can't be taken over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, help="write the template here, and nothing else")
    parser.add_argument("--missing", metavar="LANGUAGE", help="print what isn't translated yet, as JSON")
    parser.add_argument("--limit", type=int, default=0, help="print so many at most")
    parser.add_argument("--under", default="", help="only texts of files below this folder of src")
    parser.add_argument("--merge", metavar="FILE", type=Path, help="take over translations from such a JSON")
    options = parser.parse_args(arguments)
    try:
        found = collect(ROOT / "src")
    except NotPlainError as error:
        print(error, file=sys.stderr)
        return 1
    if options.missing or options.merge or options.out is None:
        import catalogues

        catalogues.need_babel(arguments)
        if options.missing:
            return catalogues.print_missing(found, options.missing, options.limit, options.under)
        if options.merge:
            return catalogues.merge_file(found, options.merge)
        catalogues.update_all(found)
    out = options.out or TEMPLATE
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(template(found), encoding="utf-8")
    print(f"{len(found)} texts in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
