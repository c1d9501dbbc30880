"""The frame: where the panels stand around the picture, how they are hidden, and how that is remembered."""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QToolBar, QWidget

from inlay.base.registry import discover
from inlay.ui import panels
from inlay.ui.panels.spec import PanelSpec

if TYPE_CHECKING:
    from inlay.editor.editor import Editor

LAYOUT = 2
"""Raised when the panels change so much that an old layout would harm."""

SIZE = (1360, 860)
DOCK_WIDTH = 320
LOW_SCREEN = 800  # logical pixels
TITLE_BAR = 32
AREAS = ("left", "top", "right")
BAR_AREAS = {"left": Qt.ToolBarArea.LeftToolBarArea, "top": Qt.ToolBarArea.TopToolBarArea}


@functools.cache
def panel_specs() -> tuple[PanelSpec, ...]:
    """Every panel, in order: the tool column, the option bar, then the docks from top to bottom."""
    found = discover(panels, "PANEL", PanelSpec)
    return tuple(sorted(found, key=lambda spec: (AREAS.index(spec.area), spec.order, spec.id)))


class Frame(QObject):
    """Makes the panels of one window and keeps their places in the settings."""

    def __init__(self, window: QMainWindow, editor: Editor) -> None:
        super().__init__(window)
        self._window = window
        self._settings = editor.settings
        self.regions: dict[str, QWidget] = {}
        self._needed: dict[QWidget, int] = {}
        for spec in panel_specs():
            content = spec.make(editor)
            region = self._dock(spec, content) if spec.area == "right" else self._bar(spec, content)
            self.regions[spec.id] = region
        self._stack()
        self._hidden: QByteArray | None = None
        window.resize(*SIZE)
        self._share_out()
        self._first = window.saveState(LAYOUT)

    def _bar(self, spec: PanelSpec, content: QWidget) -> QToolBar:
        bar = QToolBar(spec.title, self._window)
        bar.setObjectName(f"panel.{spec.id}")
        bar.setAccessibleName(spec.title)
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.toggleViewAction().setObjectName(f"action.panel.{spec.id}")
        bar.addWidget(content)
        self._window.addToolBar(BAR_AREAS[spec.area], bar)
        return bar

    def _dock(self, spec: PanelSpec, content: QWidget) -> QDockWidget:
        dock = QDockWidget(spec.title, self._window)
        dock.setObjectName(f"panel.{spec.id}")
        dock.setAccessibleName(spec.title)
        dock.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        dock.toggleViewAction().setObjectName(f"action.panel.{spec.id}")
        dock.setWidget(content)
        self._window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        if spec.grows:
            content.installEventFilter(self)
            self._needed[content] = 0
        return dock

    def _stack(self) -> None:
        """Put the panels that stand beside others behind them, as tabs."""
        for spec in panel_specs():
            front, back = self.regions.get(spec.beside), self.regions[spec.id]
            if isinstance(front, QDockWidget) and isinstance(back, QDockWidget):
                self._window.tabifyDockWidget(front, back)
                front.raise_()
        layers, history = self.regions.get("layers"), self.regions.get("history")
        if self._is_low() and isinstance(layers, QDockWidget) and isinstance(history, QDockWidget):
            # Three panels below each other would leave the form of a service with two lines.
            self._window.tabifyDockWidget(history, layers)
            history.raise_()

    def _is_low(self) -> bool:
        return self._window.screen().availableGeometry().height() < LOW_SCREEN

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's own: a panel that came to need more than it ever did gets it. It keeps it: panels that come and go
        with every fill would be worse than a little empty room."""
        if event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            before, self._needed[watched] = self._needed[watched], watched.sizeHint().height()
            dock = watched.parentWidget()
            if self._needed[watched] > max(before, watched.height()) and isinstance(dock, QDockWidget):
                bar = dock.height() - watched.height()
                self._window.resizeDocks([dock], [self._needed[watched] + bar], Qt.Orientation.Vertical)
            self._needed[watched] = max(before, self._needed[watched])
        return bool(super().eventFilter(watched, event))

    def _share_out(self) -> None:
        specs = [spec for spec in panel_specs() if spec.area == "right"]
        docks = [region for spec in specs if isinstance(region := self.regions[spec.id], QDockWidget)]
        if docks:
            self._window.resizeDocks(docks, [DOCK_WIDTH] * len(docks), Qt.Orientation.Horizontal)
            self._window.resizeDocks(docks, [spec.stretch * 100 for spec in specs], Qt.Orientation.Vertical)

    # Showing and hiding

    @property
    def panels_are_shown(self) -> bool:
        """Whether the panels aren't hidden by `toggle_panels`."""
        return self._hidden is None

    def toggle_panels(self) -> None:
        """Hide everything around the picture, or bring back what was hidden."""
        if self._hidden is not None:
            before, self._hidden = self._hidden, None
            self._window.restoreState(before, LAYOUT)
            return
        self._hidden = self._window.saveState(LAYOUT)
        for region in self.regions.values():
            region.hide()

    def show_region(self, panel_id: str) -> QWidget:
        """Bring a panel to light, whatever hid it."""
        if self._hidden is not None:
            self.toggle_panels()
        region = self.regions[panel_id]
        region.show()
        region.raise_()
        return region

    def reset(self) -> None:
        """Put all panels back to where they were at first."""
        self._hidden = None
        for region in self.regions.values():
            region.show()
        self._window.restoreState(self._first, LAYOUT)
        self._share_out()

    # Remembering

    @property
    def _layout_name(self) -> str:
        # What stands below each other on a large screen would lie over each other on a low one: each has its own.
        return "window.layout_low" if self._is_low() else "window.layout"

    def restore(self) -> None:
        """Bring back the size, place and layout of the last time."""
        geometry = _decoded(self._settings.get("window.geometry", ""))
        layout = _decoded(self._settings.get(self._layout_name, ""))
        if not geometry.isEmpty():
            self._window.restoreGeometry(geometry)
        if not layout.isEmpty():
            self._window.restoreState(layout, LAYOUT)

    def fit_screen(self) -> None:
        """Make the window no larger than its screen, as after the interface has become larger."""
        free = self._window.screen().availableGeometry()
        size = self._window.size().boundedTo(QSize(free.width(), free.height() - TITLE_BAR))
        if size != self._window.size():
            self._window.resize(size)
            self._window.move(free.topLeft())

    def remember(self) -> None:
        """Put size, place and layout into the settings."""
        if self._hidden is not None:
            self.toggle_panels()
        self._settings.set("window.geometry", _encoded(self._window.saveGeometry()))
        self._settings.set(self._layout_name, _encoded(self._window.saveState(LAYOUT)))


def _encoded(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _decoded(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
