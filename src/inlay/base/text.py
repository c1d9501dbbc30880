"""Translation: every text that a person reads goes through `tr`."""

from __future__ import annotations

import functools
import gettext

from inlay.base.resources import resources_dir

DOMAIN = "inlay"


@functools.cache
def _translations() -> gettext.NullTranslations:
    # Languages come from LANGUAGE, LC_ALL, LC_MESSAGES and LANG, as gettext reads them.
    return gettext.translation(DOMAIN, str(resources_dir() / "translations"), fallback=True)


def tr(text: str) -> str:
    """The text in the person's language, or as it is where there is no translation."""
    return _translations().gettext(text)


def tr_count(one: str, many: str, count: int) -> str:
    """`one` or `many`, by the language's own rule for `count`; `{count}` is filled in."""
    return _translations().ngettext(one, many, count).format(count=count)
