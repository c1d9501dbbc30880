"""A program with paid jobs: goes on with what an earlier one left, then orders one more, and works until it is killed.

    python -m tests.jobs.kill_driver BASE_URL TAKEN

Waits for one line on standard input: "go", or "order TITLE". Prints what happens to the jobs. TAKEN is a folder that
stands for the documents: each picture of an answer becomes a file there, and none is taken twice.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from inlay.base.geometry import Rect
from inlay.document.layer import new_id
from inlay.fill.request import FillRequest, SentPictures
from inlay.imaging.colour import SRGB
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.money import Money
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service, services
from inlay.providers.spec import Polling
from inlay.secrets.keys import Keys
from tests.services.samples import image_png, mask_png

SERVICE = "bfl"
WIDTH, HEIGHT = 288, 256


def order(title: str, base_url: str) -> Job:
    """A job for a small picture."""
    spec = service(SERVICE)
    model = spec.model()
    pixels, mask = np.zeros((HEIGHT, WIDTH, 4), np.uint8), np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[80:120, 90:140] = 255
    box = Rect(0, 0, WIDTH, HEIGHT)
    sent = SentPictures(image_png(WIDTH, HEIGHT), mask_png(WIDTH, HEIGHT), (WIDTH, HEIGHT))
    params, options = model.values({}), spec.option_values({})
    request = FillRequest(
        SERVICE, model.id, params, title, 5, box, 1.0, pixels, mask, mask, box, SRGB, None, options, sent
    )
    return Job(request, title, session="doc", base_url=base_url, cost=model.price.of(WIDTH * HEIGHT))


class Documents:
    """Takes answers, each picture once, and says so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def finished(self, job: Job) -> bool:
        """Take what came."""
        if job.state is JobState.DONE:
            await asyncio.to_thread(self._take, job)
        print(job.state.value, job.title, flush=True)
        return True

    def _take(self, job: Job) -> None:
        for number, result in enumerate(job.results):
            place = self._folder / f"{job.title}.{job.id}.{number}"
            part = self._folder / f"part-{new_id()}"
            part.write_bytes(np.ascontiguousarray(result.received.pixels).tobytes())
            try:
                os.link(part, place)  # whole, and only where it isn't there yet
                print("taken", job.title, flush=True)
            except FileExistsError:
                print("there already", job.title, flush=True)
            finally:
                part.unlink()


def tell(job: Job) -> None:
    """Say where a job is. It waits or is fetched only when its ticket is on the disk."""
    if job.ticket is not None and job.state in (JobState.WAITING, JobState.FETCHING):
        print("ticket", job.title, flush=True)
    elif job.state is JobState.SENDING:
        print("sending", job.title, flush=True)


async def main(base_url: str, taken: Path) -> None:
    """Work until killed."""
    spec = service(SERVICE)
    services()[SERVICE] = replace(spec, polling=Polling(0.05, 1.1, 0.1))  # the test has little time
    print("ready", flush=True)
    command = (await asyncio.to_thread(sys.stdin.readline)).split()
    queue, documents = JobQueue(Journal(), Keys(), Money()), Documents(taken)
    tasks = []
    for job in await queue.left_over(finished=documents.finished):
        if job.state is JobState.UNKNOWN or job.has_ended:
            print(job.state.value, job.title, flush=True)
        else:
            tasks.append(queue.resume(job, documents.finished))
    await asyncio.gather(*tasks)
    print("resumed", flush=True)
    if command[0] == "order":
        queue.changed.connect(tell)
        await queue.start(order(command[1], base_url), documents.finished)
    print("idle", flush=True)
    await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
