"""What a fill will be like, told before it is started."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import cast

from PySide6.QtCore import QObject

from inlay.base.errors import InlayError
from inlay.base.text import tr
from inlay.document.document import Document
from inlay.document.version import Value
from inlay.editor.editor import Editor
from inlay.editor.pool import in_pool
from inlay.fill.local.options import BUDGET, Quality
from inlay.fill.local.plan import Estimate
from inlay.fill.prepare import estimate_for
from inlay.providers.spec import ProviderSpec
from inlay.ui.panels.listen import listen
from inlay.ui.tasks import Tasks

PAUSE = 0.3  # seconds
LOCAL = "local"


def price_text(spec: ProviderSpec) -> str:
    """What a fill costs."""
    if not spec.hosts:
        return tr("Free, on this computer")
    return tr("Billed by {service}").format(service=spec.title)


def estimate_text(estimate: Estimate) -> str:
    """The estimate in a sentence."""
    seconds = max(1, round(estimate.seconds))
    if estimate.scale >= 1.0:
        return tr("Solved at full size, about {seconds} s").format(seconds=seconds)
    return tr("Solved at {percent} % and refined, about {seconds} s").format(
        percent=round(estimate.scale * 100), seconds=seconds
    )


class Estimator(QObject):
    """Works the estimate out in the pool, a moment after the mask has changed; `told` gets the text, maybe empty."""

    def __init__(self, editor: Editor, tasks: Tasks, told: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._editor, self._tasks, self._told = editor, tasks, told
        self._asked: tuple[object, ...] = ()
        self._task: asyncio.Task[None] | None = None
        listen(self, editor.document_changed, self.ask)
        listen(self, editor.session_changed, self.ask)
        self.destroyed.connect(lambda *_: self._stop())

    def ask(self) -> None:
        """Something may have changed: work it out when there is a pause."""
        if self._question() != self._asked:
            self._stop()
            self._task = self._tasks.spawn(self._after_pause())

    async def _after_pause(self) -> None:
        await asyncio.sleep(PAUSE)
        self._task = None  # from here on it is another's
        self.work_out()

    def _question(self) -> tuple[object, ...]:
        session, settings = self._editor.session, self._editor.fill_settings
        if session is None:
            return ()
        document = session.document
        return (settings.provider, self._quality(settings.params), id(document.mask), document.canvas)

    @staticmethod
    def _quality(params: Mapping[str, Value]) -> Quality:
        quality = params.get("quality")
        return cast(Quality, quality) if quality in BUDGET else "standard"

    def work_out(self) -> None:
        """Start working it out; an older question is dropped."""
        self._asked = self._question()
        self._stop()
        session = self._editor.session
        if session is None or self._editor.fill_settings.provider != LOCAL:
            self._told("")
            return
        quality = self._quality(self._editor.fill_settings.params)
        self._task = self._tasks.spawn(self._tell(session.document, quality))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _tell(self, document: Document, quality: Quality) -> None:
        try:
            estimate = await in_pool(estimate_for, document, quality)
        except InlayError as error:
            self._told(error.what)  # better known now than after the click
            return
        self._told("" if estimate is None else estimate_text(estimate))
