"""ICC, EXIF, XMP, IPTC and resolution go from any format into any other, as exiftool and Pillow see them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inlay.imaging.codec import ExportSettings, Metadata, PixelSource, read_metadata, read_picture, write_picture
from inlay.imaging.colour import SRGB, ColourSpace
from inlay.imaging.colour.standard import adobe_rgb, grey_profile
from tests.kit.pictures import by_pillow, p3_profile, smooth, tags_of, tiff_by_hand, with_tags

GIVEN = (
    "-EXIF:Make=Testcam",
    "-EXIF:Model=Mark 2",
    "-EXIF:Artist=Ada Müller",
    "-EXIF:Copyright=Free to test",
    "-EXIF:ExposureTime=1/250",
    "-EXIF:FNumber=5.6",
    "-EXIF:ISO=400",
    "-EXIF:DateTimeOriginal=2024:05:06 07:08:09",
    "-EXIF:LensModel=50 mm",
    "-EXIF:UserComment=kept too",
    "-EXIF:GPSLatitude=48.1372",
    "-EXIF:GPSLatitudeRef=N",
    "-EXIF:GPSLongitude=11.5756",
    "-EXIF:GPSLongitudeRef=E",
    "-EXIF:Orientation#=6",
    "-XMP-dc:Title=A title",
    "-XMP-dc:Subject=one",
    "-XMP-dc:Subject=two",
    "-XMP-xmp:Rating=4",
    "-XMP-tiff:Orientation#=6",
    "-IPTC:Caption-Abstract=A caption",
    "-IPTC:Keywords=sea",
)
KEPT = {
    "IFD0:Make": "Testcam",
    "IFD0:Model": "Mark 2",
    "IFD0:Artist": "Ada Müller",
    "IFD0:Copyright": "Free to test",
    "ExifIFD:ExposureTime": 0.004,
    "ExifIFD:FNumber": 5.6,
    "ExifIFD:ISO": 400,
    "ExifIFD:DateTimeOriginal": "2024:05:06 07:08:09",
    "ExifIFD:LensModel": "50 mm",
    "ExifIFD:UserComment": "kept too",
    "GPS:GPSLatitudeRef": "N",
    "GPS:GPSLongitudeRef": "E",
    "XMP-dc:Title": "A title",
    "XMP-dc:Subject": ["one", "two"],
    "XMP-xmp:Rating": 4,
    "XMP-tiff:Orientation": 1,
    "IPTC:Caption-Abstract": "A caption",
    "IPTC:Keywords": "sea",
}
SUFFIXES = {"jpeg": ".jpg", "png": ".png", "tiff": ".tif"}
Kept = dict[str, Any]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A file of each format with a P3 profile, 300 dpi, and all of GIVEN."""
    folder = tmp_path_factory.mktemp("sources")
    made = {}
    for kind, suffix in SUFFIXES.items():
        plain = by_pillow(smooth(40, 64), kind.upper(), icc_profile=p3_profile(), dpi=(300, 300))
        made[kind] = with_tags(plain, folder, suffix, "-codedcharacterset=utf8", *GIVEN)
    return made


def _position(tags: Kept) -> tuple[float, float]:
    return tags["GPS:GPSLatitude"], tags["GPS:GPSLongitude"]


def _check(tags: Kept) -> None:
    assert {name: tags.get(name) for name in KEPT} == KEPT
    assert _position(tags) == pytest.approx((48.1372, 11.5756), abs=1e-5)
    assert tags.get("IFD0:Orientation", 1) == 1
    assert tags["ICC_Profile:ProfileDescription"] == "sP3C"
    assert "ExifTool:Warning" not in tags
    assert "ExifTool:Error" not in tags


@pytest.mark.parametrize(("target", "depth"), [("jpeg", 8), ("png", 8), ("png", 16), ("tiff", 8), ("tiff", 16)])
@pytest.mark.parametrize("source", ["jpeg", "png", "tiff"])
def test_metadata_of_any_format_reach_any_other(
    source: str, target: str, depth: int, sources: dict[str, bytes], tmp_path: Path
) -> None:
    read = read_picture(sources[source], source)
    assert read.pixels.shape == (64, 40, 3)
    assert read.notes == ()
    out = io.BytesIO()
    settings = ExportSettings(depth=16 if depth == 16 else 8)
    notes = write_picture(out, target, PixelSource.of(read.pixels), read.colour, read.metadata, settings)
    assert [note for note in notes if "encoding changed" not in note] == []
    _check(tags_of(out.getvalue(), tmp_path, SUFFIXES[target]))
    image = Image.open(io.BytesIO(out.getvalue()))
    assert image.info["icc_profile"] == p3_profile()
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    # Pillow, too, finds the inner directories.
    exif = image.getexif()
    assert exif[0x010F] == "Testcam"
    assert exif.get_ifd(0x8769)[0x829A] == pytest.approx(0.004)
    assert exif.get_ifd(0x8825)[1] == "N"
    again = read_metadata(out.getvalue())
    assert again.iptc is not None
    assert again.xmp is not None
    assert again.dpi == pytest.approx((300, 300), abs=0.01)


def test_exif_of_jpeg_and_png_stays_byte_for_byte_but_for_orientation_and_size(sources: dict[str, bytes]) -> None:
    before = read_metadata(sources["jpeg"])
    read = read_picture(sources["jpeg"], "a")
    for kind in ("jpeg", "png"):
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(read.pixels), read.colour, read.metadata)
        assert read_metadata(out.getvalue()).exif == before.exif
        assert read_metadata(out.getvalue()).xmp == before.xmp


@pytest.mark.parametrize("dpi", [(72.0, 72.0), (300.0, 150.0), (118.11, 118.11)])
def test_resolution(dpi: tuple[float, float]) -> None:
    for kind in SUFFIXES:
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(smooth()), SRGB, Metadata(dpi=dpi))
        found = read_metadata(out.getvalue()).dpi
        assert found == pytest.approx(dpi, abs=0.5 if kind == "jpeg" else 0.013)


def test_resolution_in_centimetres_and_without_a_unit() -> None:
    rational = (5, [118, 1])
    data = tiff_by_hand(smooth(), {282: rational, 283: rational, 296: (3, [3])})
    assert read_metadata(data).dpi == pytest.approx((299.72, 299.72))
    data = tiff_by_hand(smooth(), {282: rational, 283: rational, 296: (3, [1])})
    assert read_metadata(data).dpi is None
    assert read_metadata(by_pillow(smooth(), "JPEG")).dpi is None


def test_a_picture_without_metadata_gets_none(tmp_path: Path) -> None:
    for kind, suffix in SUFFIXES.items():
        read = read_picture(by_pillow(smooth(), kind.upper()), "a")
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(read.pixels), read.colour, read.metadata)
        tags = tags_of(out.getvalue(), tmp_path, suffix)
        groups = {name.partition(":")[0] for name in tags}
        assert not groups & {"ExifIFD", "GPS", "ICC_Profile", "IPTC"}
        assert not any(group.startswith("XMP") for group in groups)


def test_what_a_jpeg_segment_cant_hold_is_told() -> None:
    out = io.BytesIO()
    long = Metadata(xmp=b"<x:xmpmeta>" + b" " * 70_000 + b"</x:xmpmeta>")
    notes = write_picture(out, "jpeg", PixelSource.of(smooth()), SRGB, long)
    assert any("XMP" in note for note in notes)
    assert read_metadata(out.getvalue()).xmp is None
    for kind in ("png", "tiff"):
        out = io.BytesIO()
        assert write_picture(out, kind, PixelSource.of(smooth()), SRGB, long) == []
        assert read_metadata(out.getvalue()).xmp == long.xmp


def test_adobe_rgb_without_a_profile(tmp_path: Path) -> None:
    data = by_pillow(smooth(), "JPEG")
    data = with_tags(data, tmp_path, ".jpg", "-EXIF:InteropIndex=R03", "-EXIF:ColorSpace#=65535")
    read = read_picture(data, "a.jpg")
    assert read.colour == ColourSpace.of(adobe_rgb())
    assert any("Adobe RGB" in note for note in read.notes)
    plain = with_tags(data, tmp_path, ".jpg", "-EXIF:InteropIndex=R98", "-EXIF:ColorSpace#=1")
    assert read_picture(plain, "a.jpg").colour == SRGB


@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff"])
def test_grey_profiles_are_kept_and_an_rgb_profile_in_a_grey_picture_too(kind: str) -> None:
    grey = np.repeat(smooth(bands=1), 3, axis=2)
    for profile in (grey_profile("Gamma 2.2", 2.2), p3_profile()):
        colour = ColourSpace.of(profile, "grey")
        out = io.BytesIO()
        write_picture(out, kind, PixelSource.of(grey), colour, settings=ExportSettings(quality=100))
        assert Image.open(io.BytesIO(out.getvalue())).info["icc_profile"] == profile
        read = read_picture(out.getvalue(), "a")
        assert read.colour.profile == profile
        assert read.notes == ()
        # A grey PNG mustn't carry an RGB profile, so that one is written in RGB.
        assert read.grey == (kind != "png" or profile != p3_profile())


def test_broken_exif_is_told_and_left() -> None:
    data = by_pillow(smooth(), "JPEG", exif=b"Exif\0\0" + b"XX*\0" + bytes(40))
    read = read_picture(data, "a.jpg")
    assert read.metadata.exif is None
    assert any("EXIF" in note for note in read.notes)
