"""Arriving: files, dropped pictures, pictures on the web and the clipboard's become documents, one after the other."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtGui import QGuiApplication

from inlay.base.errors import BadInput, InlayError
from inlay.base.text import tr, tr_count
from inlay.editor.services import own_hosts_in
from inlay.providers.picture_at import picture_at
from inlay.ui.incoming import Incoming, incoming
from inlay.ui.message_bar import Choice

if TYPE_CHECKING:
    from inlay.ui.main_window import MainWindow


class Arriving:
    """What comes into the window from outside. One that can't be opened is told by name, and the others open."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._clipboards = itertools.count(1)
        self._fetches = itertools.count(1)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open files, each as a document of its own."""
        self.take([Incoming(path.name or str(path), path=path) for path in paths])

    def take(self, arrived: Sequence[Incoming]) -> None:
        """Open what was dropped, each as a document of its own; what has to be fetched comes when it is here."""
        at_hand = [each for each in arrived if each.address is None]
        if at_hand:
            self._window.tasks.spawn(self._open_all(at_hand))
        for each in arrived:
            if each.address is not None:
                self._window.tasks.spawn(self._fetch(each))

    def open_clipboard(self) -> None:
        """Open the picture in the clipboard as a new document; BadInput where there is none."""
        found = incoming(QGuiApplication.clipboard().mimeData())
        if not found:
            raise BadInput(
                tr("There is no picture in the clipboard."), next_step=tr("Copy one in another program first.")
            )
        self.take([self._named(each) for each in found])

    def _named(self, each: Incoming) -> Incoming:
        """A picture at hand has no name of its own in the clipboard."""
        if each.data is None and each.image is None:
            return each
        name = tr("Clipboard {number}").format(number=next(self._clipboards))
        return Incoming(name, data=each.data, image=each.image)

    async def _open_all(self, arrived: Sequence[Incoming]) -> None:
        troubles = []
        for each in arrived:
            try:
                await self._open(each)
            except InlayError as error:
                troubles.append(error)
        if len(troubles) == 1:
            raise troubles[0]
        if troubles:
            self._window.bars.show_bar(
                "error",
                tr_count("{count} file can't be opened", "{count} files can't be opened", len(troubles)),
                " ".join(error.sentence() for error in troubles),
            )

    async def _open(self, each: Incoming) -> None:
        if each.path is not None:
            await self._window.files.open(each.path)
        else:
            await self._window.files.open_bytes(await asyncio.to_thread(each.encoded), each.name)

    # From the web

    async def _fetch(self, each: Incoming) -> None:
        """Fetch what the person dropped, with a bar that can stop it, and open it."""
        assert each.address is not None
        task = asyncio.current_task()
        assert task is not None
        name = f"fetch.{next(self._fetches)}"
        stop = Choice("cancel", tr("Cancel"), task.cancel)
        what = tr("Fetching {name}").format(name=each.name)
        more = tr("From {host}. Nothing is sent along.").format(host=_host_of(each.address))
        self._window.bars.show_bar(name, what, more, (stop,), "info")  # closing the bar lets it go on
        try:
            data = await picture_at(each.address, own_hosts_in(self._window.editor.settings), self._heard(each.name))
        finally:
            self._window.bars.remove(name)
            self._window.status.say("")
        await self._window.files.open_bytes(data, each.name)

    def _heard(self, name: str) -> _Progress:
        return _Progress(self._window, name)


class _Progress:
    """Says in the status bar how far a picture has come, whenever there is something new to say."""

    def __init__(self, window: MainWindow, name: str) -> None:
        self._window = window
        self._name = name
        self._told = ""

    def __call__(self, came: int, total: int | None) -> None:
        """So many bytes have come, of `total`."""
        if total:
            far = tr("{percent} %").format(percent=min(100, came * 100 // total))
        else:
            far = tr("{amount} MB").format(amount=came // 1_000_000)
        if far != self._told:
            self._told = far
            self._window.status.say(tr("Fetching {name}: {far}").format(name=self._name, far=far))


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or address
    except ValueError:
        return address[:80]
