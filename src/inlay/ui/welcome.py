"""The page of an empty window: open, drop, or go on with something recent."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.remembered import recent_files
from inlay.ui.keymap.tips import keyed_tip
from inlay.ui.theme.icons import app_icon, icon

MOST = 6
WIDTH = 420


class Welcome(QWidget):
    """Says what to do next. `open_wanted` asks for the file dialog, `file_wanted` for a recent file."""

    open_wanted = Signal()
    file_wanted = Signal(str)

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAccessibleName(tr("Nothing is open"))
        self._settings = editor.settings
        self._recent = QVBoxLayout()
        self._recent.setSpacing(1)
        self._heading = self._label(tr("Recent"), "quiet")
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        sign = QLabel()
        sign.setPixmap(app_icon().pixmap(QSize(72, 72), self.devicePixelRatioF()))
        column.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        title = self._label(tr("Drop a picture here"), "heading")
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        hint = self._label(tr("JPEG, PNG, TIFF, WebP, AVIF, HEIC, PSD, OpenRaster, or an Inlay project"), "quiet")
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(hint)
        column.addSpacing(10)
        column.addWidget(self._open_button(), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(24)
        column.addWidget(self._heading)
        column.addLayout(self._recent)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        middle.setLayout(column)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle)
        across.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addLayout(across)
        whole.addStretch(3)

    def _label(self, text: str, role: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("role", role)
        return label

    def _open_button(self) -> QPushButton:
        button = QPushButton(tr("Open…"))
        button.setObjectName("welcome.open")
        button.setAccessibleName(tr("Open a picture or project"))
        keyed_tip(button, self._settings, "file.open", tr("Open a picture or an Inlay project"))
        button.setIcon(icon("open", primary=True))
        button.setProperty("role", "primary")
        button.setMinimumWidth(140)
        button.clicked.connect(self.open_wanted)
        return button

    def refresh(self) -> None:
        """List the recent files that still exist."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        # Asking for files on a sleeping network drive takes long, so only the first few are asked for.
        found = [path for path in recent_files(self._settings)[: MOST * 2] if path.is_file()][:MOST]
        self._heading.setVisible(bool(found))
        for number, path in enumerate(found):
            self._recent.addWidget(self._button(path, number))

    def _button(self, path: Path, number: int) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"welcome.recent.{number}")
        button.setAccessibleName(tr("Open {name}").format(name=path.name))
        button.setToolTip(str(path))
        button.setFlat(True)
        button.setProperty("role", "row")
        folder = _short(path.parent)
        text = self.fontMetrics().elidedText(f"{path.name}   {folder}", Qt.TextElideMode.ElideMiddle, WIDTH - 32)
        button.setText(text.replace("&", "&&"))
        button.clicked.connect(lambda _checked=False: self.file_wanted.emit(str(path)))
        return button


def _short(folder: Path) -> str:
    """A folder as the person writes it."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
