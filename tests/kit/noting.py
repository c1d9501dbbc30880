"""Notes of what a process is about to record, kept outside Inlay, and what must be found after it was killed.

A note is written and synced before each change goes to the working copy. A change is only noted
once the one before is on disk, so that what is found later is the state of one of the last two notes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inlay.document.document import Document
from inlay.document.version import Version
from inlay.storage import Change, WorkingCopy


class Notebook:
    """A plain file of notes, outside Inlay; every one is on the disk before anything else happens."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.note({"start": True})

    def opened(self, document: Document) -> None:
        """Note what a process begins with, which is on disk already."""
        self.note(note_of(Change(document)))

    def note(self, values: Mapping[str, Any]) -> None:
        """Write one note."""
        os.write(self._file, json.dumps(values).encode() + b"\n")
        os.fsync(self._file)


def note_every_record(notebook: Notebook, remember: int | None = None) -> None:
    """From now on, note every change that this process records, before it is recorded.

    `remember` plants a fault: only so many changes are recorded, those after them are noted and lost.
    """
    left = iter(range(10**9 if remember is None else remember))
    pending: dict[str, Future[None]] = {}
    record = WorkingCopy.record

    def noted(copy: WorkingCopy, change: Change) -> Future[None]:
        if copy.id in pending:
            wait([pending[copy.id]])
        notebook.note(note_of(change))
        if next(left, None) is None:
            change = Change()
        pending[copy.id] = record(copy, change)
        return pending[copy.id]

    WorkingCopy.record = noted  # type: ignore[method-assign]


def note_of(change: Change) -> dict[str, Any]:
    """What has to be there once the change is recorded."""
    return {
        "document": change.document.digest if change.document else None,
        "versions": {version.id: version.document.digest for version in change.versions},
        "candidates": [candidate.id for candidate in change.candidates],
    }


@dataclass
class Notes:
    """What the notes say: documents in order, and everything that was surely on disk."""

    documents: list[str] = field(default_factory=list)
    sure_documents: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)
    candidates: set[str] = field(default_factory=set)

    @staticmethod
    def read(path: Path) -> Notes:
        """Read the notes; half a last line was never acted on."""
        notes = Notes()
        lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        entries = [json.loads(line) for line in lines]
        for entry, after in zip(entries, [*entries[1:], {"start": True}], strict=True):
            if "start" in entry:
                continue
            if entry["document"]:
                notes.documents.append(entry["document"])
            if "start" not in after:  # the last note of a process may not have been acted on
                notes.sure_documents |= {entry["document"]} - {None}
                notes.versions |= entry["versions"]
                notes.candidates |= set(entry["candidates"])
        return notes

    @property
    def are_of_a_look(self) -> bool:
        """Whether a picture was only opened, for all that is sure to be on disk: there may be no work that could be
        offered, and its version isn't missed."""
        return len(self.sure_documents) <= 1 and len(self.versions) <= 1 and not self.candidates

    def losses(self, document: Document, versions: Mapping[str, Version], candidates: Sequence[str]) -> list[str]:
        """What is missing or another one than noted; one line each."""
        found = []
        if document.digest not in self.documents[-2:]:
            age = self.documents[::-1].index(document.digest) if document.digest in self.documents else "unknown"
            found.append(f"the document offered is {age} steps old")
        for name, digest in self.versions.items():
            if name not in versions:
                found.append(f"version {name} is missing")
            elif versions[name].document.digest != digest:
                found.append(f"version {name} is another one")
        found += [f"candidate {name} is missing" for name in self.candidates - set(candidates)]
        return found
