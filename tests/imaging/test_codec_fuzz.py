"""Whatever bytes come: a picture, or one of our errors; never another exception."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inlay.base.errors import InlayError
from inlay.imaging.codec import PixelSource, probe_picture, read_metadata, read_picture, write_picture
from inlay.imaging.colour import profile_name, to_display, validate_profile
from tests.kit.heif import avif, exif_item, heic, rebuilt, turned, xmp_item
from tests.kit.pictures import by_pillow, chunk, exif_block, p3_profile, picture, png_by_hand, smooth, tiff_by_hand

_EXIF = exif_block(6)
_XMP = b'<x:xmpmeta><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'


def _originals() -> dict[str, bytes]:
    profile = p3_profile()
    jpeg = by_pillow(smooth(20, 30), "JPEG", exif=b"Exif\0\0" + _EXIF, icc_profile=profile, dpi=(300, 300), xmp=_XMP)
    exif = Image.Exif()
    exif[0x0112] = 5
    tiff = by_pillow(smooth(20, 30), "TIFF", compression="tiff_lzw", icc_profile=profile, exif=exif.tobytes())
    png = png_by_hand(picture(9, 11, 4, 16), [chunk(b"eXIf", _EXIF), chunk(b"pHYs", b"\0\0\1\0\0\0\1\0\1")])
    return {
        "jpeg": jpeg,
        "progressive": by_pillow(smooth(20, 30), "JPEG", progressive=True),
        "png": png,
        "palette": by_pillow(smooth(20, 30), "PNG", icc_profile=profile),
        "tiff": tiff,
        "webp": by_pillow(smooth(20, 30), "WEBP", exif=b"Exif\0\0" + _EXIF, icc_profile=profile, xmp=_XMP),
        "avif": rebuilt(avif(), turned(1), more=[exif_item(_EXIF), xmp_item(_XMP)]),
        "heic": rebuilt(heic(), turned(1), more=[exif_item(_EXIF), xmp_item(_XMP)]),
        "big-endian": tiff_by_hand(picture(9, 11, 3, 16), order=">"),
    }


_ORIGINALS = _originals()

Flips = list[tuple[float, int]]
_FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12)


def _changed(data: bytes, flips: Flips, head: bool) -> bytes:
    """Bytes set at places given as shares of the file, or of its first 300 bytes."""
    out = bytearray(data)
    size = min(300, len(out)) if head else len(out)
    for place, value in flips:
        out[int(place * size)] = value
    return bytes(out)


def _live_with(data: bytes) -> None:
    """Read, show and write again whatever can be read."""
    try:
        read = read_picture(data, "photo", 1 << 28)
    except InlayError as error:
        assert error.sentence()
        return
    height, width = read.pixels.shape[:2]
    assert (height, width) == (read.info.height, read.info.width)
    if width * height > 1 << 16:
        return
    to_display(read.pixels[:4, :4].repeat(2, axis=2)[..., :4], read.colour)
    for kind in ("png", "tiff", "jpeg"):
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(read.pixels), read.colour, read.metadata)
        assert probe_picture(out.getvalue()).width == width


@pytest.mark.parametrize("kind", list(_ORIGINALS))
@given(flips=_FLIPS, head=st.booleans())
def test_flipped_bytes(kind: str, flips: Flips, head: bool) -> None:
    _live_with(_changed(_ORIGINALS[kind], flips, head))


@given(kind=st.sampled_from(list(_ORIGINALS)), share=st.floats(0, 1), tail=st.binary(max_size=40))
def test_cut_and_continued(kind: str, share: float, tail: bytes) -> None:
    data = _ORIGINALS[kind]
    _live_with(data[: int(len(data) * share)] + tail)


@given(
    start=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b""]), rest=st.binary()
)
def test_magic_numbers_and_noise(start: bytes, rest: bytes) -> None:
    for read in (probe_picture, read_metadata):
        try:
            read(start + rest)
        except InlayError as error:
            assert error.sentence()


@given(flips=_FLIPS)
def test_damaged_profiles(flips: Flips) -> None:
    profile = _changed(p3_profile(), flips, head=False)
    assert validate_profile(profile) in (None, "rgb", "grey")
    assert profile_name(profile).isprintable()


@given(block=_FLIPS)
def test_damaged_exif(block: Flips) -> None:
    exif = _changed(_EXIF, block, head=False)
    _live_with(png_by_hand(picture(3, 4), [chunk(b"eXIf", exif)]))
