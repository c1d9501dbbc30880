"""--quality, --lossless, --depth and --metadata: what is written by them, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.cli import main
from inlay.cli.export_options import as_texts, from_texts
from inlay.editor.editor import Editor
from inlay.imaging.codec import ExportSettings, probe_picture, read_metadata
from tests.kit.embedded import full_of_pictures

Inlay = Callable[..., str]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a JPEG that tells much of itself."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "photo.jpg").write_bytes(full_of_pictures(folder, ".jpg"))
    return folder


@pytest.fixture
def project(sources: Path, tmp_path: Path) -> Path:
    """A project of it."""

    async def make() -> Path:
        editor = Editor()
        await editor.open(sources / "photo.jpg")
        await editor.save(tmp_path / "made.inlay")
        await editor.shut_down(discard=True)
        return tmp_path / "made.inlay"

    return asyncio.run(make())


@pytest.fixture
def inlay(capsys: pytest.CaptureFixture[str]) -> Inlay:
    """Call the command line here; what it said comes back."""

    def call(*words: object, code: int = 0) -> str:
        got = main.run([str(word) for word in words])
        said = capsys.readouterr()
        assert got == code, said
        return said.err if code else said.out

    return call


def test_options_reach_the_file(project: Path, inlay: Inlay, tmp_path: Path, sources: Path) -> None:
    def export(name: str, *options: object) -> Path:
        told = inlay("export", project, "-o", tmp_path / name, *options)
        assert "written" in told
        return tmp_path / name

    original = np.asarray(Image.open(sources / "photo.jpg"))
    exact, small = export("a.webp", "--lossless"), export("b.webp", "--quality", 30)
    assert np.array_equal(np.asarray(Image.open(exact)), original)
    assert small.stat().st_size < exact.stat().st_size
    assert probe_picture(export("a.png", "--depth", 16).read_bytes()).depth == 16
    assert "The AVIF has 10 bits" in inlay("export", project, "-o", tmp_path / "a.avif", "--depth", 10)
    assert b"Munich" in export("all.jpg").read_bytes()
    placeless = export("some.jpg", "--metadata", "no-location").read_bytes()
    assert b"Munich" not in placeless and b"Ada" in placeless
    bare = read_metadata(export("none.jpg", "--metadata", "none").read_bytes())
    assert (bare.exif, bare.xmp, bare.iptc, bare.dpi) == (None, None, None, (300, 300))
    for name in ("a.psd", "a.ora"):
        assert b"Munich" not in export(name, "--metadata", "none").read_bytes()


@pytest.mark.parametrize(
    ("name", "options", "named"),
    [
        ("a.png", ("--quality", 50), "PNG"),
        ("a.jpg", ("--lossless",), "a.jpg"),
        ("a.jpg", ("--depth", 16), "16 bits"),
        ("a.psd", ("--depth", 8), "own depth"),
        ("a.webp", ("--quality", 0), "1 to 100"),
        ("a.avif", ("--quality", 50, "--lossless"), "not both"),
    ],
)
def test_what_a_format_lacks_is_refused(
    project: Path, inlay: Inlay, tmp_path: Path, name: str, options: tuple[object, ...], named: str
) -> None:
    said = inlay("export", project, "-o", tmp_path / name, *options, code=2)
    assert named in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / name).exists()


def test_a_fill_keeps_to_the_options_before_anything_is_sent(sources: Path, inlay: Inlay, tmp_path: Path) -> None:
    photo = sources / "photo.jpg"
    Image.fromarray(np.zeros((40, 64), np.uint8)).save(tmp_path / "mask.png")
    said = inlay("fill", photo, "--mask", tmp_path / "mask.png", "-o", tmp_path / "o.png", "--quality", 9, code=2)
    assert "no quality" in said


def test_the_choices_outlive_the_command() -> None:
    """A result that comes later is written as was asked for; what can't be read keeps the least metadata."""
    for settings in (
        ExportSettings(),
        ExportSettings(depth=12, lossless=True, metadata="no location"),
        ExportSettings(quality=7, metadata="nothing"),
    ):
        assert from_texts(as_texts(settings)) == settings
    assert as_texts(ExportSettings()) == {}
    odd = from_texts({"metadata": "whatever", "quality": "700", "depth": "-3"})
    assert odd == ExportSettings(metadata="nothing")
