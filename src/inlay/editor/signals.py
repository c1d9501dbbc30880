"""What the editor tells to whoever shows it. All are emitted on the loop thread."""

from __future__ import annotations

from collections.abc import Sequence

from inlay.base.errors import InlayError
from inlay.base.geometry import Point, Rect
from inlay.base.signal import Signal
from inlay.document.document import Document
from inlay.jobs.job import Job
from inlay.tools.overlay import StrokePreview


class EditorSignals:
    """One set of signals for the life of the editor, whichever document is looked at."""

    def __init__(self) -> None:
        self.session_changed: Signal[[]] = Signal()  # another document is looked at, or none, or it has another name
        self.sessions_changed: Signal[[]] = Signal()  # which are open, their order, names and marks, which is looked at
        self.shown_changed: Signal[[Document | None, Document | None]] = Signal()  # before, after
        self.document_changed: Signal[[]] = Signal()
        self.undo_changed: Signal[[]] = Signal()
        self.versions_changed: Signal[[]] = Signal()
        self.candidates_changed: Signal[[]] = Signal()
        self.jobs_changed: Signal[[Job]] = Signal()
        self.fill_changed: Signal[[]] = Signal()  # the settings of the Fill panel, by whomever
        self.services_changed: Signal[[str]] = Signal()  # a service's key, address or options; its id
        self.plan_changed: Signal[[]] = Signal()  # what would be sent, or the reason why nothing can be
        self.tool_changed: Signal[[]] = Signal()
        self.options_changed: Signal[[str]] = Signal()  # tool id
        self.overlay_changed: Signal[[]] = Signal()
        self.stroke_changed: Signal[[StrokePreview, Sequence[Rect]]] = Signal()  # plane boxes to draw again
        self.strokes_changed: Signal[[]] = Signal()  # the list of strokes in progress
        self.mask_preview_changed: Signal[[]] = Signal()  # what is shown in place of the mask
        self.gesture_changed: Signal[[]] = Signal()  # the tool went on to another state, maybe by itself
        self.frame_changed: Signal[[]] = Signal()
        self.options_wanted: Signal[[Point]] = Signal()  # beside this point of the canvas
        self.message: Signal[[str]] = Signal()  # what just happened
        self.noted: Signal[[str, Sequence[str]]] = Signal()  # a file's name, and what is to be told about its opening
        self.failed: Signal[[InlayError]] = Signal()  # to be told
        self.modified_changed: Signal[[]] = Signal()
