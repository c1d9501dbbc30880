"""Pictures to and from the system's clipboard: copied from a layer or the whole, pasted as layers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from inlay.base.errors import BadInput
from inlay.base.geometry import Point, Rect
from inlay.base.text import tr
from inlay.editor.services import own_hosts_in
from inlay.editor.session import Session
from inlay.providers.picture_at import picture_at
from inlay.ui.incoming import Incoming, incoming

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow

PNG = "image/png"


async def copy_layer(window: MainWindow) -> None:
    """Copy what is masked of the active layer, or all of it."""
    await _copy(window.editor.copy_layer())


async def copy_merged(window: MainWindow) -> None:
    """Copy what is masked of the picture, or all of it."""
    await _copy(window.editor.copy_merged())


async def _copy(made: Awaitable[bytes]) -> None:
    png = await made
    # PNG keeps depth, profile and transparency; the plain picture is for programs that read nothing else.
    image = await asyncio.to_thread(QImage.fromData, png)
    mime = QMimeData()
    mime.setData(PNG, png)
    mime.setImageData(image)
    QGuiApplication.clipboard().setMimeData(mime)


async def paste(window: MainWindow) -> None:
    """Put the pictures on the clipboard as layers into what is open; with nothing open, as new documents."""
    if window.editor.session is None:
        window.arriving.open_clipboard()
        return
    found = incoming(QGuiApplication.clipboard().mimeData())
    if not found:
        raise BadInput(tr("There is no picture in the clipboard."), next_step=tr("Copy one in another program first."))
    session = window.editor.session
    for each in found:
        data = await _data(window, each)
        await window.editor.paste_picture(data, each.name, _middle(window, session), session)


async def _data(window: MainWindow, each: Incoming) -> bytes:
    if each.address is None:
        return await asyncio.to_thread(each.encoded)
    window.status.say(tr("Fetching {name} …").format(name=each.name))
    try:
        return await picture_at(each.address, own_hosts_in(window.editor.settings))
    finally:
        window.status.say("")


def _middle(window: MainWindow, session: Session) -> Point:
    """The middle of what is seen of the canvas; of the whole canvas where none of it is, as in another tab."""
    canvas = session.document.canvas
    is_seen = window.editor.session is session
    seen = window.stage.canvas.tool_view.visible.intersect(canvas) if is_seen else Rect(0, 0, 0, 0)
    box = canvas if seen.is_empty else seen
    return Point(box.x + box.w / 2, box.y + box.h / 2)
