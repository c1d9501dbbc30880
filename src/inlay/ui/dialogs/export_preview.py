"""The preview of an export: the file as the real writer makes it, at 100 %, beside its size and what it can't hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inlay.base.errors import Cancelled, InlayError
from inlay.base.geometry import Rect
from inlay.base.text import tr
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.editor.pool import in_pool
from inlay.editor.previewing import ExportPreview
from inlay.imaging.codec import ExportSettings
from inlay.imaging.colour import to_display
from inlay.imaging.colour.depth import Pixels
from inlay.imaging.colour.space import ColourSpace
from inlay.ui.canvas.surface import checks
from inlay.ui.dialogs.side import button
from inlay.ui.theme import colours
from inlay.ui.widgets.true_size_view import TrueSizeView

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

# ms from a choice, or from a move beyond what is known, to the work on it.
WAIT_CHOICE, WAIT_MOVE = 250, 60


def image_of(pixels: Pixels, colour: ColourSpace, profile: bytes | None) -> QImage:
    """(h, w, 4) in `colour` for a screen of this profile. For the pool."""
    shown = np.ascontiguousarray(to_display(pixels, colour, profile))
    height, width = shown.shape[:2]
    image = QImage(shown.data, width, height, shown.strides[0], QImage.Format.Format_RGBA8888)
    # A copy: the array goes when this returns.
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _images(preview: ExportPreview, profile: bytes | None) -> tuple[QImage, QImage]:
    return (
        image_of(preview.written, preview.colour, profile),
        image_of(preview.picture, preview.picture_colour, profile),
    )


class PreviewPane(QWidget):
    """Works out what `ask` was told last. `began`, then `worked_out` (size in bytes, notes) or `refused` (why)."""

    began = Signal()
    worked_out = Signal(object, object)
    refused = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self._wish: tuple[str, ExportSettings] | None = None
        self._is_file = False
        self.view = TrueSizeView(lambda: QColor(colours.CANVAS), checks)
        self.view.setObjectName("export.preview")
        self.view.setAccessibleName(tr("Preview of the file at 100 %"))
        self.view.setToolTip(tr("The file as it will be, at 100 %; drag, or use the arrow keys, to see another part"))
        self.caption = QLabel()
        self.caption.setObjectName("export.preview.caption")
        self.caption.setProperty("role", "quiet")
        self.hold = button(tr("Hold to see the picture"), "export.preview.hold")
        self.hold.setToolTip(tr("While this, or the \\ key, is held, the picture is shown as it is"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: window.tasks.spawn(self._work()))
        self.view.moved.connect(self._moved)
        self.hold.pressed.connect(lambda: self.show_before(True))
        self.hold.released.connect(lambda: self.show_before(False))
        self._lay_out()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.addWidget(self.caption, 1)
        below.addWidget(self.hold)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.view, 1)
        column.addLayout(below)
        self._say()

    def show_before(self, is_on: bool) -> None:
        """Show the picture as it is, or the file again."""
        self.view.show_before(is_on)
        self._say()

    def _say(self) -> None:
        shows_file = self._is_file and not self.view.shows_before
        self.caption.setText(tr("The file, 100 %") if shows_file else tr("The picture, 100 %"))

    # Asking

    def begin(self) -> None:
        """Look at what is in the middle of the window."""
        session = self._window.editor.session
        assert session is not None
        self.view.clear()
        centre = self._window.stage.centre()
        canvas = session.document.canvas
        bounds = QRect(canvas.x, canvas.y, canvas.w, canvas.h)
        self.view.look_at(bounds, QPoint(round(centre.x), round(centre.y)))

    def ask(self, format_id: str, settings: ExportSettings) -> None:
        """Work out another file; what is being worked out ends."""
        self._wish = (format_id, settings)
        self.began.emit()
        self._timer.start(WAIT_CHOICE)

    def end(self) -> None:
        """Nobody looks any more."""
        self._timer.stop()
        self._wish = None
        self._is_file = False
        self.view.clear()
        self.show_before(False)
        self._window.editor.end_export_preview()

    def _moved(self) -> None:
        """What is known reaches further than what is seen, so that only a long way needs more."""
        if self._wish is not None and not self._timer.isActive() and not self.view.part().contains(self.view.visible()):
            self._timer.start(WAIT_MOVE)

    async def _work(self) -> None:
        wish, session = self._wish, self._window.editor.session
        seen = self.view.visible()
        if wish is None or session is None or seen.isEmpty():
            return
        around = Rect(seen.x(), seen.y(), seen.width(), seen.height()).grow(max(seen.width(), seen.height()) // 2)
        profile = self._window.stage.canvas.scene.profile
        if self.view.part().isEmpty():
            await self._show_picture(session.document, around, profile)
        try:
            preview = await self._window.editor.export_preview(*wish, around)
            images = await in_pool(_images, preview, profile)
        except Cancelled:
            return
        except InlayError as error:
            if wish is self._wish:
                self._is_file = False
                self._say()
                self.view.drop_after()
                self.refused.emit(error.sentence())
            return
        if wish is self._wish:
            box = preview.box
            self.view.show_part(QRect(box.x, box.y, box.w, box.h), *images)
            self._is_file = True
            self._say()
            self.worked_out.emit(preview.size, preview.notes)
            self._moved()

    async def _show_picture(self, document: Document, around: Rect, profile: bytes | None) -> None:
        """The picture as it is, until the file is known."""
        box = around.intersect(document.canvas)
        image = await in_pool(lambda: image_of(compose(document, box), document.colour, profile))
        if self._wish is not None and self.view.part().isEmpty():
            self.view.show_part(QRect(box.x, box.y, box.w, box.h), image, image)


def is_hold_key(key: int) -> bool:
    """Whether a key shows the picture while it is held, as on the canvas."""
    return key == Qt.Key.Key_Backslash
