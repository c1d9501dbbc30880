"""What goes into a project in one transaction, what comes out of it, and its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inlay.document.document import Document, Source
from inlay.document.version import Candidate, Version
from inlay.storage.fields import Fields
from inlay.storage.rows import json_body


@dataclass(frozen=True, eq=False)
class Change:
    """One edit's worth of news; None and () leave what is there.

    `versions` and `candidates` are new or changed ones, known by their id. `source` is the opened
    file and its bytes; above 200 MB these aren't kept. `is_work` is False for what costs the person
    nothing to lose (an opened file, a thumbnail): alone, it isn't offered for recovery.
    """

    document: Document | None = None
    current_version: str | None = None
    versions: tuple[Version, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    source: tuple[Source, bytes] | None = None
    name: str | None = None
    is_work: bool = True

    def then(self, later: Change) -> Change:
        """Both changes as one."""
        return Change(
            document=later.document or self.document,
            current_version=later.current_version or self.current_version,
            versions=self.versions + later.versions,
            candidates=self.candidates + later.candidates,
            source=later.source or self.source,
            name=self.name if later.name is None else later.name,
            is_work=self.is_work or later.is_work,
        )


@dataclass(frozen=True, eq=False)
class SavedState:
    """All that a project holds, versions and candidates in the order in which they came."""

    document: Document | None = None
    current_version: str | None = None
    versions: Sequence[Version] = ()
    candidates: Sequence[Candidate] = ()
    name: str = ""
    project_path: Path | None = None


@dataclass(frozen=True)
class Recoverable:
    """Work that a process left behind when it ended unasked. `path` is its folder, `time` in seconds since 1970,
    `document_id` what its document is known by."""

    path: Path
    name: str
    time: float
    project_path: Path | None
    document_id: str = ""


@dataclass(frozen=True)
class Head:
    """The one row that says what is current, and how many of everything there are.

    `identity` is what the document is known by, for good; None where nothing was recorded yet. `edit` counts the
    changes recorded that were work, `saved` is the edit that the project at `project` holds.
    """

    document: bytes | None = None
    version: str | None = None
    versions: int = 0
    candidates: int = 0
    name: str = ""
    app: str = ""
    edit: int = 0
    saved: int = 0
    project: str | None = None
    time: float = 0.0
    identity: str | None = None

    def body(self) -> bytes:
        """The row's bytes."""
        values = dict(vars(self))
        values["document"] = self.document.hex() if self.document else None
        return json_body(values)

    @staticmethod
    def parse(body: bytes) -> Head:
        """The head in a row's bytes. Raises DamageError."""
        row = Fields.parse(body)
        return Head(
            document=row.optional_digest("document"),
            version=row.optional_identity("version"),
            versions=row.integer("versions", 0, 10**6),
            candidates=row.integer("candidates", 0, 10**6),
            name=row.text("name"),
            app=row.text("app", 100),
            edit=row.integer("edit"),
            saved=row.integer("saved"),
            project=row.path("project"),
            time=row.number("time", 0, 1e11),
            identity=row.optional_identity("identity"),
        )

    def as_project(self, app: str, time: float) -> Head:
        """The head of a project saved now: what only concerns the working copy is left out."""
        return replace(self, app=app, time=time, edit=0, saved=0, project=None)
