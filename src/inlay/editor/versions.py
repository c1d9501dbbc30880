"""The history: keep, restore, rename, star and note versions."""

from __future__ import annotations

import time
from dataclasses import replace

from inlay.base.text import tr
from inlay.document.edits import flatten
from inlay.editor.pool import in_pool
from inlay.editor.session import Session


def keep(session: Session, label: str = "") -> None:
    """Keep the current document as a version of its own."""

    async def work() -> None:
        name = label or tr("Kept at {time}").format(time=time.strftime("%H:%M"))
        version = session.new_version(session.document, name, "kept", session.current_version)
        session.commit(session.document, tr("Keep version"), version=version)

    session.edits.add(work)


def restore(session: Session, version_id: str) -> None:
    """Go back to a version, undoably; work then goes on as a branch from it."""

    async def work() -> None:
        version = session.versions[version_id]
        label = tr("Restore “{name}”").format(name=version.label)
        session.commit(version.document, label, stands_on=version_id)

    session.edits.add(work)


def flatten_to_version(session: Session) -> None:
    """Make one layer of all, and keep the result as a version."""

    async def work() -> None:
        document = await in_pool(flatten, session.document)
        version = session.new_version(document, tr("Flattened"), "flatten", session.current_version)
        session.commit(document, tr("Flatten"), version=version)

    session.edits.add(work)


def rename(session: Session, version_id: str, label: str) -> None:
    """Give a version another name; an empty one changes nothing."""
    label = " ".join(label.split())
    if label:
        session.change_version(replace(session.versions[version_id], label=label))


def star(session: Session, version_id: str, starred: bool) -> None:
    """Put a star on a version, or take it away."""
    session.change_version(replace(session.versions[version_id], starred=starred))


def note(session: Session, version_id: str, text: str) -> None:
    """Write a note to a version."""
    session.change_version(replace(session.versions[version_id], note=text))
