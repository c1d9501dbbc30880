"""Every kind of JPEG, PNG and TIFF that Inlay opens gives exactly the pixels that other programs put into it."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from inlay.imaging.codec import probe_picture, read_picture
from tests.kit.pictures import (
    Array,
    by_opencv,
    by_pillow,
    chunk,
    p3_profile,
    picture,
    png_by_hand,
    smooth,
    tiff_by_hand,
)


def repeated(grey: Array) -> Array:
    """(H, W, 1) as (H, W, 3)."""
    return np.repeat(grey, 3, axis=2)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("bands", [1, 3, 4])
@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_opencv_files_are_read_bit_for_bit(suffix: str, bands: int, depth: int) -> None:
    pixels = picture(bands=bands, depth=depth)
    read = read_picture(by_opencv(pixels, suffix), "a")
    expected = repeated(pixels) if bands == 1 else pixels
    assert read.pixels.dtype == pixels.dtype
    assert read.pixels.flags.c_contiguous
    np.testing.assert_array_equal(read.pixels, expected)
    assert (read.depth, read.grey, read.had_alpha) == (depth, bands == 1, bands == 4)
    assert read.colour.model == ("grey" if bands == 1 else "rgb")
    assert read.notes == ()


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_hand_made_png_is_read_bit_for_bit(bands: int, depth: int) -> None:
    pixels = picture(bands=bands, depth=depth)
    read = read_picture(png_by_hand(pixels), "a.png")
    grey = repeated(pixels[..., :1])
    expected = {1: grey, 2: np.dstack([grey, pixels[..., 1:]])}.get(bands, pixels)
    np.testing.assert_array_equal(read.pixels, expected)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("bands", [1, 2, 3, 4])
def test_hand_made_tiff_is_read_bit_for_bit(bands: int, depth: int, order: str) -> None:
    pixels = picture(bands=bands, depth=depth)
    extra = {338: (3, [2])} if bands in (2, 4) else {}
    read = read_picture(tiff_by_hand(pixels, extra, order), "a.tif")
    grey = repeated(pixels[..., :1])
    expected = {1: grey, 2: np.dstack([grey, pixels[..., 1:]])}.get(bands, pixels)
    np.testing.assert_array_equal(read.pixels, expected)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_compressed_tiff(compression: str) -> None:
    pixels = picture()
    read = read_picture(by_pillow(pixels, "TIFF", compression=compression), "a.tif")
    np.testing.assert_array_equal(read.pixels, pixels)


@pytest.mark.parametrize("depth", [8, 16])
def test_white_is_zero_tiff_is_inverted(depth: int) -> None:
    pixels = picture(bands=1, depth=depth)
    read = read_picture(tiff_by_hand(pixels, {262: (3, [0])}), "a.tif")
    np.testing.assert_array_equal(read.pixels, repeated(np.iinfo(pixels.dtype).max - pixels))


def test_premultiplied_tiff_is_divided_by_its_alpha() -> None:
    wanted = picture(bands=4, depth=16)
    wanted[..., 3] |= 0x8000
    alpha = wanted[..., 3:].astype(np.uint64)
    stored = wanted.copy()
    stored[..., :3] = (wanted[..., :3] * alpha + 32767) // 65535
    read = read_picture(tiff_by_hand(stored, {338: (3, [1])}), "a.tif")
    np.testing.assert_array_equal(read.pixels[..., 3], wanted[..., 3])
    assert np.abs(read.pixels[..., :3].astype(int) - wanted[..., :3]).max() <= 2


def test_one_bit_and_four_bits() -> None:
    shape = np.arange(24 * 40).reshape(24, 40) % 7 < 3
    expected = repeated(np.where(shape, 255, 0).astype(np.uint8)[..., None])
    for kind in ("PNG", "TIFF"):
        read = read_picture(by_pillow(shape, kind), "a")
        np.testing.assert_array_equal(read.pixels, expected)
        assert (read.depth, read.grey) == (8, True)
    four = np.arange(16, dtype=np.uint8)
    packed = (four[0::2] << 4 | four[1::2]).reshape(1, 8, 1)
    read = read_picture(png_by_hand(packed, colour=0, bits=4), "a.png")
    np.testing.assert_array_equal(read.pixels[0, :, 0], four * 17)
    tags = {256: (3, [16]), 258: (3, [4])}
    read = read_picture(tiff_by_hand(packed, tags), "a.tif")
    np.testing.assert_array_equal(read.pixels[0, :, 0], four * 17)


def test_palettes_with_and_without_transparency() -> None:
    image = Image.fromarray(smooth()).quantize(16)
    for kind in ("PNG", "TIFF"):
        out = io.BytesIO()
        image.save(out, kind)
        read = read_picture(out.getvalue(), "a")
        np.testing.assert_array_equal(read.pixels, np.asarray(image.convert("RGB")))
        assert (read.grey, read.had_alpha, read.depth) == (False, False, 8)
    out = io.BytesIO()
    image.save(out, "PNG", transparency=3)
    read = read_picture(out.getvalue(), "a.png")
    np.testing.assert_array_equal(read.pixels, np.asarray(Image.open(out).convert("RGBA")))
    assert read.had_alpha


def test_a_transparent_colour_becomes_alpha() -> None:
    pixels = picture(bands=1)
    read = read_picture(png_by_hand(pixels, [chunk(b"tRNS", bytes([0, int(pixels[3, 4, 0])]))]), "a.png")
    np.testing.assert_array_equal(read.pixels[..., 3], np.where(pixels[..., 0] == pixels[3, 4, 0], 0, 255))


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("sampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_jpeg_agrees_with_another_decoder(sampling: str, progressive: bool) -> None:
    data = by_pillow(smooth(), "JPEG", quality=90, subsampling=sampling, progressive=progressive)
    read = read_picture(data, "a.jpg")
    other = np.asarray(Image.open(io.BytesIO(data)))
    assert np.abs(read.pixels.astype(int) - other).max() <= 2
    settings = read.metadata.jpeg
    assert settings is not None
    assert (settings.sampling, settings.quality, settings.progressive) == (sampling, 90, progressive)
    assert [list(table) for table in settings.tables] == list(Image.open(io.BytesIO(data)).quantization.values())


def test_grey_jpeg() -> None:
    data = by_pillow(smooth(bands=1), "JPEG", quality=80)
    read = read_picture(data, "a.jpg")
    other = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert np.abs(read.pixels.astype(int) - other[..., None]).max() <= 1
    assert read.grey


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_one_pixel_and_thin_pictures(kind: str) -> None:
    for height, width in ((1, 1), (1, 300), (300, 1)):
        read = read_picture(by_pillow(np.full((height, width, 3), 200, np.uint8), kind), "a")
        assert read.pixels.shape == (height, width, 3)
        assert np.abs(read.pixels.astype(int) - 200).max() <= 1


def test_the_name_doesnt_matter_and_bytes_are_not_changed() -> None:
    pixels = picture()
    np.testing.assert_array_equal(read_picture(by_opencv(pixels, ".png"), "wrong.jpg").pixels, pixels)


def test_an_interlaced_png() -> None:
    import pyvips

    pixels = picture(60, 71, depth=16)
    image = pyvips.Image.new_from_memory(pixels.tobytes(), 71, 60, 3, "ushort").copy(interpretation="rgb16")
    read = read_picture(image.pngsave_buffer(interlace=True), "a.png")
    np.testing.assert_array_equal(read.pixels, pixels)


def test_tiled_and_big_tiff() -> None:
    import pyvips

    pixels = picture(300, 290, depth=16)
    image = pyvips.Image.new_from_memory(pixels.tobytes(), 290, 300, 3, "ushort").copy(interpretation="rgb16")
    read = read_picture(image.tiffsave_buffer(tile=True, bigtiff=True, compression="lzw", predictor="horizontal"), "a")
    np.testing.assert_array_equal(read.pixels, pixels)
    assert read.info.pages == 1


def test_several_pages_and_further_channels_are_told() -> None:
    pages = [Image.fromarray(picture(seed=each)) for each in (1, 2, 3)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    read = read_picture(out.getvalue(), "a.tif")
    np.testing.assert_array_equal(read.pixels, picture(seed=1))
    assert read.info.pages == 3
    assert any("3 pages" in note for note in read.notes)
    many = picture(bands=40)
    turned = read_picture(tiff_by_hand(many, {338: (3, [0] * 37), 274: (3, [6])}), "a.tif")
    np.testing.assert_array_equal(turned.pixels, np.rot90(many[..., :3], -1))
    five = np.dstack([picture(bands=4, depth=16), picture(bands=1, depth=16, seed=9)])
    read = read_picture(tiff_by_hand(five, {338: (3, [2, 0])}), "a.tif")
    np.testing.assert_array_equal(read.pixels, five[..., :4])
    assert any("further channels" in note for note in read.notes)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_profiles_are_kept_byte_for_byte(kind: str) -> None:
    profile = p3_profile()
    read = read_picture(by_pillow(smooth(), kind, icc_profile=profile), "a")
    assert read.colour.profile == profile
    assert read.metadata.icc == profile
    assert read.colour.name == "sP3C"
    assert read.info.has_profile
    assert read.notes == ()


def test_profiles_that_dont_fit_are_told_and_left() -> None:
    broken = read_picture(by_pillow(smooth(), "PNG", icc_profile=b"not a profile" * 30), "a.png")
    assert broken.colour.profile is None
    assert any("can't be used" in note for note in broken.notes)
    from inlay.imaging.colour.standard import grey_profile

    grey = grey_profile("Gamma 1.8", 1.8)
    wrong = read_picture(by_pillow(smooth(), "TIFF", icc_profile=grey), "a.tif")
    assert (wrong.colour.profile, wrong.colour.model) == (None, "rgb")
    assert any("for grey" in note for note in wrong.notes)
    right = read_picture(by_pillow(smooth(bands=1), "TIFF", icc_profile=grey), "a.tif")
    assert (right.colour.profile, right.colour.model, right.colour.name) == (grey, "grey", "Gamma 1.8")
    assert right.notes == ()


def test_a_long_jpeg_profile_in_several_segments() -> None:
    # Real profiles longer than a segment hold private tags; here one is appended.
    profile = bytearray(p3_profile() + bytes(range(256)) * 600)
    profile[0:4] = len(profile).to_bytes(4, "big")
    read = read_picture(by_pillow(smooth(), "JPEG", icc_profile=bytes(profile)), "a.jpg")
    assert read.colour.profile == bytes(profile)


def test_probe_tells_the_same_without_decoding() -> None:
    for data in (
        by_pillow(smooth(), "JPEG"),
        by_opencv(picture(depth=16, bands=4), ".png"),
        tiff_by_hand(picture(bands=1), {274: (3, [6])}),
    ):
        info, read = probe_picture(data), read_picture(data, "a")
        assert vars(info) == vars(read.info)
        assert read.pixels.shape[:2] == (info.height, info.width)
