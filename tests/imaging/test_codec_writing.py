"""What is written is what other programs read: every format, depth and kind, in strips, within little memory."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inlay.base.errors import BadInput, Cancelled
from inlay.base.files import write_atomically
from inlay.imaging.codec import (
    ExportSettings,
    Metadata,
    PixelSource,
    format_for_path,
    read_picture,
    write_picture,
    written_formats,
)
from inlay.imaging.codec.export import Export
from inlay.imaging.codec.png_stream import filter_rows
from inlay.imaging.codec.tiff_write import write_tiff
from inlay.imaging.colour import GREY, SRGB, ColourSpace
from tests.kit.pictures import Array, by_pillow, exif_block, p3_profile, picture, smooth, tags_of, validation_of


def written(kind: str, pixels: Array, colour: ColourSpace = SRGB, depth: int | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    settings = ExportSettings(depth=16 if depth == 16 else 8 if depth == 8 else None)
    write_picture(out, kind, PixelSource.of(pixels), colour, settings=settings, **options)  # type: ignore[arg-type]
    return out.getvalue()


def by_others(data: bytes) -> Array:
    """As OpenCV reads it: (H, W, bands) in RGB order, its own depth. (Of an 8-bit TIFF with alpha, as Pillow does.)"""
    if data[:2] == b"II" and Image.open(io.BytesIO(data)).mode == "RGBA" and data[2] == 42:
        # OpenCV multiplies these by their alpha; Pillow reduces 16 bits, which OpenCV doesn't touch.
        image = Image.open(io.BytesIO(data))
        if image.tag_v2[258] == (8, 8, 8, 8):  # type: ignore[attr-defined]
            return np.asarray(image)
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    if read.ndim == 2:
        return read[..., None]
    return cv2.cvtColor(read, cv2.COLOR_BGR2RGB if read.shape[2] == 3 else cv2.COLOR_BGRA2RGBA)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("bands", [3, 4])
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_opencv_and_inlay_read_what_was_written(kind: str, bands: int, depth: int) -> None:
    # Large enough for several strips.
    pixels = picture(700, 900, bands, depth)
    data = written(kind, pixels)
    np.testing.assert_array_equal(by_others(data), pixels)
    np.testing.assert_array_equal(read_picture(data, "a").pixels, pixels)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("bands", [3, 4])
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_grey_documents_are_written_grey(kind: str, bands: int, depth: int) -> None:
    grey = picture(50, 60, 1, depth)
    pixels = np.dstack([grey, grey, grey, picture(50, 60, 1, depth, seed=3)])[..., :bands]
    data = written(kind, pixels, GREY)
    read = read_picture(data, "a")
    np.testing.assert_array_equal(read.pixels, pixels)
    assert read.info.channels == bands - 2
    if bands == 3:
        image = Image.open(io.BytesIO(data))
        assert image.mode == ("L" if depth == 8 else "I;16")
        np.testing.assert_array_equal(np.asarray(image), grey[..., 0])


def test_depths_are_converted_by_rounding() -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    pixels = np.dstack([ramp, ramp[::-1], ramp.T])
    eight = np.rint(pixels / 257.0).astype(np.uint8)
    for kind in ("png", "tiff"):
        np.testing.assert_array_equal(by_others(written(kind, pixels, depth=8)), eight)
        np.testing.assert_array_equal(by_others(written(kind, eight, depth=16)), eight.astype(np.uint16) * 257)


def test_an_opaque_composite_needs_no_alpha() -> None:
    pixels = picture(40, 50, 4)
    source = PixelSource(50, 40, 8, False, lambda y, h: pixels[y : y + h])
    for kind in ("png", "tiff"):
        out = io.BytesIO()
        assert write_picture(out, kind, source, SRGB) == []
        np.testing.assert_array_equal(by_others(out.getvalue()), pixels[..., :3])


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("order", ["<", ">"])
def test_tiff_in_both_byte_orders_and_big(order: str, big: bool, tmp_path: Path) -> None:
    pixels = picture(300, 700, 3, 16)
    out = io.BytesIO()
    write_tiff(out, Export(PixelSource.of(pixels), SRGB, Metadata(exif=exif_block(1, order))), big=big)
    data = out.getvalue()
    magics = {("<", False): b"II*\0", ("<", True): b"II+\0", (">", False): b"MM\0*", (">", True): b"MM\0+"}
    assert data[:4] == magics[order, big]
    np.testing.assert_array_equal(read_picture(data, "a").pixels, pixels)
    np.testing.assert_array_equal(by_others(data), pixels)
    tags = tags_of(data, tmp_path, ".btf" if big else ".tif")
    assert tags["IFD0:Make"] == "Testcam"
    # exiftool gives the directory another name in BigTIFF.
    assert tags["ExifOffset:ExposureTime" if big else "ExifIFD:ExposureTime"] == 0.004


@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg"])
def test_exiftool_finds_no_fault(kind: str, tmp_path: Path) -> None:
    exif = exif_block()
    data = written(kind, smooth(), ColourSpace.of(p3_profile()), metadata=Metadata(exif=exif, dpi=(240.0, 240.0)))
    said = validation_of(data, tmp_path, f".{kind}")
    # The test's short EXIF block lacks tags that the standard wants; nothing else may be complained about.
    assert "Error" not in said
    assert "ICC" not in said
    for line in ("IFD0", "offset", "overlap", "order", "Invalid"):
        assert line.lower() not in said.lower().replace("missing required", "")


@given(
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    step=st.integers(1, 8),
    seed=st.integers(0, 99),
    first=st.booleans(),
)
def test_png_filters_can_be_undone(height: int, width: int, step: int, seed: int, first: bool) -> None:
    random = np.random.default_rng(seed)
    rows = random.integers(0, 256, (height, width * step), dtype=np.uint8)
    before = None if first else random.integers(0, 256, width * step, dtype=np.uint8)
    packed = np.frombuffer(filter_rows(rows, before, step), np.uint8).reshape(height, -1)
    above = np.zeros(width * step, int) if before is None else before.astype(int)
    for row, line in zip(rows, packed, strict=True):
        plain = np.zeros(width * step, int)
        for x, value in enumerate(line[1:]):
            a, c = (plain[x - step], above[x - step]) if x >= step else (0, 0)
            b = above[x]
            nearest = min((a, b, c), key=lambda each: abs(a + b - c - each))
            plain[x] = (int(value) + {0: 0, 1: a, 2: b, 4: nearest}[int(line[0])]) % 256
        np.testing.assert_array_equal(plain, row)
        above = plain


def test_photographs_are_compressed_about_as_well_as_elsewhere(sample_folder: Path) -> None:
    (path,) = sample_folder.glob("*.jpg")
    pixels = read_picture(path.read_bytes(), path.name).pixels[:600, :800]
    # A little less in smooth skies, for a third of the time.
    assert len(written("png", pixels)) < 1.12 * len(by_pillow(pixels, "PNG"))
    assert len(written("tiff", pixels)) < 1.05 * len(by_pillow(pixels, "TIFF", compression="tiff_adobe_deflate"))


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_memory_stays_small_while_rows_are_asked_for_in_order(kind: str, tmp_path: Path) -> None:
    strip = smooth(64, 4000, 4)
    asked: list[tuple[int, int]] = []

    def rows(y: int, height: int) -> Array:
        asked.append((y, height))
        return np.resize(strip, (height, 4000, 4))

    source = PixelSource(4000, 4000, 8, False, rows)
    tracemalloc.start()
    with (tmp_path / "out").open("wb") as file:
        write_picture(file, kind, source, SRGB)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    # The picture has 48 MB; what is used depends on the number of workers, at most 8, and not on the picture.
    assert peak < 6_000_000 * (2 + min(8, os.cpu_count() or 1))
    assert [y for y, _ in asked] == sorted({y for y, _ in asked})
    assert sum(height for _, height in asked) == 4000


@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg"])
def test_progress_is_told_and_can_stop(kind: str, tmp_path: Path) -> None:
    pixels = smooth(1500, 1000)
    told: list[float] = []
    written(kind, pixels, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(share: float) -> None:
        if share > 0.4:
            raise Cancelled("Stopped.")

    target = tmp_path / "out.png"
    target.write_bytes(b"before")

    def write(path: Path) -> None:
        write_picture(path, kind, PixelSource.of(pixels), SRGB, progress=stop)

    with pytest.raises(Cancelled):
        write_atomically(target, write)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_jpeg_is_95_and_without_subsampling_by_default() -> None:
    image = Image.open(io.BytesIO(written("jpeg", smooth())))
    reference = Image.open(io.BytesIO(by_pillow(smooth(), "JPEG", quality=95, subsampling="4:4:4")))
    assert image.quantization == reference.quantization  # type: ignore[attr-defined]
    assert image.layer == reference.layer  # type: ignore[attr-defined]
    assert np.abs(np.asarray(image).astype(int) - smooth()).max() <= 6


def _layers(data: bytes) -> tuple[object, object, bool]:
    image = Image.open(io.BytesIO(data))
    return image.quantization, image.layer, bool(image.info.get("progressive"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_jpeg_is_written_as_its_source_was(sampling: str, progressive: bool) -> None:
    tables = [[3 + (k * 7) % 50 for k in range(64)], [5 + (k * 11) % 90 for k in range(64)]]
    data = by_pillow(smooth(), "JPEG", qtables=tables, subsampling=sampling, progressive=progressive)
    read = read_picture(data, "a.jpg")
    again = written("jpeg", read.pixels, metadata=read.metadata)
    assert _layers(again) == _layers(data)


def test_jpeg_settings_of_the_person_win() -> None:
    read = read_picture(by_pillow(smooth(), "JPEG", quality=40, subsampling="4:2:0"), "a.jpg")
    out = io.BytesIO()
    wish = ExportSettings(quality=88, sampling="4:4:4")
    write_picture(out, "jpeg", PixelSource.of(read.pixels), SRGB, read.metadata, wish)
    reference = by_pillow(smooth(), "JPEG", quality=88, subsampling="4:4:4")
    assert _layers(out.getvalue())[:2] == _layers(reference)[:2]


def test_grey_jpeg_stays_grey_with_its_table() -> None:
    data = by_pillow(smooth(bands=1), "JPEG", quality=77)
    read = read_picture(data, "a.jpg")
    again = written("jpeg", read.pixels, GREY, metadata=read.metadata)
    assert _layers(again) == _layers(data)
    assert Image.open(io.BytesIO(again)).mode == "L"


def test_jpeg_flattens_over_white_and_tells() -> None:
    pixels = np.empty((16, 48, 4), np.uint8)
    pixels[...] = (10, 100, 200, 255)
    pixels[:, 16:32, 3] = 0
    pixels[:, 32:, 3] = 128
    out = io.BytesIO()
    notes = write_picture(out, "jpeg", PixelSource.of(pixels), SRGB)
    assert any("white" in note for note in notes)
    shown = np.asarray(Image.open(out)).astype(int)
    for x, expected in ((4, (10, 100, 200)), (24, (255, 255, 255)), (44, (132, 177, 227))):
        assert np.abs(shown[8, x] - expected).max() <= 2


def test_noise_at_full_quality_as_progressive_jpeg() -> None:
    noise = picture(400, 400)
    read = read_picture(by_pillow(smooth(), "JPEG", quality=100, subsampling="4:4:4", progressive=True), "a.jpg")
    again = written("jpeg", noise, metadata=read.metadata)
    assert np.abs(np.asarray(Image.open(io.BytesIO(again))).astype(int) - noise).max() <= 4


def test_jpeg_has_a_longest_side() -> None:
    source = PixelSource(65_501, 1, 8, False, lambda y, h: np.zeros((h, 65_501, 3), np.uint8))
    with pytest.raises(BadInput, match="65,500"):
        write_picture(io.BytesIO(), "jpeg", source, SRGB)


def test_formats_are_chosen_by_ending() -> None:
    assert {"jpeg", "png", "tiff", "webp", "avif"} <= {each.id for each in written_formats()}
    for name, expected in (
        ("a.JPG", "jpeg"),
        ("a.jpeg", "jpeg"),
        ("b.tif", "tiff"),
        ("c.x.TIFF", "tiff"),
        ("d.Png", "png"),
    ):
        assert format_for_path(name).id == expected
    for name in ("a", "a.heic", ".png"):
        with pytest.raises(BadInput, match="png"):
            format_for_path(name)


def _sizes() -> Iterator[tuple[int, int]]:
    yield from ((1, 1), (1, 5), (5, 1), (2, 3))


@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg"])
def test_tiny_pictures(kind: str) -> None:
    for height, width in _sizes():
        pixels = np.full((height, width, 3), 77, np.uint8)
        shown = by_others(written(kind, pixels))
        assert shown.shape == pixels.shape
        assert np.abs(shown.astype(int) - 77).max() <= 1
