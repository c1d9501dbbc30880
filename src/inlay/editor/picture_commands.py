"""The editor's commands that take pictures from other programs as layers, and give them parts of the picture."""

from __future__ import annotations

from inlay.base.geometry import Point
from inlay.base.text import tr
from inlay.document.edits import add_layer
from inlay.editor import pasting
from inlay.editor.core import EditorCore
from inlay.editor.pool import in_pool
from inlay.editor.session import Session


class PictureCommands(EditorCore):
    """The clipboard itself belongs to the window; here its bytes come in and go out."""

    async def paste_picture(
        self, data: bytes, name: str, centre: Point | None = None, session: Session | None = None
    ) -> None:
        """Put a picture (the bytes of a picture file) as a layer above the active one: with its own pixels, in the
        document's colour and depth, around `centre` (plane px) or the middle of the canvas. BadInput where it can't be
        read. Into `session`, whichever is looked at by then; by default into what is looked at now."""
        session = self._still_open(session)
        with session.busy():  # it isn't closed without the layer
            layer, notes = await in_pool(pasting.pasted_layer, session.document, data, name, centre)
            below = session.active_layer
            session.edit(
                tr("Paste layer"),
                lambda document: add_layer(document, layer, below if document.has_layer(below) else None),
                active=(layer.id,),
            )
        for note in notes:
            session.signals.message.emit(note)

    async def copy_layer(self) -> bytes:
        """A PNG of what is masked of the active layer; of all of it where nothing is masked."""
        session = self._open
        await session.edits.settled()
        png = await in_pool(pasting.copied_layer, session.document, session.active_layer)
        session.signals.message.emit(tr("The layer is on the clipboard."))
        return png

    async def copy_merged(self) -> bytes:
        """A PNG of what is masked of the whole picture; of all of it where nothing is masked."""
        session = self._open
        await session.edits.settled()
        png = await in_pool(pasting.copied_merged, session.document)
        session.signals.message.emit(tr("The picture is on the clipboard."))
        return png
