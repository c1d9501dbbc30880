"""The preview of an export: the size and pixels of the very file that an export would write, one wish at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from inlay.base.errors import BadInput, Cancelled
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.editor.editor import Editor
from inlay.editor.exporting import ExportOptions
from inlay.imaging.codec import ExportSettings, read_picture
from tests.kit.pictures import by_pillow, picture

BOX = Rect(30, 20, 100, 80)
WISHES = [
    ("png", ".png", ExportSettings()),
    ("png", ".png", ExportSettings(depth=16)),
    ("tiff", ".tif", ExportSettings(metadata="nothing")),
    ("jpeg", ".jpg", ExportSettings(quality=40)),
    ("webp", ".webp", ExportSettings(quality=40)),
    ("avif", ".avif", ExportSettings(depth=10, quality=60)),
    ("psd", ".psd", ExportSettings()),
]


@pytest.mark.parametrize(("kind", "suffix", "settings"), WISHES)
async def test_it_is_the_file_that_an_export_writes(
    editor: Editor, photo: Path, tmp_path: Path, kind: str, suffix: str, settings: ExportSettings
) -> None:
    await editor.open(photo)
    assert editor.session is not None
    editor.set_opacity(editor.session.document.layers[0].id, 0.75)
    document = editor.session.document
    seen = await editor.export_preview(kind, settings, Rect(30, 20, 1000, 80))
    assert seen.box == Rect(30, 20, 210, 80)
    target = tmp_path / f"written{suffix}"
    notes = await editor.export(target, ExportOptions(settings))
    assert seen.size == target.stat().st_size
    assert list(seen.notes) == notes
    assert np.array_equal(seen.picture, compose(document, seen.box))
    if kind == "psd":
        assert np.array_equal(seen.written, seen.picture)
        return
    file = read_picture(target.read_bytes(), target.name)
    part = file.pixels[seen.box.slices(document.canvas)]
    got = seen.written.astype(np.uint16) * 257 if part.dtype != seen.written.dtype else seen.written
    assert np.array_equal(got[..., : part.shape[2]], part)


async def test_the_next_wish_ends_the_one_before(editor: Editor, photo: Path) -> None:
    await editor.open(photo)
    first = asyncio.ensure_future(editor.export_preview("avif", ExportSettings(quality=50), BOX))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(editor.export_preview("webp", ExportSettings(quality=50), BOX))
    with pytest.raises(Cancelled):
        await first
    assert (await second).written.shape == (BOX.h, BOX.w, 4)
    third = asyncio.ensure_future(editor.export_preview("avif", ExportSettings(quality=51), BOX))
    await asyncio.sleep(0)
    editor.end_export_preview()
    with pytest.raises(Cancelled):
        await third


async def test_looking_elsewhere_writes_nothing_again(
    editor: Editor, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inlay.editor import previewing

    written: list[str] = []
    real = previewing.write_file
    monkeypatch.setattr(previewing, "write_file", lambda *a, **k: (written.append(a[2]), real(*a, **k))[1])
    await editor.open(photo)
    one = await editor.export_preview("webp", ExportSettings(), BOX)
    other = await editor.export_preview("webp", ExportSettings(), BOX.translate(5, 3))
    assert written == ["webp"]
    assert np.array_equal(one.written[3:, 5:], other.written[:-3, :-5])
    await editor.export_preview("webp", ExportSettings(quality=20), BOX)
    assert written == ["webp", "webp"]
    editor.set_opacity(editor.active_layer or "", 0.5)
    await editor.export_preview("webp", ExportSettings(quality=20), BOX)
    assert len(written) == 3, "the picture has changed"


async def test_a_grey_picture_is_seen_as_it_is_written(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    path.write_bytes(by_pillow(picture(40, 50, 1), "PNG"))
    await editor.open(path)
    seen = await editor.export_preview("png", ExportSettings(), Rect(0, 0, 50, 40))
    assert np.array_equal(seen.written, seen.picture)


async def test_what_a_format_cannot_hold_is_known_beforehand(editor: Editor, tmp_path: Path) -> None:
    path = tmp_path / "long.png"
    path.write_bytes(by_pillow(picture(2, 16_390), "PNG"))
    await editor.open(path)
    with pytest.raises(BadInput, match="16,383"):
        await editor.export_preview("webp", ExportSettings(), Rect(0, 0, 5, 2))
