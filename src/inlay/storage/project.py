"""The project file itself: checked without trust before anything of it is used."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np

from inlay.base.errors import BadInput
from inlay.base.text import tr
from inlay.imaging.tile import Pixels, Shape, Tile
from inlay.storage.change import Head, SavedState
from inlay.storage.damage import DamageError, told_as_damage
from inlay.storage.grids import FindTile
from inlay.storage.reading import RowReader
from inlay.storage.schema import (
    APPLICATION_ID,
    FORMAT,
    MAGIC,
    connect,
    expected_schema,
    schema_of,
)
from inlay.storage.tables import hashes, read_candidates, read_head, read_object, read_tile, read_versions
from inlay.storage.upgrade import row_upgrade

_HEADER = 100


def check_header(path: Path) -> None:
    """Look at a file's first 100 bytes and its length, without SQLite.

    Raises BadInput where it is missing, a folder, empty, no project, of a newer format or cut short.
    """
    name = path.name
    if path.is_dir():
        raise BadInput(tr("{name} is a folder, not a project.").format(name=name))
    if not path.is_file():
        raise BadInput(tr("{name} doesn't exist.").format(name=path))
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise BadInput(tr("{name} can't be read: {reason}.").format(name=name, reason=error.strerror)) from error
    if size == 0:
        raise BadInput(tr("{name} is empty.").format(name=name))
    _check_identity(name, header)
    page = int.from_bytes(header[16:18], "big")
    page = 65536 if page == 1 else page
    if size != page * int.from_bytes(header[28:32], "big"):
        raise BadInput(
            tr("{name} is damaged and can't be opened: a part of it is missing.").format(name=name),
            kept=tr("The file was left as it is."),
        )


def _check_identity(name: str, header: bytes) -> None:
    identity = int.from_bytes(header[68:72], "big")
    version = int.from_bytes(header[60:64], "big")
    if len(header) < _HEADER or not header.startswith(MAGIC) or identity != APPLICATION_ID or version == 0:
        raise BadInput(tr("{name} isn't an Inlay project.").format(name=name))
    if version > FORMAT:
        raise BadInput(
            tr("{name} was made by a newer Inlay and can't be opened by this one.").format(name=name),
            kept=tr("The file was left as it is."),
            next_step=tr("Update Inlay."),
        )


def check_schema(connection: sqlite3.Connection) -> None:
    """DamageError where the file defines anything but what this format does."""
    if schema_of(connection) != expected_schema():
        raise DamageError("the tables aren't those of a project")


def read_state(connection: sqlite3.Connection, stored: FindTile) -> tuple[SavedState, Head, RowReader]:
    """Everything but the pixels, checked. Raises DamageError."""
    check_schema(connection)
    head = read_head(connection)
    rows = RowReader(lambda key: read_object(connection, key), stored, row_upgrade(connection))
    state = SavedState(
        document=rows.document(head.document) if head.document else None,
        current_version=head.version,
        versions=tuple(rows.version(body, thumbnail) for body, thumbnail in read_versions(connection)),
        candidates=tuple(rows.candidate(body) for body in read_candidates(connection)),
        name=head.name,
        project_path=Path(head.project) if head.project else None,
    )
    _check_state(state, head)
    return state, head, rows


def _check_state(state: SavedState, head: Head) -> None:
    if (len(state.versions), len(state.candidates)) != (head.versions, head.candidates):
        raise DamageError("versions or candidates are missing")
    seen: set[str] = set()
    for version in state.versions:
        if version.id in seen or (version.parent is not None and version.parent not in seen):
            raise DamageError("a version comes twice, or before its parent")
        seen.add(version.id)
    if state.current_version is not None and state.current_version not in seen:
        raise DamageError("the current version is missing")
    if len({candidate.id for candidate in state.candidates}) != len(state.candidates):
        raise DamageError("a candidate comes twice")


def copy_checked(project: Path, copy: Path) -> None:
    """Copy a project and check the copy, read-only; only then may it be opened for writing.

    The copy is checked, not the original, so that nothing can change in between; the original is
    never opened by SQLite. Raises BadInput; the original is left alone.
    """
    check_header(project)
    need_room(copy.parent, project.stat().st_size)
    try:
        shutil.copyfile(project, copy)
    except OSError as error:
        raise BadInput(tr("{name} can't be read: {reason}.").format(name=project.name, reason=error)) from error
    check_header(copy)
    with told_as_damage(project.name):
        connection = connect(copy, "ro", immutable=True)
        try:
            state, _, _ = read_state(connection, unread_tile)
        finally:
            connection.close()
        if state.document is None or state.current_version is None:
            raise DamageError("there is no document or version in it")


class _Nowhere:
    """Where tiles lie while a project is only checked."""

    is_open = False

    def load(self, digest: bytes) -> Pixels:
        raise DamageError(f"tile {digest.hex()} is read while the project is only checked")


def unread_tile(digest: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
    """Stands for a tile where a project is only checked, not shown."""
    return Tile.stored(digest, shape, dtype, _Nowhere())


def need_room(folder: Path, size: int) -> None:
    """BadInput where `folder` has no room for `size` bytes and a little more."""
    free = shutil.disk_usage(folder).free
    if free < size + 16 * 2**20:
        raise BadInput(
            tr("There isn't enough room in {folder}: {needed} MB are needed, {free} MB are free.").format(
                folder=folder, needed=size // 10**6 + 17, free=free // 10**6
            ),
            kept=tr("Nothing was changed."),
            next_step=tr("Make room on the disk, or choose another place."),
        )


def damage_in(connection: sqlite3.Connection) -> list[str]:
    """What isn't as its hash says, or isn't there, of all that a project refers to; one line each."""
    wanted: set[tuple[bytes, Shape | None]] = set()

    def stored(digest: bytes, shape: Shape, dtype: np.dtype[Any]) -> Tile:
        wanted.add((digest, shape))
        return unread_tile(digest, shape, dtype)

    read_state(connection, stored)
    named = {digest for digest, _ in wanted}
    rest: set[tuple[bytes, Shape | None]] = {(digest, None) for digest in hashes(connection, "tiles") - named}
    found = [
        f"tile {digest.hex()}: {trouble}"
        for digest, shape in wanted | rest
        if (trouble := _tile_trouble(connection, digest, shape))
    ]
    for key in sorted(hashes(connection, "objects")):
        try:
            read_object(connection, key)
        except (DamageError, sqlite3.Error) as error:
            found.append(f"object {key.hex()}: {error}")
    return found


def _tile_trouble(connection: sqlite3.Connection, digest: bytes, shape: Shape | None) -> str:
    try:
        held = read_tile(connection, digest).shape
    except (DamageError, sqlite3.Error) as error:
        return str(error)
    return "" if shape in (None, held) else "it isn't as large as its place"
