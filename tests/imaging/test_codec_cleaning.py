"""No written file holds the old picture a second time, and location goes when that is wanted; exiftool looks for it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inlay.imaging.codec import ExportSettings, Metadata, PixelSource, read_metadata, read_picture, write_picture
from inlay.imaging.codec.cleaning import Keep, clean
from inlay.imaging.codec.cleaning.beside import kinds_beside
from inlay.imaging.codec.cleaning.kinds import Kind
from inlay.imaging.codec.cleaning.signatures import end_of_jpeg
from inlay.imaging.colour import SRGB
from tests.kit.embedded import (
    SAID,
    exif_with_maker_note,
    extracted,
    full_of_pictures,
    old_picture,
    pictures_in,
    places_in,
)
from tests.kit.pictures import by_pillow, exif_block, picture, smooth, tags_of

SUFFIXES = {"jpeg": ".jpg", "png": ".png", "tiff": ".tif", "webp": ".webp", "avif": ".avif"}
# The signature of the file itself.
OWN = {"jpeg": 1, "png": 1, "tiff": 0, "webp": 0, "avif": 0}
WITHOUT_IPTC = ("webp", "avif")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files that hold the old picture wherever it can be."""
    folder = tmp_path_factory.mktemp("full")
    made = {kind: full_of_pictures(folder, SUFFIXES[kind]) for kind in ("jpeg", "png", "tiff")}
    # The source has them, or the tests below would prove nothing.
    assert pictures_in(made["jpeg"]) == 8
    assert pictures_in(made["png"]) == 4
    assert pictures_in(made["tiff"]) == 3
    return made


def export(data: bytes, kind: str, keep: Keep = "all", depth: int = 8) -> tuple[bytes, str]:
    """The same picture in another format, and what was told."""
    opened, out = read_picture(data, "full"), io.BytesIO()
    pixels = opened.pixels if depth == 8 else opened.pixels.astype(np.uint16) * 257
    settings = ExportSettings(metadata=keep, lossless=True)
    source = PixelSource.of(pixels)
    notes = write_picture(out, kind, source, opened.colour, read_metadata(data), settings, original=data)
    return out.getvalue(), " ".join(notes)


@pytest.mark.parametrize(
    ("given", "kind", "depth"),
    [("jpeg", kind, 8) for kind in SUFFIXES]
    + [("png", "jpeg", 8), ("tiff", "jpeg", 8), ("png", "png", 16), ("jpeg", "tiff", 16)],
)
def test_no_second_picture_is_in_the_file(
    sources: dict[str, bytes], given: str, kind: str, depth: int, tmp_path: Path
) -> None:
    data, told = export(sources[given], kind, depth=depth)
    assert pictures_in(data) == OWN[kind]
    assert extracted(data, tmp_path, SUFFIXES[kind]) == b""
    assert told.count("Dropped") == 1
    for what in ("XMP data", "IPTC preview", *(("EXIF thumbnail",) if given != "tiff" else ())):
        assert what in told
    if given == "jpeg":
        assert all(what in told for what in ("MPF", "Photoshop's thumbnail", "camera's own notes"))
    tags = tags_of(data, tmp_path, SUFFIXES[kind])
    missing = {name for name, value in SAID.items() if tags.get(name) != value}
    assert missing == ({"IPTC:By-line", "IPTC:CopyrightNotice"} if kind in WITHOUT_IPTC else set())
    assert ("can't hold IPTC" in told) == (kind in WITHOUT_IPTC)
    assert len(places_in(tags)) >= 18
    if given == "jpeg":
        assert tags["Panasonic:City"] == "Munich am See", "the camera's notes have lost their way"


@pytest.mark.parametrize("kind", SUFFIXES)
def test_location_goes_and_everything_else_stays(sources: dict[str, bytes], kind: str, tmp_path: Path) -> None:
    whole, _ = export(sources["jpeg"], kind)
    data, told = export(sources["jpeg"], kind, "no location")
    before, after = (tags_of(each, tmp_path, SUFFIXES[kind]) for each in (whole, data))
    assert {name: value for name, value in places_in(after).items() if value != ""} == {}
    gone = set(before) - set(after)
    assert gone == {name for name in places_in(before) if name != "Panasonic:City"}
    # The EXIF block and its parts stay where they were, so that what exiftool says of the file's layout stays, too.
    assert "location is left out of EXIF, XMP" in told
    assert "Nikon and Panasonic" in told
    assert all(word not in data for word in (b"Munich", b"Odeonsplatz", b"Bavaria"))


@pytest.mark.parametrize("kind", SUFFIXES)
def test_strip_keeps_nothing_but_profile_and_resolution(sources: dict[str, bytes], kind: str) -> None:
    data, _ = export(sources["jpeg"], kind, "nothing")
    found = read_metadata(data)
    assert (found.exif, found.xmp, found.iptc) == (None, None, None)
    if kind not in WITHOUT_IPTC:
        assert found.dpi == pytest.approx((300, 300), abs=0.01)
    assert b"Ada" not in data
    assert b"Munich" not in data


def test_maps_and_motion_photos_are_told_and_go(tmp_path: Path) -> None:
    space = (
        'xmlns:GDepth="http://ns.google.com/photos/1.0/depthmap/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" '
        'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmlns:odd="http://example.com/odd/"'
    )
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {space} GDepth:Format="RangeLinear" hdrgm:Version="1.0" dc:format="a &gt; b"\n'
        ' GCamera:MotionPhoto="1" xmpNote:HasExtendedXMP="00">\n  <odd:copy>\n  /9j/4AAQSkZJRgABAQ</odd:copy>\n'
        "  <dc:source>kept</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()
    jpeg = by_pillow(smooth(), "JPEG")
    motion = jpeg + b"\0\0\0\x18ftypmp42"
    cleaned = clean(Metadata(xmp=packet), original=motion)
    assert cleaned.xmp is not None
    for word in (b"GDepth:", b"hdrgm:", b"MotionPhoto=", b"/9j/", b"HasExtendedXMP="):
        assert word not in cleaned.xmp.replace(b"xmlns:", b"")[cleaned.xmp.index(b"Description") :]
    assert b'dc:format="a &gt; b"' in cleaned.xmp
    assert b"<dc:source>kept</dc:source>" in cleaned.xmp
    (told,) = cleaned.notes
    assert all(word in told for word in ("gain map", "depth map", "motion photo", "XMP"))


def test_pictures_beside_the_first_are_found() -> None:
    page = Image.fromarray(smooth(20, 30))
    out = io.BytesIO()
    Image.fromarray(smooth()).save(out, "TIFF", save_all=True, append_images=[page], tiffinfo={254: 1})
    assert kinds_beside(out.getvalue()) == {Kind.REDUCED_COPY}
    jpeg = by_pillow(picture(64, 64), "JPEG", progressive=True)
    assert end_of_jpeg(jpeg, 0) == len(jpeg)
    assert kinds_beside(jpeg) == set()
    assert kinds_beside(jpeg + jpeg) == {Kind.FURTHER_PICTURES}
    assert kinds_beside(jpeg[:40]) == set()


def test_a_packet_that_is_not_well_formed_is_kept_unless_it_may_show_or_tell_something() -> None:
    broken = b"<x:xmpmeta><dc:title>A title</x:xmpmeta>"
    assert clean(Metadata(xmp=broken)).xmp == broken
    assert clean(Metadata(xmp=broken + b"<xmpGImg:image>")).xmp is None
    left_out = clean(Metadata(xmp=broken), "no location")
    assert left_out.xmp is None
    assert "places can't be looked for" in left_out.notes[0]
    entities = b'<!DOCTYPE x [<!ENTITY a "Munich">]><x><y>&a;</y></x>'
    assert clean(Metadata(xmp=entities), "no location").xmp is None


def test_what_stays_in_exif_is_never_written_over() -> None:
    """A second directory that claims the bytes of the first one gets none of them."""
    block = bytearray(exif_block())
    struct.pack_into("<I", block, 8 + 2 + 3 * 12, 8)
    again = clean(Metadata(exif=bytes(block))).exif
    assert again is not None
    assert again[8 + 2 + 3 * 12 :][:4] == bytes(4)
    assert b"Testcam" in again


def test_a_long_maker_note_costs_only_itself_in_a_jpeg(tmp_path: Path) -> None:
    block = exif_with_maker_note(np.random.default_rng(1).integers(0, 250, 70_000, dtype=np.uint8).tobytes())
    out = io.BytesIO()
    notes = write_picture(out, "jpeg", PixelSource.of(smooth()), SRGB, Metadata(exif=block))
    assert any("own notes are too long" in note for note in notes)
    assert tags_of(out.getvalue(), tmp_path, ".jpg")["IFD0:Make"] == "Panasonic"


@given(st.data())
def test_broken_metadata_end_no_export(data: st.DataObject) -> None:
    """Whatever bytes are wrong, cleaning gives something or nothing, and what it gives can be read."""
    whole = bytearray(exif_with_maker_note(old_picture()))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    iptc = data.draw(st.binary(max_size=60))
    keep: Keep = data.draw(st.sampled_from(("all", "no location")))
    out = io.BytesIO()
    metadata = Metadata(bytes(whole), data.draw(st.binary(max_size=40)), b"\x1c\x02" + iptc)
    write_picture(out, "tiff", PixelSource.of(smooth(4, 5)), SRGB, metadata, ExportSettings(metadata=keep))
    assert read_picture(out.getvalue(), "again").pixels.shape == (4, 5, 3)
