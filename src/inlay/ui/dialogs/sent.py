"""What leaves this computer: exactly the pictures, settings and words that a fill would send, shown before it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QHideEvent, QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.editor.editor import Editor
from inlay.editor.pool import in_pool
from inlay.fill.request import FillRequest
from inlay.ui.dialogs.sent_text import mask_text, picture_text, request_lines
from inlay.ui.dialogs.side import SideDialog, button, hint
from inlay.ui.panels.listen import listen
from inlay.ui.theme.icons import icon
from inlay.ui.widgets.picture_view import PictureView

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

SIZE = QSize(820, 600)


def decoded(png: bytes | None) -> QImage:
    """The picture for the screen; null where there is none. For the pool."""
    return QImage.fromData(png) if png is not None else QImage()


class SentDialog(SideDialog):
    """Made anew each time it is opened, and when the plan changes while it is open. It sends nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, tr("What leaves this computer"), "sent")
        self._editor: Editor = window.editor
        self._tasks = window.tasks
        self._requests: list[FillRequest] = []
        self._at = 0
        self._task: asyncio.Task[None] | None = None
        self.picture_view, self.mask_view = self._view("picture", tr("Picture")), self._view("mask", tr("Mask"))
        self.picture_text, self.mask_text = hint("", "sent.picture.text"), hint("", "sent.mask.text")
        self.facts = hint("", "sent.facts")
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count = QLabel()
        self.count.setObjectName("sent.count")
        self.previous = self._arrow("previous", tr("Previous call"), -1)
        self.next = self._arrow("next", tr("Next call"), 1)
        self._lay_out()
        for signal in (self._editor.plan_changed, self._editor.fill_changed, self._editor.session_changed):
            listen(self, signal, self._changed)

    def _view(self, name: str, label: str) -> PictureView:
        view = PictureView(least=QSize(200, 150))
        view.setObjectName(f"sent.{name}")
        view.setAccessibleName(label)
        return view

    def _arrow(self, name: str, text: str, by: int) -> QToolButton:
        arrow = QToolButton()
        arrow.setObjectName(f"sent.{name}")
        arrow.setIcon(icon(name))
        arrow.setAccessibleName(text)
        arrow.setToolTip(text)
        arrow.clicked.connect(lambda: self._tasks.spawn(self._show(self._at + by)))
        return arrow

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        for column, (view, text) in enumerate(
            ((self.picture_view, self.picture_text), (self.mask_view, self.mask_text))
        ):
            grid.addWidget(view, 0, column)
            grid.addWidget(text, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(0, 1)
        close = button(tr("Close"), "sent.close", primary=True)
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        for widget in (self.previous, self.count, self.next):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column_box = QVBoxLayout(self)
        column_box.setContentsMargins(16, 16, 16, 16)
        column_box.setSpacing(12)
        column_box.addLayout(grid, 1)
        column_box.addWidget(self.facts)
        column_box.addLayout(buttons)
        self.resize(SIZE)

    def come_up(self) -> None:
        """Show what would be sent now."""
        self._look()
        super().come_up()

    def _changed(self) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.spawn(self._load())

    async def _load(self) -> None:
        try:
            self._requests = await self._editor.sent_pictures()
        except InlayError as error:
            self._requests = []
            await self._show(0)
            self.facts.setText(error.sentence())
            return
        await self._show(0)

    async def _show(self, at: int) -> None:
        count = len(self._requests)
        self._at = at % count if count else 0
        request = self._requests[self._at] if count else None
        sent = request.sent if request is not None else None
        self.picture_view.show_image(await in_pool(decoded, sent.image if sent is not None else None))
        self.mask_view.show_image(await in_pool(decoded, sent.mask if sent is not None else None))
        has_mask = sent is not None and sent.mask is not None
        for part, shown in ((self.picture_view, sent is not None), (self.mask_view, has_mask)):
            part.setVisible(shown)
        for text, shown in ((self.picture_text, sent is not None), (self.mask_text, has_mask)):
            text.setVisible(shown)
        self.picture_text.setText(picture_text(sent) if sent is not None else "")
        self.mask_text.setText(mask_text(sent) if sent is not None else "")
        if request is None or sent is None:
            self.facts.setText(tr("Nothing leaves this computer: the fill works here."))
        else:
            self.facts.setText("\n".join(request_lines(request, self._editor)))
        for each in (self.previous, self.count, self.next):
            each.setVisible(count > 1)
        self.count.setText(tr("Call {number} of {count}").format(number=self._at + 1, count=count))

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own: what is no longer seen needn't be kept."""
        super().hideEvent(event)
        self._let_go()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's own: the same."""
        super().closeEvent(event)
        self._let_go()

    def _let_go(self) -> None:
        self._requests = []
        for view in (self.picture_view, self.mask_view):
            view.show_image(QImage())
