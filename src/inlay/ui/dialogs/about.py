"""What Inlay is, which version, and under which licence."""

from __future__ import annotations

import platform

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inlay import __version__
from inlay.base.paths import state_dir
from inlay.base.text import tr
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.theme.icons import app_icon

WIDTH = 460


class AboutDialog(SideDialog):
    """Name, version, licence, and where the log is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("About Inlay"), "about")
        sign = QLabel()
        sign.setPixmap(app_icon().pixmap(QSize(64, 64), self.devicePixelRatioF()))
        title = QLabel(tr("Inlay {version}").format(version=__version__))
        title.setProperty("role", "heading")
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(title)
        words.addWidget(hint(tr("Paint what should go, get it back as a layer, keep every version.")))
        words.addWidget(hint(tr("MIT licence. Nothing leaves this machine with the built-in fill.")))
        facts = hint(
            tr("Python {python}, Qt {qt}, {system}\nLog: {folder}").format(
                python=platform.python_version(),
                qt=qVersion(),
                system=platform.platform(terse=True),
                folder=state_dir(),
            ),
            "about.facts",
        )
        facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.addWidget(facts)
        across = QHBoxLayout()
        across.setSpacing(18)
        across.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        across.addLayout(words, 1)
        close = button(tr("Close"), "about.close", primary=True)
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(across)
        column.addLayout(buttons)
        self.setFixedWidth(WIDTH)
