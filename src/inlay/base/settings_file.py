"""The settings file: read with its troubles, upgraded, set aside when broken, and changed under a lock."""

from __future__ import annotations

import datetime
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from inlay.base.errors import BadInput, InlayError
from inlay.base.files import write_bytes_atomically
from inlay.base.locks import lock_beside
from inlay.base.text import tr

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Values = dict[str, Json]
Upgrade = Callable[[Values], Values]

VERSION = 2
VERSION_NAME = "version"
PATIENCE = 3.0  # seconds to wait for another window that is writing
log = logging.getLogger(__name__)


def _from_1(values: Values) -> Values:
    """The first files had no version number; their names and values are the same."""
    return values


UPGRADES: tuple[Upgrade, ...] = (_from_1,)
"""What makes a file of the next version of one of version 1, 2, ..."""

State = Literal["good", "missing", "broken", "newer", "locked"]


class Found(NamedTuple):
    """What is on disk. "locked" can't be read, "newer" was written by a later program: both stay as they are."""

    state: State
    values: Values
    reason: str = ""


def read(path: Path) -> Found:
    """The values of a settings file, brought up to date, without the version number."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Found("missing", {})
    except OSError as error:
        return Found("locked", {}, error.strerror or str(error))
    try:
        values = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return Found("broken", {}, str(error))
    if not isinstance(values, dict):
        return Found("broken", {}, "not an object")
    version = values.pop(VERSION_NAME, 1)
    if type(version) is not int or version < 1:
        return Found("broken", {}, "no version")
    if version > VERSION:
        return Found("newer", {})
    for upgrade in UPGRADES[version - 1 :]:
        values = upgrade(values)
    return Found("good", values)


def set_aside(path: Path) -> Path:
    """Give a broken file another name beside it, and return that; raises OSError where this can't be done."""
    day = datetime.date.today().isoformat()
    for number in range(1, 1000):
        mark = f"broken-{day}" if number == 1 else f"broken-{day}-{number}"
        kept = path.with_name(f"{path.stem}.{mark}{path.suffix}")
        if not kept.exists():
            break
    path.replace(kept)
    return kept


def trouble_of(path: Path, found: Found) -> InlayError | None:
    """What a person is told of a file that can't be used; a broken one is set aside here."""
    log.warning("settings are %s: %s", found.state, found.reason)
    held = tr("Settings that are changed now last until Inlay ends.")
    if found.state == "newer":
        what = tr("The settings were written by a newer Inlay, so the default settings are used.")
        return BadInput(what, tr("The file {path} stays as it is.").format(path=path), held)
    if found.state == "locked":
        what = tr("The settings can't be read ({reason}), so the default settings are used.")
        kept = tr("The file {path} stays as it is.").format(path=path)
        return BadInput(what.format(reason=found.reason), kept, held)
    what = tr("The settings were damaged, so the default settings are used.")
    try:
        kept_as = set_aside(path)
    except FileNotFoundError:
        return None  # another window was quicker, and told it
    except OSError as error:
        log.warning("broken settings can't be set aside: %s", error)
        return BadInput(what, tr("The damaged file {path} will be replaced.").format(path=path))
    return BadInput(what, tr("The damaged file was kept as {path}.").format(path=kept_as))


def change(path: Path, merge: Callable[[Found], Values]) -> Values | None:
    """Write what `merge` makes of the file as it is now, one window after the other; the values written.

    None where the file belongs to a newer program or can't be read: then nothing is written. Raises InlayError
    where writing fails.
    """
    lock = lock_beside(path)
    end = time.monotonic() + PATIENCE
    while not lock.acquire():
        if time.monotonic() > end:
            log.warning("another window holds the settings; they are written all the same")
            break
        time.sleep(0.02)
    try:
        found = read(path)
        if found.state in ("newer", "locked"):
            log.warning("settings weren't saved: the file is %s", found.state)
            return None
        values = merge(found)
        text = json.dumps({**values, VERSION_NAME: VERSION}, indent=1, sort_keys=True, ensure_ascii=False)
        write_bytes_atomically(path, f"{text}\n".encode())
        return values
    finally:
        lock.release()
