"""The pointer's shapes, by the names that tools use."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor

_SHAPES = {
    "brush": Qt.CursorShape.BlankCursor,  # the circle is drawn by the canvas
    "cross": Qt.CursorShape.CrossCursor,
    "hand": Qt.CursorShape.OpenHandCursor,
    "grab": Qt.CursorShape.ClosedHandCursor,
    "zoom": Qt.CursorShape.PointingHandCursor,
    "frame": Qt.CursorShape.CrossCursor,
    "busy": Qt.CursorShape.BusyCursor,
    "turn": Qt.CursorShape.CrossCursor,
    "move": Qt.CursorShape.SizeAllCursor,
    "size-h": Qt.CursorShape.SizeHorCursor,
    "size-v": Qt.CursorShape.SizeVerCursor,
    "size-f": Qt.CursorShape.SizeBDiagCursor,
    "size-b": Qt.CursorShape.SizeFDiagCursor,
}


def cursor(name: str) -> QCursor:
    """The shape of that name; an arrow for one that isn't known."""
    return QCursor(_SHAPES.get(name, Qt.CursorShape.ArrowCursor))
