"""Translation: every text that a person reads goes through `tr`."""

from __future__ import annotations

import functools
import gettext

DOMAIN = "inlay"


@functools.cache
def language_in_use() -> str:
    """The language of all texts, from the first one on until the program ends."""
    # Imported here: this reads where things are kept, and that speaks of its troubles by `tr`.
    from inlay.base.language import spoken

    return spoken()


@functools.cache
def _of(language: str) -> gettext.NullTranslations:
    """The translations into a language; English is the texts themselves."""
    from inlay.base.language import SOURCE, translations_dir

    if language == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(translations_dir()), [language], fallback=True)


def tr(text: str) -> str:
    """The text in the person's language, or as it is where there is no translation."""
    return _of(language_in_use()).gettext(text)


def tr_count(one: str, many: str, count: int) -> str:
    """`one` or `many`, by the language's own rule for `count`; `{count}` is filled in."""
    return _of(language_in_use()).ngettext(one, many, count).format(count=count)


def tr_in(text: str, language: str) -> str:
    """The text in another language ("de", or "en" for what stands in the code), which isn't in use yet."""
    return _of(language).gettext(text)


def tr_number(value: float, decimals: int = 0) -> str:
    """A number with its digits in groups of three, as the language writes it ("1,009,620", "1.009.620")."""
    # Translators: a number as your language groups and points it.
    pattern = tr("1,234.5")
    return f"{value:,.{decimals}f}".translate({ord(","): pattern[1], ord("."): pattern[-2]})
