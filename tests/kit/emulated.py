"""An editor and emulated services: addresses and keys set up, and orders made as the panel makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from inlay.base.geometry import Rect
from inlay.base.secret import Secret
from inlay.document.edits import set_mask
from inlay.editor.editor import Editor
from inlay.editor.services import keep_base_url
from inlay.imaging.mask import Mask
from inlay.jobs.job import Job
from inlay.jobs.states import JobState
from inlay.providers.catalogue import services
from tests.services import Emulator

PATIENCE = 20.0  # seconds
BOX = Rect(60, 40, 60, 40)


def set_up(editor: Editor, service: Emulator, key: str = "") -> None:
    """Let the editor use an emulated service, with its key or another one for this session."""
    keep_base_url(editor.settings, service.name, service.base_url)
    slot = services()[service.name].slot(service.base_url)
    assert slot is not None
    editor.keys.keep_for_session(slot, Secret(key or service.key))


async def mask_something(editor: Editor, box: Rect = BOX) -> None:
    """Paint the mask that is filled."""
    editor.edit("Paint", lambda document: set_mask(document, Mask.rectangle(box)))
    await editor.settled()


def order(editor: Editor, service: str, prompt: str = "a meadow", **params: object) -> asyncio.Task[list[Job]]:
    """Fill by a service, as a press on Fill does."""
    editor.set_fill(provider=service, model=services()[service].models[0].id, params=params, prompt=prompt, seed=7)
    return asyncio.ensure_future(editor.fill_all())


async def until(what: str, done: Callable[[], object]) -> None:
    """Let the loop run until something holds."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not done():
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"waited for {what}") from None


def in_state(editor: Editor, state: JobState) -> list[Job]:
    """The jobs in a state, in order."""
    return [job for job in editor.jobs.active.values() if job.state is state]
