"""A JPEG whose unchanged blocks are the original's: coefficients bit for bit, pixels as seen by another decoder."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import jpeglib
import numpy as np
import pytest
from PIL import Image

from inlay.imaging.codec import ExportSettings, PixelSource, read_picture, write_picture
from inlay.imaging.codec import jpeg_blocks as blocks

SAMPLINGS = {
    "4:4:4": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    "4:2:2": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    "4:2:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    "4:4:0": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_440,
    "4:1:1": cv2.IMWRITE_JPEG_SAMPLING_FACTOR_411,
}
FILL = (slice(70, 101), slice(90, 131))


def scene(height: int = 173, width: int = 211) -> Any:
    """A picture with gradients, edges and noise."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:height, :width]
    picture = np.stack([x % 256, y % 256, (x + y) // 2 % 256], axis=2) + rng.integers(-12, 12, (height, width, 3))
    picture[40:60, 20:150] = (200, 40, 30)
    return np.clip(picture, 0, 255).astype(np.uint8)


def encoded(pixels: Any, sampling: str = "4:2:0", progressive: bool = False) -> bytes:
    options = [cv2.IMWRITE_JPEG_QUALITY, 88, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, SAMPLINGS[sampling]]
    options += [cv2.IMWRITE_JPEG_PROGRESSIVE, int(progressive)]
    return bytes(cv2.imencode(".jpg", pixels[..., ::-1], options)[1])


def saved(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def seen(data: bytes) -> Any:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def exported(original: bytes, pixels: Any, **settings: Any) -> tuple[bytes, str]:
    picture = read_picture(original, "a.jpg")
    out = io.BytesIO()
    notes = write_picture(
        out,
        "jpeg",
        PixelSource.of(pixels),
        picture.colour,
        picture.metadata,
        ExportSettings(**settings),
        original=original,
    )
    return out.getvalue(), " ".join(notes)


def coefficients(data: bytes, folder: Path) -> list[Any]:
    (folder / "a.jpg").write_bytes(data)
    jpeg = jpeglib.read_dct(str(folder / "a.jpg"))
    return [plane for plane in (jpeg.Y, jpeg.Cb, jpeg.Cr) if plane is not None]


ORIGINALS = {
    **{f"{name} {kind}": encoded(scene(), name, kind == "progressive") for name in SAMPLINGS for kind in ("baseline",)},
    "4:2:0 progressive": encoded(scene(), progressive=True),
    "4:2:0 one pixel over": encoded(scene(161, 209)),
    "rgb": saved(Image.fromarray(scene()), quality=90, keep_rgb=True),
    "grey": saved(Image.fromarray(scene()[..., 1]), quality=90),
}


@pytest.mark.parametrize("original", ORIGINALS.values(), ids=ORIGINALS)
def test_only_the_blocks_under_the_fill_are_encoded_anew(original: bytes, tmp_path: Path) -> None:
    pixels = np.array(read_picture(original, "a.jpg").pixels)
    fill = pixels.copy()
    fill[FILL] = 255 - fill[FILL]
    data, notes = exported(original, fill)
    before, after = coefficients(original, tmp_path), coefficients(data, tmp_path)
    kept = 0
    for old, new in zip(before, after, strict=True):
        same = (old == new).all(axis=(2, 3))
        kept += int(same.sum())
        down, across = -(-pixels.shape[0] // old.shape[0]), -(-pixels.shape[1] // old.shape[1])
        size = [max(8, 8 * round(each / 8)) for each in (down, across)]
        rows = slice(FILL[0].start // size[0], -(-FILL[0].stop // size[0]))
        columns = slice(FILL[1].start // size[1], -(-FILL[1].stop // size[1]))
        outside = np.ones(same.shape, bool)
        outside[rows, columns] = False
        assert same[outside].all()
        assert not same[rows, columns].all()
    told = notes.split(" of ")
    assert int(told[0].replace(",", "")) <= kept and "bit for bit" in notes
    shown, wanted = seen(data), np.broadcast_to(fill.astype(int), (*fill.shape[:2], 3))
    far = np.ones(fill.shape[:2], bool)
    far[FILL[0].start - 34 : FILL[0].stop + 34, FILL[1].start - 34 : FILL[1].stop + 34] = False
    assert (shown == seen(original))[far].all()
    inner = (slice(FILL[0].start + 4, FILL[0].stop - 4), slice(FILL[1].start + 4, FILL[1].stop - 4))
    assert np.abs(shown - wanted)[inner].mean() < 8


@pytest.mark.parametrize("name", ["4:2:0 baseline", "4:2:0 progressive", "grey", "rgb"])
def test_where_nothing_changed_all_of_it_is_the_original(name: str, tmp_path: Path) -> None:
    original = ORIGINALS[name]
    data, notes = exported(original, np.array(read_picture(original, "a.jpg").pixels))
    assert notes.startswith("All ")
    for old, new in zip(coefficients(original, tmp_path), coefficients(data, tmp_path), strict=True):
        assert (old == new).all()
    assert (seen(data) == seen(original)).all()


def test_blocks_encoded_anew_are_as_good_as_an_encoder_makes_them(tmp_path: Path) -> None:
    """The same picture by our coefficients and by libjpeg's, with the same tables."""
    other = scene()[::-1, ::-1].copy()
    original = encoded(scene(), "4:4:4")
    ours, _ = exported(original, other)
    tables = Image.open(io.BytesIO(original)).quantization  # type: ignore[attr-defined]
    theirs = saved(Image.fromarray(other), qtables=tables, subsampling=0)
    error = [np.abs(seen(data) - other).mean() for data in (ours, theirs)]
    assert error[0] <= error[1] * 1.02


def test_the_metadata_are_ours_and_not_the_originals() -> None:
    exif = Image.Exif()
    exif[0x013B] = "A. Painter"
    original = saved(Image.fromarray(scene()), exif=exif, dpi=(300, 300), comment=b"left over", quality=90)
    data, _ = exported(original, np.array(read_picture(original, "a.jpg").pixels))
    shown = Image.open(io.BytesIO(data))
    assert shown.getexif()[0x013B] == "A. Painter" and shown.info["dpi"] == (300, 300)
    assert data.count(b"Exif\0\0") == 1 and b"left over" not in data


@pytest.mark.parametrize(
    ("case", "settings"),
    [("quality", {"quality": 90}), ("sampling", {"sampling": "4:4:4"}), ("turned", {}), ("size", {}), ("alpha", {})],
)
def test_else_everything_is_encoded_anew_and_the_change_is_told(case: str, settings: dict[str, Any]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6 if case == "turned" else 1
    original = saved(Image.fromarray(scene()), quality=85, exif=exif)
    pixels = np.array(read_picture(original, "a.jpg").pixels)
    pixels = pixels[:-3] if case == "size" else pixels
    if case == "alpha":
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    data, notes = exported(original, pixels, **settings)
    off = np.abs(seen(data) - pixels[..., :3]).max(axis=2)
    assert f"by at most {off.max()} levels" in notes
    assert f"{np.count_nonzero(off) / off.size * 100:.1f} %" in notes


def test_a_file_that_the_library_cannot_read_is_encoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    original = encoded(scene())
    monkeypatch.setattr(blocks.markers, "without_metadata", lambda _data: b"\xff\xd8\xff\xe0nonsense")
    data, notes = exported(original, np.array(read_picture(original, "a.jpg").pixels))
    assert "encoding changed" in notes and seen(data).shape == (173, 211, 3)
