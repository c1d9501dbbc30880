"""The editor's commands that bring masks in from pictures and out into files, and from one document to another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from inlay.base.text import tr, tr_count
from inlay.document.saved_masks import saved_mask
from inlay.editor import mask_files
from inlay.editor.core import EditorCore
from inlay.editor.mask_files import Imported, Place
from inlay.editor.mask_steps import mask_step
from inlay.editor.pool import in_pool
from inlay.editor.session import Session
from inlay.imaging.codec import read_bytes
from inlay.imaging.codec.mask_pictures import Taken
from inlay.imaging.mask import Mask
from inlay.imaging.regions.combine import Op
from inlay.imaging.regions.merge import merge


class MaskFileCommands(EditorCore):
    """Reading and writing happen in the pool; what is imported is one undo step."""

    async def import_mask(
        self, path: Path, place: Place | None = None, taken: Taken | None = None, op: Op = "replace"
    ) -> Imported:
        """Bring in the mask of a picture; OtherSize where it is no size of the canvas and no `place` is given."""
        return await self._bring_in(partial(read_bytes, path), path.name, place, taken, op, tr("Import mask"))

    async def paste_mask(
        self, data: bytes, name: str = "", place: Place | None = "corner", op: Op = "replace"
    ) -> Imported:
        """Bring in a mask that was copied: a picture file whose brightness is the mask."""
        name = name or tr("The clipboard")
        return await self._bring_in(lambda: data, name, place, "brightness", op, tr("Paste mask"))

    async def _bring_in(
        self, read: Callable[[], bytes], name: str, place: Place | None, taken: Taken | None, op: Op, label: str
    ) -> Imported:
        session = self._open
        canvas = session.document.canvas
        target = session.edited_layer
        with session.busy():  # it isn't closed without the mask, and gets it whichever document is looked at by then
            found = await in_pool(lambda: mask_files.imported(read(), name, canvas, taken, place))
            mask_step(session, target, label, lambda mask: merge(mask, found.mask, op))
        await session.settled()
        for note in found.notes:
            session.signals.message.emit(note)
        return found

    async def copy_mask(self, mask_id: str | None = None) -> bytes:
        """The mask in hand, or a saved one, as a grey PNG of the canvas's size."""
        session = self._open
        await session.settled()
        png = await in_pool(mask_files.mask_png, _mask(session, mask_id), session.document.canvas)
        self.message.emit(tr("The mask is on the clipboard."))
        return png

    async def export_mask(self, path: Path, mask_id: str | None = None, session: Session | None = None) -> None:
        """Write the mask in hand, or a saved one, as a grey PNG of the canvas's size; by default of what is looked
        at."""
        session = self._still_open(session)
        await session.settled()
        source = session.document.source
        original = Path(source.path) if source is not None and source.path else None
        await in_pool(mask_files.export_mask, _mask(session, mask_id), session.document.canvas, path, original)
        self.message.emit(tr("{name} is written.").format(name=path.name))

    async def export_alpha(self, path: Path, session: Session | None = None) -> list[str]:
        """Write the picture with what is masked transparent; what is to be told about the file."""
        session = self._still_open(session)
        await session.settled()
        notes = await in_pool(mask_files.export_alpha, session.document, session.edited_mask, session.working, path)
        self.message.emit(" ".join([tr("{name} is written.").format(name=path.name), *notes]))
        return notes

    async def export_saved_masks(
        self, folder: Path, replace: bool = False, session: Session | None = None
    ) -> list[Path]:
        """Write every saved mask into a folder; FilesInTheWay where a file is there already, unless `replace`."""
        session = self._still_open(session)
        await session.settled()
        document = session.document
        paths = await in_pool(mask_files.export_masks, document.saved_masks, document.canvas, folder, replace)
        self.message.emit(tr_count("{count} mask is written.", "{count} masks are written.", len(paths)))
        return paths


def _mask(session: Session, mask_id: str | None) -> Mask:
    """The mask in hand, or a saved one."""
    return session.edited_mask if mask_id is None else saved_mask(session.document, mask_id).mask
