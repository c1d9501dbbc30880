"""The ring: F6 and Shift+F6 lead the keyboard round the regions of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class FocusRing(QObject):
    """`regions` gives the widgets of the ring in order; hidden ones and those without a field are left out."""

    def __init__(self, parent: QObject, regions: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(parent)
        self._regions = regions
        self._last: dict[QWidget, QWidget] = {}

    def step(self, by: int) -> None:
        """Give the keyboard to the next (+1) or previous (-1) region, where it was there last."""
        stops = [(region, stop) for region in self._regions() if (stop := self._stop(region)) is not None]
        if not stops:
            return
        now = QApplication.focusWidget()
        at = next((i for i, (region, _stop) in enumerate(stops) if holds(region, now)), None)
        if at is not None and now is not None:
            self._last[stops[at][0]] = now
        start = at if at is not None else (-1 if by > 0 else 0)
        region, stop = stops[(start + by) % len(stops)]
        back = self._last.get(region)
        target = back if back is not None and can_focus(back) and holds(region, back) else stop
        target.setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)

    def _stop(self, region: QWidget) -> QWidget | None:
        if not is_seen(region):
            return None
        return region if can_focus(region) else next(filter(can_focus, _in_order(region)), None)


def is_seen(region: QWidget) -> bool:
    """Whether a region is there to be seen: Qt calls a tab behind another visible, and puts it out of the window."""
    return region.isVisible() and not region.visibleRegion().isEmpty()


def holds(region: QWidget, widget: QWidget | None) -> bool:
    """Whether a widget is the region or inside it."""
    return widget is not None and (widget is region or region.isAncestorOf(widget))


def can_focus(widget: QWidget) -> bool:
    """Whether the Tab key could lead there."""
    reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return reachable and widget.isVisible() and widget.isEnabled()


def _in_order(region: QWidget) -> list[QWidget]:
    """The widgets inside a region as they are read: row by row, by the middle of each.

    Not by `nextInFocusChain`: PySide takes what that returns for a child of its neighbour, and lets go of it, and of
    actions that belong to it, when the neighbour is deleted.
    """

    def place(widget: QWidget) -> tuple[int, int]:
        middle = widget.mapTo(region, widget.rect().center())
        return middle.y(), middle.x()

    return sorted(region.findChildren(QWidget), key=place)
