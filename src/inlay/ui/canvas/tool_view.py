"""The canvas as tools see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from inlay.base.geometry import Point, Rect

if TYPE_CHECKING:
    from inlay.ui.canvas.widget import CanvasWidget


class CanvasView:
    """Implements `inlay.tools.context.ToolView`; lengths on the screen are logical pixels."""

    def __init__(self, canvas: CanvasWidget) -> None:
        self._canvas = canvas

    @property
    def scale(self) -> float:
        """Logical screen pixels for one document pixel."""
        return self._canvas.view.scale / self._canvas.ratio

    @property
    def level(self) -> int:
        """The mip level at which the mask is drawn: 0 is full size, each next one half of it."""
        return max(0, self._canvas.scene.mask_level(self._canvas.view))

    @property
    def visible(self) -> Rect:
        """The box of plane pixels on the screen, rounded outwards; may reach beyond the canvas."""
        return self._canvas.view.visible

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the picture by logical screen pixels, the way the hand moves."""
        self._canvas.pan(dx, dy)

    def zoom_at(self, pos: Point, factor: float) -> None:
        """Zoom by `factor`; the plane position `pos` stays where it is on the screen."""
        canvas = self._canvas
        at = canvas.view.to_screen(pos.x, pos.y)
        canvas.zoom_to(canvas.view.scale * factor, QPointF(at.x / canvas.ratio, at.y / canvas.ratio))

    def zoom_to(self, rect: Rect) -> None:
        """Show `rect` (plane pixels) as large as it fits."""
        self._canvas.show_rect(rect)
