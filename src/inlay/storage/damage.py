"""Damage: what is found wrong in a file, and the sentence that a person reads about it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from inlay.base.errors import BadInput
from inlay.base.text import tr

log = logging.getLogger(__name__)


class DamageError(ValueError):
    """A stored row isn't what the format allows; the text is for the log."""


# The disk, the rights or another process; not what is in the file.
_SYSTEM = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
)


def _is_the_systems(error: Exception) -> bool:
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _SYSTEM


@contextmanager
def told_as_damage(name: str) -> Iterator[None]:
    """Turn whatever a damaged file makes SQLite or the checks raise into one clear BadInput."""
    try:
        yield
    except (DamageError, sqlite3.Error, UnicodeError, OverflowError) as error:
        log.warning("%s can't be used: %s", name, error)
        if _is_the_systems(error):
            raise BadInput(tr("{name} can't be opened: {reason}.").format(name=name, reason=error)) from error
        raise BadInput(
            tr("{name} is damaged and can't be opened.").format(name=name), kept=tr("The file was left as it is.")
        ) from error


@contextmanager
def told_as_lost_pixels() -> Iterator[None]:
    """The same for a part of the picture that is read while the project is open."""
    try:
        yield
    except (DamageError, sqlite3.Error, UnicodeError, OverflowError) as error:
        log.warning("a tile can't be read: %s", error)
        raise BadInput(
            tr("A part of the picture is damaged in its file and can't be shown."),
            kept=tr("Everything else is kept."),
            next_step=tr("Go back to another version, or restore the project from a backup."),
        ) from error
