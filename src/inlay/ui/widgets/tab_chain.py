"""Puts the stops of the Tab key into the order in which a panel is read."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


def tab_stops(widget: QWidget) -> list[QWidget]:
    """The widget itself if Tab stops there, else those inside it, in the order in which they were made."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        return [widget]
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        return []
    inner = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    return [stop for child in inner for stop in tab_stops(child)]


def chain(*widgets: QWidget) -> None:
    """Let Tab go through the widgets, one after the other; a widget made of several counts as them."""
    stops = [stop for widget in widgets for stop in tab_stops(widget)]
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
