"""Masks in and out of the window: saved, copied, pasted, imported from pictures and exported to files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QCursor, QGuiApplication, QImage

from inlay.base.errors import BadInput, InlayError
from inlay.base.file_names import file_name
from inlay.base.text import tr
from inlay.editor.mask_files import FilesInTheWay, Imported, OtherSize, Place
from inlay.editor.saved_mask_commands import loading
from inlay.editor.session import Session
from inlay.imaging.codec import known_formats, written_formats
from inlay.imaging.codec.mask_pictures import Taken
from inlay.imaging.regions.combine import Op
from inlay.ui.dialogs.ask import ask_folder, ask_one, ask_save
from inlay.ui.files import both_cases
from inlay.ui.incoming import as_png
from inlay.ui.message_bar import Choice

if TYPE_CHECKING:
    from inlay.ui.actions.row import Run
    from inlay.ui.main_window import MainWindow

PNG = "image/png"
OURS = "application/x-inlay-mask"
"""Says that the PNG beside it is a mask."""
OPS: tuple[Op, ...] = ("replace", "add", "subtract", "intersect")
FOLDER = "folder.masks"


def paste_entries(window: MainWindow) -> list[tuple[str, Run]]:
    """The ways in which what was copied can be put together with the mask."""
    if window.editor.session is None or not has_mask(_copied()):
        return []
    return [(loading(op), lambda window, op=op: window.masks.paste(op)) for op in OPS]  # type: ignore[misc]


def export_entries(window: MainWindow) -> list[tuple[str, Run]]:
    """What can be written of the masks."""
    if window.editor.session is None:
        return []
    return [
        (tr("Mask as PNG…"), lambda window: window.masks.ask_export()),
        (tr("Picture with the mask transparent…"), lambda window: window.masks.ask_export_alpha()),
        (tr("All saved masks…"), lambda window: window.masks.ask_export_all()),
    ]


def _copied() -> QMimeData | None:
    """What is on the clipboard; None where that was cleared, which Qt's types don't say."""
    return QGuiApplication.clipboard().mimeData()


def has_mask(mime: QMimeData | None) -> bool:
    """Whether the clipboard has a picture that can be a mask."""
    return mime is not None and (mime.hasFormat(PNG) or mime.hasImage())


class Masks:
    """What the Select menu and the Masks panel do with files and the clipboard."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._editor = window.editor

    def show_look(self, place: QPoint | None = None) -> None:
        """Show style, colour and opacity of the mask beside a place, or beside the pointer."""
        from inlay.ui.panels.mask_look import MaskLookPopup

        MaskLookPopup(self._editor.settings, self._window).show_at(place or QCursor.pos())

    def save(self) -> None:
        """Keep the mask in hand, show the panel, and let the person write its name."""
        from inlay.ui.panels.saved_masks import SavedMasksPanel

        self._editor.save_mask()
        self._window.frame.show_region("masks")
        panel = self._window.findChild(SavedMasksPanel)
        if panel is not None and self._editor.saved_masks:
            panel.rename(self._editor.saved_masks[-1].id)

    # Clipboard

    async def copy(self, mask_id: str | None = None) -> None:
        """Put the mask in hand, or a saved one, on the system's clipboard."""
        png = await self._editor.copy_mask(mask_id)
        mime = QMimeData()
        mime.setData(PNG, png)
        mime.setData(OURS, b"1")
        QGuiApplication.clipboard().setMimeData(mime)

    async def paste(self, op: Op = "replace") -> None:
        """Put what was copied in the mask's place, or together with it."""
        session = self._editor.session
        data = await _clipboard_png()
        if session is None or data is None:
            raise BadInput(tr("There is no mask on the clipboard."), next_step=tr("Copy a mask first."))
        found = await self._editor.paste_mask(data, op=op)
        if found.size != (session.document.canvas.w, session.document.canvas.h):
            self._window.status.say(
                tr("The mask is {width} × {height} px; it was placed in the top left corner.").format(
                    width=found.size[0], height=found.size[1]
                )
            )

    # Import

    async def ask_import(self) -> None:
        """Ask for a picture, and make a mask of it."""
        patterns = tuple(f"*{suffix}" for each in known_formats() for suffix in each.suffixes)
        kinds = ((tr("Pictures"), both_cases(patterns)), (tr("All files"), ("*",)))
        path = await ask_one(self._window, tr("Import mask"), "dialog.mask.import", self._folder(), kinds)
        if path is not None:
            self._editor.settings.set(FOLDER, str(path.parent))
            await self.import_from(path)

    async def import_from(self, path: Path, place: Place | None = None, taken: Taken | None = None) -> None:
        """Make a mask of a picture; for one of another size it is asked what to do."""
        self._window.bars.remove("mask.import")
        try:
            found = await self._editor.import_mask(path, place, taken)
        except OtherSize as error:
            self._offer_places(error, path, taken)
            return
        self._tell(found, path, place)

    def _offer_places(self, error: InlayError, path: Path, taken: Taken | None) -> None:
        def choice(name: str, text: str, place: Place) -> Choice:
            return Choice(name, text, lambda: self._window.tasks.spawn(self.import_from(path, place, taken)))

        choices = (
            choice("corner", tr("Place in the corner"), "corner"),
            choice("scaled", tr("Scale to the picture"), "scaled"),
        )
        self._window.bars.show_bar("mask.import", error.what, f"{error.kept} {error.next_step}", choices)

    def _tell(self, found: Imported, path: Path, place: Place | None) -> None:
        """Where a picture could have been meant in another way, that is offered."""
        if found.other is None:
            return
        text = {"transparency": tr("Use its transparency instead"), "brightness": tr("Use its brightness instead")}
        again = Choice(
            "other", text[found.other],
            lambda: self._window.tasks.spawn(self.import_from(path, place, found.other)),
        )  # fmt: skip
        self._window.bars.show_bar("mask.import", " ".join(found.notes), choices=(again,), weight="info")

    # Export

    async def ask_export(self, mask_id: str | None = None) -> None:
        """Ask where to write the mask in hand, or a saved one, and write it."""
        session = self._editor.session
        if session is None:
            return
        names = {each.id: each.name for each in self._editor.saved_masks}
        stem = file_name(names[mask_id]) if mask_id in names else tr("{name} mask").format(name=Path(session.name).stem)
        path = await self._ask_target(stem, ".png", (tr("PNG"), ("*.png",)))
        if path is not None:
            await self._editor.export_mask(path, mask_id, session)

    async def ask_export_alpha(self) -> None:
        """Ask where to write the picture with what is masked transparent, and write it."""
        session = self._editor.session
        if session is None:
            return
        kinds = [each for each in written_formats() if each.alpha]
        patterns = tuple(f"*{suffix}" for each in kinds for suffix in each.suffixes)
        stem = tr("{name} cut out").format(name=Path(session.name).stem)
        path = await self._ask_target(stem, ".png", (tr("Pictures with transparency"), patterns))
        if path is not None:
            await self._editor.export_alpha(path, session)

    async def ask_export_all(self) -> None:
        """Ask for a folder, and write all saved masks there."""
        session = self._editor.session
        if session is None:
            return
        folder = await ask_folder(self._window, tr("Folder for the masks"), "dialog.masks", self._folder())
        if folder is not None:
            self._editor.settings.set(FOLDER, str(folder))
            await self._export_all(folder, session=session)

    async def _export_all(self, folder: Path, replace: bool = False, session: Session | None = None) -> None:
        self._window.bars.remove("mask.export")
        try:
            await self._editor.export_saved_masks(folder, replace, session)
        except FilesInTheWay as error:
            again = Choice(
                "replace", tr("Replace them"), lambda: self._window.tasks.spawn(self._export_all(folder, True, session))
            )
            self._window.bars.show_bar("mask.export", error.what, f"{error.kept} {error.next_step}", (again,))

    async def _ask_target(self, stem: str, suffix: str, kind: tuple[str, tuple[str, ...]]) -> Path | None:
        suggestion = Path(self._folder()) / f"{stem}{suffix}"
        path = await ask_save(self._window, tr("Export mask"), "dialog.mask.export", suggestion, (kind,))
        if path is not None:
            self._editor.settings.set(FOLDER, str(path.parent))
        return path

    def _folder(self) -> str:
        remembered = self._editor.settings.get(FOLDER, "") or self._editor.settings.get("folder.open", "")
        return remembered if remembered and Path(remembered).is_dir() else str(Path.home())


async def _clipboard_png() -> bytes | None:
    """The picture on the clipboard as PNG; None where there is none."""
    mime = _copied()
    if mime is None:
        return None
    if mime.hasFormat(PNG):
        return bytes(mime.data(PNG).data())
    image = mime.imageData()
    return None if not isinstance(image, QImage) or image.isNull() else await asyncio.to_thread(as_png, image)
