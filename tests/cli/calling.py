"""Calls the command line against an emulated service, in this process and without pauses, and judges the outcome."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import InlayError
from inlay.cli import main
from inlay.jobs import queue
from inlay.jobs.pace import Pace
from inlay.providers.call import Call, Raw
from inlay.providers.catalogue import service
from inlay.providers.http import transport
from inlay.providers.http.transport import Transport
from tests.kit.key_search import files_with, forms_of
from tests.services import Emulator

WIDTH, HEIGHT = 330, 290
SPOT = np.s_[120:158, 130:178]
PROMPT = "a brick wall"
MONEY = ("charge", "spent", "costs nothing")


@dataclass
class Called:
    """What a call of the command line came to. `error` is the one that was told, if any."""

    code: int
    out: str
    err: str
    error: InlayError | None

    @property
    def report(self) -> Any:
        """The JSON on standard output."""
        return json.loads(self.out)

    def one_line(self) -> str:
        """What was told on standard error, which has to be one plain line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, (self.out, self.err)
        assert "Traceback" not in self.err and len(self.err) < 900
        return lines[0]


@dataclass
class Bench:
    """A picture with a mask, an emulated service, its key in the environment, and a way to call the command line."""

    emulator: Emulator
    folder: Path
    home: Path
    capsys: pytest.CaptureFixture[str]
    told: list[InlayError]
    said: list[str] = field(default_factory=list)

    @property
    def photo(self) -> Path:
        """A picture of WIDTH x HEIGHT px."""
        return self.folder / "photo.png"

    @property
    def mask(self) -> Path:
        """Its mask: SPOT is to be filled."""
        return self.folder / "mask.png"

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.folder / "out.png"

    def call(self, *words: object) -> Called:
        """Call the command line; whatever it prints is kept in `said`, too."""
        self.told.clear()
        self.capsys.readouterr()
        code = main.run([str(word) for word in words])
        seen = self.capsys.readouterr()
        self.said += [seen.out, seen.err]
        return Called(code, seen.out, seen.err, self.told[0] if self.told else None)

    def fill(self, *words: object, prompt: str | None = PROMPT, output: Path | None = None) -> Called:
        """`inlay fill` of the picture at the service, with JSON."""
        named = ("--provider", self.emulator.name, "--base-url", self.emulator.base_url)
        told = ("--prompt", prompt) if prompt is not None else ()
        where = ("-o", output or self.out)
        return self.call("fill", self.photo, "--mask", self.mask, *named, *told, *where, "--json", *words)

    def jobs(self) -> list[dict[str, Any]]:
        """What `inlay jobs` lists."""
        listed = self.call("jobs", "--json")
        assert listed.code == 0, listed.err
        found: list[dict[str, Any]] = listed.report
        return found

    @property
    def paid(self) -> int:
        """How many orders the service has accepted."""
        return len(self.emulator.accepted)

    def check_picture(self, path: Path | None = None) -> None:
        """The file is the picture with the spot filled, and nothing else changed."""
        before, after = pixels_of(self.photo), pixels_of(path or self.out)
        assert before.shape == after.shape
        inside = before[SPOT] != after[SPOT]
        assert inside.any(axis=2).mean() > 0.5
        before[SPOT] = after[SPOT] = 0
        assert np.array_equal(before, after)

    def mask_two_corners(self) -> None:
        """Have a wide picture instead, with a small mask in each of two far corners."""
        rng = np.random.default_rng(2)
        pixels = rng.normal(120, 1, (600, 2400, 3)).clip(0, 255).astype(np.uint8)
        mask = _with(np.zeros((600, 2400), np.uint8), np.s_[100:140, 100:150], np.s_[400:440, 2200:2260])
        Image.fromarray(pixels).save(self.photo)
        Image.fromarray(mask).save(self.mask)

    def check_two_corners(self) -> None:
        """The file is the picture with both filled, and nothing else changed."""
        before, after = pixels_of(self.photo), pixels_of(self.out)
        mask = np.asarray(Image.open(self.mask)) > 0
        assert np.array_equal(before[~mask], after[~mask])
        for half in (np.s_[:, :1200], np.s_[:, 1200:]):
            assert (before[half] != after[half]).any()

    def check_discretion(self) -> None:
        """Neither a file, nor what was printed, nor another server has seen the key; nothing else was wrong."""
        logging.shutdown()
        assert files_with(self.emulator.key, self.home, self.folder) == []
        printed = "".join(self.said).encode()
        assert not any(form in printed for form in forms_of(self.emulator.key))
        assert self.emulator.stranger.leaks == [] and self.emulator.complaints == []


def pixels_of(path: Path) -> Any:
    """(h, w, 3), to be written to."""
    return np.array(Image.open(path).convert("RGB"))


def make_pictures(folder: Path) -> None:
    """The picture and its masks."""
    rng = np.random.default_rng(4)
    slope = np.add.outer(np.arange(HEIGHT), np.arange(WIDTH))[..., None] * (0.2, 0.15, 0.1)
    pixels = (rng.normal(60, 0.5, (HEIGHT, WIDTH, 3)) + slope).clip(0, 255).astype(np.uint8)
    pixels[130:150, 140:170] = (220, 30, 30)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for name, painted in (("empty", mask), ("mask", _with(mask, SPOT))):
        Image.fromarray(painted).save(folder / f"{name}.png")
    Image.fromarray(pixels).save(folder / "photo.png")


def _with(mask: Any, *spots: Any) -> Any:
    mask = mask.copy()
    for spot in spots:
        mask[spot] = 255
    return mask


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no pause last: between tries, between polls, before trying again."""
    quick = replace(Pace(), sleep=lambda seconds: asyncio.sleep(min(seconds, 0.01)), deadline=30.0, again_within=5.0)
    monkeypatch.setattr(queue, "Pace", lambda: quick)


def be_impatient(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let no answer be waited for longer than so many seconds, however long its request takes to be sent."""
    monkeypatch.setattr(transport, "SLOWEST", 1e9)
    exchange = Transport.exchange

    async def sooner(self: Transport, call: Call) -> Raw:
        return await exchange(self, replace(call, timeout=min(call.timeout, seconds)))

    monkeypatch.setattr(Transport, "exchange", sooner)


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[InlayError]]:
    """The errors that the command line tells, as they are; and its log goes to this test's home only."""
    told: list[InlayError] = []
    tell = main._tell

    def note(error: InlayError) -> int:
        told.append(error)
        return tell(error)

    monkeypatch.setattr(main, "_tell", note)
    root = logging.getLogger()
    before = list(root.handlers)
    yield told
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()


def title(name: str) -> str:
    """What a service is called in sentences."""
    return service(name).title
