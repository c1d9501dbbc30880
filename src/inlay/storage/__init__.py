"""Storage: projects as one SQLite file, and the working copy in which open work is recorded."""

from __future__ import annotations

from inlay.storage.change import Change, Recoverable, SavedState
from inlay.storage.working import WorkingCopy

__all__ = ["Change", "Recoverable", "SavedState", "WorkingCopy"]
