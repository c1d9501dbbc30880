"""Overlays: one file for each kind of data that tools publish. They draw in pixels of the device, whatever the zoom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPainter, QRegion

from inlay.tools.overlay import (
    BrushCursor,
    EllipseOutline,
    Knob,
    Overlay,
    PlanFrame,
    Polyline,
    RectOutline,
    Scribble,
    TransformBox,
)
from inlay.ui.canvas.overlays.brush_cursor import BrushCursorPainter
from inlay.ui.canvas.overlays.ellipse_outline import EllipseOutlinePainter
from inlay.ui.canvas.overlays.knob import KnobPainter
from inlay.ui.canvas.overlays.plan_frame import PlanFramePainter
from inlay.ui.canvas.overlays.polyline import PolylinePainter
from inlay.ui.canvas.overlays.rect_outline import RectOutlinePainter
from inlay.ui.canvas.overlays.scale import Screen
from inlay.ui.canvas.overlays.scribble import ScribblePainter
from inlay.ui.canvas.overlays.transform_box import TransformBoxPainter


class OverlayPainter:
    """Draws whatever a tool published, and says where."""

    def __init__(self) -> None:
        self._cursor = BrushCursorPainter()
        self._lines: list[PolylinePainter] = []
        self._outline = RectOutlinePainter()
        self._ellipse = EllipseOutlinePainter()
        self._knob = KnobPainter()
        self._scribble = ScribblePainter()
        self._transform = TransformBoxPainter()
        self._plan = PlanFramePainter()
        self.overlays: tuple[Overlay, ...] = ()

    def set_cross(self, cross: bool) -> None:
        """Whether the brush has a cross in its middle."""
        self._cursor.cross = cross

    @property
    def holds_still(self) -> bool:
        """Whether something stays where it is on the screen when the picture moves under it."""
        kinds = (RectOutline, EllipseOutline, TransformBox, PlanFrame)
        return any(isinstance(each, kinds) and each.label for each in self.overlays)

    def replace(self, overlays: Sequence[Overlay], screen: Screen) -> QRegion:
        """Draw these from now on; what has to be painted again (device)."""
        before, self.overlays = self.overlays, tuple(overlays)
        lines = [each for each in self.overlays if isinstance(each, Polyline)]
        while len(self._lines) < len(lines):
            self._lines.append(PolylinePainter())
        dirty = QRegion()
        for painter in self._lines[len(lines) :]:
            dirty += painter.drawn(screen)
        del self._lines[len(lines) :]
        for painter, line in zip(self._lines, lines, strict=True):
            dirty += painter.replace(line, screen)
        for each in before:
            dirty += self._region(each, screen)
        for each in self.overlays:
            dirty += self._region(each, screen)
        return dirty

    def _region(self, overlay: Overlay, screen: Screen) -> QRegion:
        if isinstance(overlay, BrushCursor):
            return self._cursor.region(overlay, screen)
        if isinstance(overlay, RectOutline):
            return self._outline.region(overlay, screen)
        if isinstance(overlay, EllipseOutline):
            return self._ellipse.region(overlay, screen)
        if isinstance(overlay, Knob):
            return self._knob.region(overlay, screen)
        if isinstance(overlay, Scribble):
            return self._scribble.region(overlay, screen)
        if isinstance(overlay, TransformBox):
            return self._transform.region(overlay, screen)
        if isinstance(overlay, PlanFrame):
            return self._plan.region(overlay, screen)
        return QRegion()  # lines keep track of it themselves: one that goes on is painted again only at its end

    def paint(self, painter: QPainter, screen: Screen) -> None:
        """Draw all of them, in order."""
        lines = iter(self._lines)
        for each in self.overlays:
            if isinstance(each, BrushCursor):
                self._cursor.paint(painter, each, screen)
            elif isinstance(each, RectOutline):
                self._outline.paint(painter, each, screen)
            elif isinstance(each, EllipseOutline):
                self._ellipse.paint(painter, each, screen)
            elif isinstance(each, Knob):
                self._knob.paint(painter, each, screen)
            elif isinstance(each, Scribble):
                self._scribble.paint(painter, each, screen)
            elif isinstance(each, TransformBox):
                self._transform.paint(painter, each, screen)
            elif isinstance(each, PlanFrame):
                self._plan.paint(painter, each, screen)
            else:
                next(lines).paint(painter, screen)


__all__ = ["OverlayPainter", "Screen"]
