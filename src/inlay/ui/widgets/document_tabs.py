"""A row of tabs for documents: names, what is changed or waits, a close button each, drag to reorder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

WIDEST = 240  # logical pixels; longer names are cut in the middle
NARROWEST = 96


@dataclass(frozen=True)
class TabFace:
    """What a tab shows. `told` is all of it in words; `mark` lies before the name; `changed` puts a dot behind it."""

    id: str
    name: str
    tip: str
    told: str
    close_told: str
    changed: bool = False
    mark: QIcon | None = None


class DocumentTabs(QTabBar):
    """`chosen` and `close_wanted` tell a tab's id, `moved` its id and new place. Nothing of it changes by itself but
    the order while one is dragged: what is shown is what `show_tabs` was told."""

    chosen = Signal(str)
    close_wanted = Signal(str)
    moved = Signal(str, int)

    def __init__(self, close_icon: QIcon, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._close_icon = close_icon
        self._faces: dict[str, TabFace] = {}
        self._is_showing = False
        self._pressed: str | None = None
        self.setProperty("role", "documents")
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(QSize(14, 14))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currentChanged.connect(self._current_changed)
        self.tabMoved.connect(self._tab_moved)

    # What is shown

    def ids(self) -> list[str]:
        """The ids of the tabs, from left to right."""
        return [str(self.tabData(index)) for index in range(self.count())]

    def show_tabs(self, faces: Sequence[TabFace], current: str | None) -> None:
        """Show these tabs in this order, and `current` as the one in front."""
        self._is_showing = True
        try:
            wanted = [face.id for face in faces]
            for name in self.ids():
                if name not in wanted:
                    self._take_out(name)
            for index, face in enumerate(faces):
                self._put(index, face)
            if current in wanted:
                self.setCurrentIndex(wanted.index(current))
        finally:
            self._is_showing = False

    def _take_out(self, name: str) -> None:
        self._faces.pop(name, None)
        self.removeTab(self.ids().index(name))

    def _put(self, index: int, face: TabFace) -> None:
        ids = self.ids()
        if face.id not in ids:
            self.insertTab(index, "")
            self.setTabData(index, face.id)
            self.setTabButton(index, QTabBar.ButtonPosition.LeftSide, None)  # None takes it away
            self.setTabButton(index, QTabBar.ButtonPosition.RightSide, self._button(face))
        elif ids.index(face.id) != index:
            self.moveTab(ids.index(face.id), index)
        if self._faces.get(face.id) != face:
            self._faces[face.id] = face
            self._dress(index, face)

    def _dress(self, index: int, face: TabFace) -> None:
        text = face.name.replace("&", "&&")
        self.setTabText(index, f"{text} •" if face.changed else text)
        self.setTabIcon(index, face.mark or QIcon())
        self.setTabToolTip(index, face.tip)
        self.setAccessibleTabName(index, face.told)
        button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        if button is not None:
            button.setAccessibleName(face.close_told)
            button.setToolTip(face.close_told)

    def _button(self, face: TabFace) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{self.objectName()}.close")
        button.setProperty("role", "tab-close")
        button.setIcon(self._close_icon)
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete and the menu's key close from the keyboard
        button.clicked.connect(lambda _checked=False, name=face.id: self.close_wanted.emit(name))
        return button

    def tabSizeHint(self, index: int) -> QSize:
        """Qt's own: long names don't push the others out."""
        size = super().tabSizeHint(index)
        return QSize(min(WIDEST, max(NARROWEST, size.width())), size.height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Qt's own: tabs don't shrink to nothing; there are buttons to scroll."""
        return self.tabSizeHint(index)

    # What the person does

    def _current_changed(self, index: int) -> None:
        if not self._is_showing and index >= 0:
            self.chosen.emit(str(self.tabData(index)))

    def _tab_moved(self, _before: int, after: int) -> None:
        if not self._is_showing:
            self.moved.emit(str(self.tabData(after)), after)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's own: note where the middle button went down."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pressed = self._at(event)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's own: the middle button closes the tab on which it went down and up."""
        if event.button() == Qt.MouseButton.MiddleButton:
            pressed, self._pressed = self._pressed, None
            if pressed is not None and pressed == self._at(event):
                self.close_wanted.emit(pressed)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Delete closes the tab in front."""
        if event.key() == Qt.Key.Key_Delete and self.currentIndex() >= 0:
            self.close_wanted.emit(str(self.tabData(self.currentIndex())))
            return
        super().keyPressEvent(event)

    def _at(self, event: QMouseEvent) -> str | None:
        index = self.tabAt(event.position().toPoint())
        return str(self.tabData(index)) if index >= 0 else None
