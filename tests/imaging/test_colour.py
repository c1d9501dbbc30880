"""Colour on a display agrees with LittleCMS; sRGB on sRGB isn't touched; profiles are judged rightly."""

from __future__ import annotations

import functools
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from inlay.base.errors import BadInput
from inlay.imaging.colour import (
    GREY,
    SRGB,
    ColourSpace,
    is_srgb,
    profile_name,
    to_8bit,
    to_16bit,
    to_display,
    validate_profile,
)
from inlay.imaging.colour.profile import matrix_of
from inlay.imaging.colour.standard import D65, adobe_rgb, grey_profile, rgb_profile
from tests.kit.pictures import p3_profile, picture

SRGB_PRIMARIES = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
PROPHOTO_PRIMARIES = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))


@functools.cache
def lcms_srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def vips_srgb() -> bytes:
    import pyvips

    return bytes(pyvips.Operation.call("profile_load", "srgb"))


@functools.cache
def lab_table_profile() -> bytes:
    """An RGB profile that works by a table into Lab (ICC.1:2010, `mft2`), as many scanners' and displays' do."""
    size = 9
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, size)] * 3, indexing="ij"), axis=-1)
    to_xyz = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
    xyz = grid**2.2 @ to_xyz.T / np.array([0.9642, 1.0, 0.8249])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    lab = np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
    coded = np.stack([lab[..., 0] / 100 * 65280, (lab[..., 1] + 128) * 256, (lab[..., 2] + 128) * 256], axis=-1)
    table = np.clip(np.rint(coded), 0, 65535).astype(">u2").tobytes()
    ramp = np.array([0, 65535], ">u2").tobytes() * 3
    unit = np.eye(3).reshape(-1)
    head = b"mft2" + bytes(4) + bytes([3, 3, size, 0])
    matrix = np.rint(unit * 65536).astype(">i4").tobytes()
    lut = head + matrix + np.array([2, 2], ">u2").tobytes() + ramp + table + ramp
    plain = bytearray(rgb_profile("By tables", SRGB_PRIMARIES, D65, 2.2))
    # The tags of the matrix profile stay; the table comes behind them and goes first, and the space becomes Lab.
    count = int.from_bytes(plain[128:132], "big")
    plain[20:24] = b"Lab "
    shift = 12
    entries = bytearray(plain[132 : 132 + 12 * count])
    for index in range(count):
        at = 12 * index + 4
        entries[at : at + 4] = (int.from_bytes(entries[at : at + 4], "big") + shift).to_bytes(4, "big")
    body = plain[132 + 12 * count :]
    where = 132 + 12 * (count + 1) + len(body)
    entries += b"A2B0" + where.to_bytes(4, "big") + len(lut).to_bytes(4, "big")
    out = plain[:128] + (count + 1).to_bytes(4, "big") + entries + body + lut
    out[0:4] = len(out).to_bytes(4, "big")
    return bytes(out)


def by_lcms(pixels: npt.NDArray[Any], profile: bytes, screen: bytes, grey: bool = False) -> npt.NDArray[Any]:
    """8-bit (h, w, 3) as Pillow and LittleCMS convert it."""
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(profile)),
        ImageCms.ImageCmsProfile(io.BytesIO(screen)),
        "L" if grey else "RGB",
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    image = Image.fromarray(np.ascontiguousarray(pixels[..., 0] if grey else pixels[..., :3]))
    return np.asarray(ImageCms.applyTransform(image, transform)).astype(int)


PROFILES = {
    "p3": p3_profile,
    "adobe": adobe_rgb,
    "prophoto": lambda: rgb_profile("Wide", PROPHOTO_PRIMARIES, (0.3457, 0.3585), 1.8),
    "linear": lambda: rgb_profile("Linear", SRGB_PRIMARIES, D65, 1.0),
    "gamma 2.2": lambda: rgb_profile("Gamma", SRGB_PRIMARIES, D65, 2.2),
    "tables": lab_table_profile,
}


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("screen", [None, "adobe", "p3"])
@pytest.mark.parametrize("name", list(PROFILES))
def test_documents_on_displays_agree_with_littlecms(name: str, screen: str | None, depth: int) -> None:
    profile = PROFILES[name]()
    target = PROFILES[screen]() if screen else None
    pixels = picture(90, 110, 4)
    given = pixels if depth == 8 else to_16bit(pixels)
    shown = to_display(given, ColourSpace.of(profile), target)
    assert (shown.dtype, shown.shape) == (np.uint8, pixels.shape)
    expected = by_lcms(pixels, profile, target or lcms_srgb())
    # LittleCMS itself is up to one level off in 8 bits, and so now and then two from what 16 bits give.
    far = np.abs(shown[..., :3].astype(int) - expected)
    assert far.max() <= (1 if depth == 8 else 2)
    assert (far > 1).mean() < 0.001
    np.testing.assert_array_equal(shown[..., 3], pixels[..., 3])


@pytest.mark.parametrize("name", ["p3", "adobe", "prophoto"])
def test_sixteen_bits_agree_with_the_formulas(name: str) -> None:
    matrix = matrix_of(PROFILES[name]())
    to_srgb = matrix_of(vips_srgb())
    assert matrix is not None
    assert to_srgb is not None
    pixels = picture(90, 110, 4, 16)
    light = np.stack([curve[pixels[..., k]] for k, curve in enumerate(matrix.curves)], axis=-1)
    x = np.clip(light @ (np.linalg.inv(to_srgb.matrix) @ matrix.matrix).T, 0, 1)
    exact = 255 * np.where(x <= 0.0031308, 12.92 * x, 1.055 * np.power(x, 1 / 2.4) - 0.055)
    shown = to_display(pixels, ColourSpace.of(PROFILES[name]()), vips_srgb())
    assert np.abs(shown[..., :3] - exact).max() < 0.7


def test_sixteen_bits_are_used_and_not_reduced_first() -> None:
    # Where one 8-bit level of a linear document spans 13 levels of the screen, 16 bits must give them all.
    profile = PROFILES["linear"]()
    ramp = np.zeros((1, 2000, 4), np.uint16)
    ramp[..., :3] = np.arange(2000)[:, None]
    shown = to_display(ramp, ColourSpace.of(profile))[0, :, 0].astype(int)
    x = np.arange(2000) / 65535
    exact = 255 * np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    assert np.abs(shown - exact).max() <= 1.0
    assert len(set(shown)) == round(exact[-1]) + 1


@pytest.mark.parametrize("gamma", [1.0, 1.8, 2.2])
@pytest.mark.parametrize("depth", [8, 16])
def test_grey_documents(gamma: float, depth: int) -> None:
    profile = grey_profile("Grey", gamma)
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 4, axis=2)
    given = ramp if depth == 8 else to_16bit(ramp)
    for screen in (None, p3_profile()):
        shown = to_display(given, ColourSpace.of(profile, "grey"), screen)
        expected = by_lcms(ramp, profile, screen or lcms_srgb(), grey=True)
        assert np.abs(shown[..., :3].astype(int) - expected).max() <= 1
        np.testing.assert_array_equal(shown[..., 3], ramp[..., 3])


def test_srgb_on_srgb_isnt_touched() -> None:
    eight, sixteen = picture(30, 40, 4), picture(30, 40, 4, 16)
    for colour in (SRGB, GREY, ColourSpace.of(vips_srgb()), ColourSpace.of(lcms_srgb())):
        assert to_display(eight, colour) is eight
        assert to_display(eight, colour, lcms_srgb()) is eight
        np.testing.assert_array_equal(to_display(sixteen, colour), np.rint(sixteen / 257.0))
    # The same profile on both sides, whatever it is.
    assert to_display(eight, ColourSpace.of(p3_profile()), p3_profile()) is eight


def test_only_what_is_srgb_counts_as_srgb() -> None:
    assert all(is_srgb(each) for each in (None, vips_srgb(), lcms_srgb()))
    assert not any(is_srgb(PROFILES[name]()) for name in PROFILES)
    assert not is_srgb(grey_profile("Grey", 2.2))
    assert not is_srgb(b"nonsense")


def test_profiles_are_judged() -> None:
    assert validate_profile(p3_profile()) == "rgb"
    assert validate_profile(lab_table_profile()) == "rgb"
    assert validate_profile(grey_profile("Grey", 1.8)) == "grey"
    cmyk = bytearray(p3_profile())
    cmyk[16:20] = b"CMYK"
    link = bytearray(p3_profile())
    link[12:16] = b"link"
    for bad in (b"", b"x" * 200, p3_profile()[:300], bytes(cmyk), bytes(link)):
        assert validate_profile(bad) is None


def test_names() -> None:
    assert profile_name(p3_profile()) == "sP3C"
    assert profile_name(adobe_rgb()) == "Compatible with Adobe RGB (1998)"
    assert profile_name(lcms_srgb()) == "sRGB built-in"
    assert profile_name(b"") == "ICC profile"
    assert SRGB.name == "sRGB"


def test_spaces_are_equal_by_content() -> None:
    same = ColourSpace.of(bytes(bytearray(p3_profile())))
    assert same == ColourSpace(p3_profile(), "rgb", "another name")
    assert hash(same) == hash(ColourSpace.of(p3_profile()))
    assert same.digest == ColourSpace.of(p3_profile()).digest
    others = [SRGB, GREY, ColourSpace.of(adobe_rgb()), ColourSpace.of(p3_profile(), "grey"), ColourSpace(b"")]
    assert same not in others
    assert len({each.digest for each in [same, *others]}) == 6
    assert ColourSpace.of(None) is SRGB
    assert ColourSpace.of(None, "grey") is GREY


def test_a_display_profile_of_no_use_is_told() -> None:
    for bad in (b"nonsense", grey_profile("Grey", 2.2)):
        with pytest.raises(BadInput, match="profile"):
            to_display(picture(2, 2, 4), SRGB, bad)


def test_many_threads_get_the_same() -> None:
    tiles = [picture(64, 64, 4, depth, seed) for depth in (8, 16) for seed in range(12)]
    colour = ColourSpace.of(p3_profile())
    alone = [to_display(tile, colour) for tile in tiles]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda tile: to_display(tile, colour, None), tiles * 4))
    for index, shown in enumerate(together):
        np.testing.assert_array_equal(shown, alone[index % len(tiles)])


@given(st.integers(0, 65535))
def test_depths(value: int) -> None:
    assert int(to_8bit(np.array([value], np.uint16))[0]) == (value * 255 + 32767) // 65535 == round(value / 257)
    eight = np.array([value % 256], np.uint8)
    assert int(to_16bit(eight)[0]) == value % 256 * 257
    assert to_8bit(to_16bit(eight))[0] == eight[0]
    assert to_8bit(eight) is eight


def test_adobe_rgb_is_what_its_specification_says() -> None:
    # The primaries under D50 as ICC profiles of that space hold them, from the specification's annex C.
    matrix = matrix_of(adobe_rgb())
    assert matrix is not None
    annex = [[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]]
    np.testing.assert_allclose(matrix.matrix, annex, atol=4e-4)
