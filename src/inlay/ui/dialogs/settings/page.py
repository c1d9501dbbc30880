"""What the pages of the Settings dialog share: fields that show a setting and set it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QVBoxLayout, QWidget

from inlay.ui.dialogs.side import form
from inlay.ui.panels.listen import listen

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class Page(QWidget):
    """One page. `names` are the settings that it shows; its Reset forgets them, and their defaults count again."""

    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.main = window
        self.settings = window.editor.settings
        self.rows = form()
        self._shows: list[Callable[[], None]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addLayout(self.rows)
        self.column = column
        listen(self, self.settings.changed, self._setting_changed)

    def follow(self) -> None:
        """Show what the settings say; nobody is told of it."""
        for show in self._shows:
            show()

    def reset(self) -> None:
        """Back to the defaults of this page."""
        self.settings.forget(*self.names)

    def changed(self) -> None:
        """One of `names` became another value: take it over, where nobody else does."""

    def _setting_changed(self, name: str) -> None:
        if name in self.names:
            self.follow()
            self.changed()

    # Fields

    def check(self, name: str, text: str, tip: str, default: bool = False) -> QCheckBox:
        """A box for a setting that is on or off."""
        box = QCheckBox(text)
        box.setObjectName(object_name(name))
        box.setAccessibleName(text.replace("&", ""))
        box.setToolTip(tip)
        self._shows.append(lambda: _quietly(box, lambda: box.setChecked(self.settings.get(name, default))))
        box.toggled.connect(lambda on: self.settings.set(name, on))
        self._shows[-1]()
        return box

    def choice(self, name: str, title: str, tip: str, choices: Sequence[tuple[str, str]], default: str) -> QComboBox:
        """A list for a setting that is one of some values, given with their texts."""
        box = QComboBox()
        box.setObjectName(object_name(name))
        box.setAccessibleName(title)
        box.setToolTip(tip)
        for value, text in choices:
            box.addItem(text, value)

        def show() -> None:
            found = box.findData(self.settings.get(name, default))
            box.setCurrentIndex(found if found >= 0 else box.findData(default))

        self._shows.append(show)
        box.activated.connect(lambda index: self.settings.set(name, box.itemData(index)))
        show()
        return box

    def number(self, name: str, show: Callable[[], int], box: QSpinBox) -> QSpinBox:
        """Tie a box to a setting; `show` is the number to be shown."""
        line = box.lineEdit()
        if line is not None:
            line.setTextMargins(5, 0, 5, 0)
        self.show_with(lambda: _quietly(box, lambda: box.setValue(show())))
        box.valueChanged.connect(lambda value: self.settings.set(name, value))
        return box

    def show_with(self, show: Callable[[], None]) -> None:
        """Call this whenever the page shows the settings, and now."""
        self._shows.append(show)
        show()


def object_name(setting: str) -> str:
    """What the field of a setting is called: "settings.theme" for "interface.theme"."""
    return f"settings.{setting.rpartition('.')[2]}"


def _quietly(widget: QWidget, act: Callable[[], object]) -> None:
    before = widget.blockSignals(True)
    act()
    widget.blockSignals(before)


@dataclass(frozen=True, eq=False)
class PageSpec:
    """A page: its id, the title in the list on the left, its place there, and what makes it."""

    id: str
    title: str
    order: int
    make: Callable[[MainWindow], Page]
