"""Writing WebP and AVIF: pixels, bits, alpha, profiles and limits, as Pillow and exiftool see them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inlay.base.errors import BadInput, Cancelled
from inlay.imaging.codec import ExportSettings, Metadata, PixelSource, read_metadata, read_picture, write_picture
from inlay.imaging.codec.avif_write import reduced
from inlay.imaging.colour import GREY, SRGB, ColourSpace, to_8bit, to_display
from inlay.imaging.colour.standard import adobe_rgb, grey_profile
from tests.kit.pictures import Array, picture, smooth, tags_of

KINDS = ("webp", "avif")


def written(
    kind: str, pixels: Array, settings: ExportSettings | None = None, colour: ColourSpace = SRGB, **more: object
) -> tuple[bytes, list[str]]:
    out = io.BytesIO()
    notes = write_picture(out, kind, PixelSource.of(pixels), colour, settings=settings, **more)  # type: ignore[arg-type]
    return out.getvalue(), notes


@pytest.mark.parametrize("bands", [3, 4])
@pytest.mark.parametrize("kind", KINDS)
def test_lossless_keeps_every_value(kind: str, bands: int) -> None:
    pixels = picture(50, 61, bands)
    data, _ = written(kind, pixels, ExportSettings(lossless=True), ColourSpace.of(adobe_rgb()))
    seen = Image.open(io.BytesIO(data))
    assert seen.mode == ("RGBA" if bands == 4 else "RGB")
    assert np.array_equal(np.asarray(seen), pixels)
    assert seen.info["icc_profile"] == adobe_rgb()
    again = read_picture(data, "again")
    assert np.array_equal(again.pixels, pixels)
    assert again.colour == ColourSpace.of(adobe_rgb())


@pytest.mark.parametrize("kind", KINDS)
def test_quality_decides_size_and_nearness(kind: str) -> None:
    pixels = smooth(120, 160)
    pixels = np.clip(pixels + np.random.default_rng(2).normal(0, 6, pixels.shape), 0, 255).astype(np.uint8)
    files = [written(kind, pixels, ExportSettings(quality=quality))[0] for quality in (20, 60, 95)]
    assert len(files[0]) < len(files[1]) < len(files[2])
    errors = [np.abs(np.asarray(Image.open(io.BytesIO(each))).astype(int) - pixels).mean() for each in files]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 5


@pytest.mark.parametrize(("wish", "bits"), [(None, 12), (12, 12), (10, 10), (8, 8)])
def test_avif_says_which_bits_were_written(wish: int | None, bits: int, tmp_path: Path) -> None:
    pixels = picture(20, 30, 4, depth=16)
    settings = ExportSettings(lossless=True, depth=wish)  # type: ignore[arg-type]
    data, notes = written("avif", pixels, settings)
    assert f"{bits} bits" in notes[0]
    assert "16" in notes[0]
    assert str(tags_of(data, tmp_path, ".avif")["QuickTime:ImagePixelDepth"]).split()[0] == str(bits)
    got = read_picture(data, "again").pixels
    if bits == 8:
        assert np.array_equal(got, to_8bit(pixels))
    else:
        assert np.array_equal(reduced(got, bits), reduced(pixels, bits))  # type: ignore[arg-type]
        assert np.abs(got.astype(int) - pixels).max() <= 65535 / (2**bits - 1)


def test_reduced_values_are_the_nearest_ones() -> None:
    every = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1)
    for bits in (10, 12):
        got = reduced(every, bits)  # type: ignore[arg-type]
        most = 2**bits - 1
        assert np.abs((got >> (16 - bits)) / most - every / 65535).max() <= 0.5 / most + 1e-9


@pytest.mark.parametrize("kind", KINDS)
def test_grey_and_its_profile_look_the_same(kind: str) -> None:
    """Both formats are RGB here: a grey document's profile becomes one under which it looks as before."""
    values = np.full((16, 256, 4), 255, np.uint8)
    values[..., :3] = np.arange(256)[None, :, None]
    colour = ColourSpace.of(grey_profile("Dot", 1.8), "grey")
    data, notes = written(kind, values, ExportSettings(lossless=True), colour)
    assert any("grey" in note for note in notes)
    again = read_picture(data, "again")
    assert np.array_equal(again.pixels, values)
    shown, meant = to_display(again.pixels, again.colour), to_display(values, colour)
    assert np.abs(shown.astype(int) - meant).max() <= 1
    plain, _ = written(kind, values, ExportSettings(lossless=True), GREY)
    assert read_metadata(plain).icc is None


@pytest.mark.parametrize(("kind", "side"), [("webp", 16_384), ("avif", 16_385)])
def test_too_long_a_side_is_refused_by_name(kind: str, side: int) -> None:
    settings = ExportSettings(quality=10)
    with pytest.raises(BadInput, match=f"{side:,} x 1 px") as refused:
        written(kind, np.zeros((1, side, 3), np.uint8), settings)
    assert f"{side - 1:,}" in refused.value.what
    assert "PNG or TIFF" in refused.value.sentence()
    written(kind, np.zeros((1, side - 1, 3), np.uint8), settings)


def test_what_webp_cannot_hold_is_told() -> None:
    _, notes = written("webp", picture(8, 9, depth=16), metadata=Metadata(dpi=(300, 300), iptc=b"\x1c\x02\x78\0\x01a"))
    told = " ".join(notes)
    assert all(words in told for words in ("8 bits", "4:2:0", "IPTC", "300 dpi"))


def test_a_jpeg_says_that_16_bits_become_8() -> None:
    _, notes = written("jpeg", picture(8, 9, depth=16))
    assert any("JPEG has 8 bits" in note for note in notes)
    assert not any("8 bits" in note for note in written("jpeg", picture(8, 9))[1])


@pytest.mark.parametrize(("kind", "depth"), [("webp", 16), ("png", 12), ("jpeg", 16), ("avif", 16)])
def test_a_depth_that_a_format_lacks_is_refused(kind: str, depth: int) -> None:
    with pytest.raises(BadInput, match=f"{depth} bits"):
        written(kind, smooth(8, 8), ExportSettings(depth=depth))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_an_export_that_nobody_wants_any_more_ends(kind: str) -> None:
    def stop(share: float) -> None:
        if share == 1.0:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        written(kind, smooth(64, 64), progress=stop)
