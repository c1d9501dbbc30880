"""The plan on the canvas: a frame for each part of the picture that would be sent, while that is worth seeing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from inlay.editor.editor import Editor
from inlay.tools.overlay import PlanFrame
from inlay.ui.canvas import CanvasWidget
from inlay.ui.plan_text import call_label

CONTEXT, FRAME = "context", "frame"


class PlanFrames(QObject):
    """Shows the frames unless a stroke is painted, a result or version is looked at, or the mask isn't seen.

    With the context tool in the hand they are always seen, but for the moment in which one is dragged.
    """

    def __init__(self, editor: Editor, canvas: CanvasWidget, mask_is_seen: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._canvas, self._mask_is_seen = editor, canvas, mask_is_seen
        self._shown: tuple[object, ...] = ()
        for signal in (
            editor.plan_changed,
            editor.session_changed,
            editor.document_changed,
            editor.candidates_changed,
            editor.strokes_changed,
            editor.tool_changed,
            editor.overlay_changed,
        ):
            signal.connect(self.follow)
        editor.shown_changed.connect(lambda _before, _after: self.follow())

    def follow(self) -> None:
        """Bring the frames in line with the plan and with what is going on."""
        plan = self._editor.plan if self._are_wanted() else None
        calls = plan.calls if plan is not None else ()
        if calls != self._shown:
            self._shown = calls
            self._canvas.set_guides(*(PlanFrame(each.crop.box, call_label(each.crop, each.cost)) for each in calls))

    def _are_wanted(self) -> bool:
        session, tools = self._editor.session, self._editor.tools
        if session is None or tools.previews or session.shown is not session.document:
            return False
        tool = tools.borrowed_id or tools.tool_id
        if tool == CONTEXT:
            return not tools.active.is_in_gesture
        return tool != FRAME and self._mask_is_seen()
