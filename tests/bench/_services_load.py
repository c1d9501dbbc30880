"""What goes on beside the window's loop while it is timed: pixel work in threads, and jobs at a service."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from inlay.base.geometry import Rect
from inlay.editor.pool import in_pool
from inlay.fill.decode import decode
from inlay.fill.plan.price import Cost
from inlay.fill.request import FillRequest, SentPictures
from inlay.imaging.codec import PixelSource, write_picture
from inlay.imaging.colour import SRGB
from inlay.jobs.job import Job
from inlay.jobs.journal import Journal
from inlay.jobs.money import Money
from inlay.jobs.queue import JobQueue
from inlay.jobs.states import JobState
from inlay.providers.catalogue import service
from inlay.providers.interface import Connection
from inlay.providers.remote import across
from inlay.providers.web import Web
from inlay.secrets.keys import Keys
from tests.kit.desktop import ROOT

IN_FLIGHT = 20
DELAY = 4.0
LARGE = (6000, 4000)
CROP = (1024, 960)
LIMIT = 256 * 2**20


@dataclass(frozen=True, eq=False)
class Servers:
    """A service and a place with a large picture, each in a process of its own."""

    service_url: str
    picture_url: str


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Start both; the key of the service is put where a person's would be."""
    quiet = ["--port", "0", "--delay", str(DELAY), "--json", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    emulator = _child([sys.executable, "-m", "tests.services", "bfl", *quiet], environment)
    files = _child(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)], environment
    )
    try:
        assert emulator.stdout is not None and files.stdout is not None
        told = json.loads(emulator.stdout.readline())["bfl"]
        os.environ["BFL_API_KEY"] = told["key"]
        port = files.stdout.readline().split(" port ")[1].split()[0]
        yield Servers(told["base_url"], f"http://127.0.0.1:{port}/large.png")
    finally:
        for child in (emulator, files):
            child.terminate()
            child.wait(20)


def _child(command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def photo(width: int, height: int) -> np.ndarray:
    """The sample photograph, repeated to a size (h, w, 3) uint8."""
    with Image.open(ROOT / "resources" / "sample" / "picos-de-europa.jpg") as sample:
        pixels = np.asarray(sample.convert("RGB"))
    across_, down = -(-width // pixels.shape[1]), -(-height // pixels.shape[0])
    return np.ascontiguousarray(np.tile(pixels, (down, across_, 1))[:height, :width])


def png(pixels: np.ndarray, **options: int) -> bytes:
    """A PNG file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", **options)
    return file.getvalue()


def request() -> FillRequest:
    """A fill of about a megapixel."""
    width, height = CROP
    image, hole = photo(width, height), np.zeros((height, width), np.uint8)
    hole[300:600, 300:700] = 255
    box = Rect(0, 0, width, height)
    spec = service("bfl").model()
    return FillRequest(
        "bfl", spec.id, spec.values({}), "a wooden bench", 1, box, 1.0, np.dstack([image, np.full_like(hole, 255)]),
        hole, hole, box, SRGB, sent=SentPictures(png(image, compress_level=1), png(hole), CROP),
    )  # fmt: skip


class PixelWork:
    """A 24 MP picture that is encoded, and one that is decoded, round and round, as the export and an answer are."""

    def __init__(self, folder: Path) -> None:
        self.pixels = photo(*LARGE)
        self.path = folder / "large.png"
        self._out = folder / "out.png"
        write_picture(self.path, "png", PixelSource.of(self.pixels), SRGB)
        self.encoded = self.decoded = 0

    def encode(self) -> None:
        """Once; for a thread."""
        write_picture(self._out, "png", PixelSource.of(self.pixels), SRGB)
        self.encoded += 1

    def decode(self, data: bytes | None = None) -> None:
        """Once; for a thread."""
        decode(self.path.read_bytes() if data is None else data)
        self.decoded += 1


@contextmanager
def in_threads(work: PixelWork) -> Iterator[None]:
    """The pixel work alone, in two threads."""
    over = threading.Event()

    def repeated(step: object) -> None:
        assert callable(step)
        while not over.is_set():
            step()

    threads = [threading.Thread(target=repeated, args=(step,)) for step in (work.encode, work.decode)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


class Traffic:
    """Twenty jobs in flight, each followed by the next, beside the same pixel work; the picture that is decoded is
    downloaded first."""

    def __init__(self, work: PixelWork, at: Servers) -> None:
        self.done = self.failed = self.downloads = self.changes = 0
        self.active: list[int] = []
        self.accepted: list[int] = []
        self._work = work
        self._at = at
        self._request = request()

    async def run(self, seconds: float) -> None:
        """Keep it up for so long; then all jobs are stopped."""
        with tempfile.TemporaryDirectory() as folder:
            queue = JobQueue(Journal(Path(folder)), Keys(), Money())
            queue.changed.connect(self._note)
            tasks = [asyncio.ensure_future(self._jobs(queue)) for _place in range(IN_FLIGHT)]
            tasks += [asyncio.ensure_future(each) for each in (self._encode(), self._download(), self._count(queue))]
            try:
                await asyncio.sleep(seconds)
                for task in tasks:
                    assert not task.done(), task.exception()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await queue.stop()
                await queue.close()

    def _note(self, _job: Job) -> None:
        self.changes += 1

    async def _count(self, queue: JobQueue) -> None:
        while True:
            await asyncio.sleep(0.25)
            self.active.append(len(queue.running))
            self.accepted.append(sum(job.ticket is not None for job in queue.running))

    async def _jobs(self, queue: JobQueue) -> None:
        while True:
            job = Job(self._request, "fill", base_url=self._at.service_url, cost=Cost(0.05, 0.05))
            ended = await asyncio.shield(queue.start(job, _taken))
            self.done += ended.state is JobState.DONE
            self.failed += ended.state is not JobState.DONE

    async def _encode(self) -> None:
        while True:
            await in_pool(self._work.encode)

    async def _download(self) -> None:
        web = Web(("api.bfl.ai",), Connection(None, self._at.service_url), lambda key: ("x-key", key.reveal()), "BFL")
        while True:
            data = await across(web.download, self._at.picture_url, limit=LIMIT)
            self.downloads += 1
            await in_pool(self._work.decode, data)


async def _taken(_job: Job) -> None:
    return None
