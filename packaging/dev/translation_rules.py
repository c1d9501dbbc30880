"""What a translation must share with its text: placeholders, a key of its own, how it ends, spaces around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

ENDS = ("…", ":", ".", "?", "!")
_PERCENT = re.compile(r"%\([a-z_]+\)[a-z]|%%")


def placeholders(text: str) -> set[tuple[str, str, str]]:
    """What is filled in: name, format and conversion of each. Raises ValueError for braces that don't match."""
    parts = Formatter().parse(text)
    return {(name, form or "", how or "") for _literal, name, form, how in parts if name is not None}


def has_key(text: str) -> bool:
    """Whether a letter is marked with & as the key that leads there."""
    return bool(re.search(r"&\S", text.replace("&&", "")))


def faults(text: str, plural: str, strings: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a translation; nothing for one that may be used. It has one string, or one a plural form."""
    if len(strings) != (2 if plural else 1):
        yield f"{len(strings)} forms in place of {2 if plural else 1}"
    for number, string in enumerate(strings):
        yield from _faults(text, plural, string, may_be_one=bool(plural) and number == 0)


def _faults(text: str, plural: str, string: str, may_be_one: bool) -> Iterator[str]:
    if not string:
        yield "a form is empty"
        return
    wanted = placeholders(text) | (placeholders(plural) if plural else set())
    try:
        found = placeholders(string)
    except ValueError:
        found = {("braces that don't match", "", "")}
    # The form for one may say "one" in words.
    if found != wanted and not (may_be_one and found == {each for each in wanted if each[0] != "count"}):
        yield f"placeholders {_named(found)} in place of {_named(wanted)}"
    if sorted(_PERCENT.findall(text)) != sorted(_PERCENT.findall(string)):
        yield "other parts with %"
    if has_key(text) != has_key(string):
        yield "a key (&) is missing" if has_key(text) else "a key (&) too much"
    if _end(text) != _end(string):
        yield f"it ends with {_end(string) or 'no sign'!r} in place of {_end(text) or 'no sign'!r}"
    if _spaces(text) != _spaces(string):
        yield "other spaces or line ends around it"


def _named(found: set[tuple[str, str, str]]) -> str:
    return ", ".join(sorted("{" + name + (f":{form}" if form else "") + "}" for name, form, _how in found)) or "none"


def _end(text: str) -> str:
    last = text.rstrip()[-1:]
    return last if last in ENDS else ""


def _spaces(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
