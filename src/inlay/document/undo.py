"""Undo: a list of documents, each with the name of the edit that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inlay.document.document import Document
from inlay.document.version import CandidateState
from inlay.imaging.mask import Mask


@dataclass(frozen=True, eq=False)
class Step:
    """A document, the name of the edit that made it, and the version the work stood on.

    `settled` says which candidates had been accepted or discarded by then, by their ids; so taking
    the step back makes them wait again. Steps of one `merge` key that follow each other are one.
    """

    document: Document
    label: str
    version: str
    settled: Mapping[str, CandidateState] = field(default_factory=dict)
    merge: str = ""


@dataclass(frozen=True, eq=False)
class UndoStack:
    """The steps up to now and those taken back; a value like everything else."""

    done: tuple[Step, ...]
    undone: tuple[Step, ...] = field(default=())

    @property
    def now(self) -> Step:
        """The step that is shown."""
        return self.done[-1]

    @property
    def undo_label(self) -> str | None:
        """The name of what undo would take back."""
        return self.done[-1].label if len(self.done) > 1 else None

    @property
    def redo_label(self) -> str | None:
        """The name of what redo would bring back."""
        return self.undone[-1].label if self.undone else None

    @property
    def last_mask(self) -> Mask | None:
        """The mask of the latest step that had one."""
        masks = (step.document.mask for step in reversed(self.done))
        return next((mask for mask in masks if not mask.is_empty), None)

    def push(self, step: Step) -> UndoStack:
        """The stack after an edit; what was taken back is let go (versions keep what matters)."""
        if step.merge and len(self.done) > 1 and self.now.merge == step.merge:
            return UndoStack((*self.done[:-1], step))
        return UndoStack((*self.done, step))

    def undo(self) -> UndoStack:
        """The stack with the last step taken back, or itself where there is none."""
        return UndoStack(self.done[:-1], (*self.undone, self.done[-1])) if len(self.done) > 1 else self

    def redo(self) -> UndoStack:
        """The stack with the last undone step brought back, or itself where there is none."""
        return UndoStack((*self.done, self.undone[-1]), self.undone[:-1]) if self.undone else self
