"""A bench for the command line: `bench("fal")` is an emulated service with a picture to be filled there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.calling import Bench, hurry, listening, make_pictures
from tests.services import Emulator

MakeBench = Callable[..., Bench]


MEMORY = Path("/dev/shm")  # where there is one: hundreds of calls would wait for a busy disk


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the picture and its masks."""
    folder = tmp_path_factory.mktemp("pictures")
    make_pictures(folder)
    return folder


@pytest.fixture
def bench(pictures: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeBench]:
    """Makes a bench for a service, with a home and a folder of its own; options are those of `Emulator`."""
    hurry(monkeypatch)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        home, folder = place / "home", place / "folder"
        for each in (home, folder):
            each.mkdir()
        for picture in pictures.iterdir():
            shutil.copyfile(picture, folder / picture.name)
        monkeypatch.setenv("INLAY_HOME", str(home))
        told = stack.enter_context(listening(monkeypatch))

        def make(name: str, **options: object) -> Bench:
            emulator = stack.enter_context(Emulator(name, **options))  # type: ignore[arg-type]
            for variable, key in emulator.environment().items():
                monkeypatch.setenv(variable, key)
            return Bench(emulator, folder, home, capsys, told)

        yield make
