"""AVIF and HEIC: pixels as other programs see them, turned once, 10 and 12 bits whole, profile and metadata kept."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import pyvips
from PIL import Image

from inlay.base.errors import TruncatedInput
from inlay.imaging.codec import describe_picture, probe_picture, read_metadata, read_picture
from inlay.imaging.colour import GREY, SRGB
from tests.kit import heif
from tests.kit.heif import Item
from tests.kit.pictures import exif_block, p3_profile, smooth

_XMP = b'<x:xmpmeta><rdf:Description tiff:Orientation="3"/></x:xmpmeta>'
SOURCES = {"avif": heif.avif, "heic": heif.heic, "heic-10": lambda: heif.heic(10)}


def near(pixels: np.ndarray, wanted: np.ndarray, most: float) -> None:
    """Both as 8-bit levels."""
    levels = pixels / 257.0 if pixels.dtype == np.uint16 else pixels.astype(float)
    assert levels.shape == wanted.shape
    assert np.abs(levels - wanted).max() <= most


@pytest.mark.parametrize("kind", SOURCES)
def test_colours_are_those_of_the_picture(kind: str) -> None:
    read = read_picture(SOURCES[kind](), "a")
    near(read.pixels, smooth(64, 128).astype(float), 8)
    assert read.info.format == kind[:4]
    assert read.depth == (16 if kind == "heic-10" else 8)
    assert any("10 bits" in note for note in read.notes) == (kind == "heic-10")
    assert read.colour == SRGB


def test_avif_agrees_with_pillow() -> None:
    for pixels in (smooth(40, 66), smooth(40, 66, 4), smooth(40, 66)[..., 0]):
        data = heif.avif(pixels)
        read = read_picture(data, "a")
        with Image.open(io.BytesIO(data)) as other:
            near(read.pixels, np.asarray(other.convert("RGBA" if read.had_alpha else "RGB")).astype(float), 1)
    assert read_picture(heif.avif(smooth(40, 66, 4)), "a").had_alpha


@pytest.mark.parametrize("bits", [10, 12])
def test_more_bits_fill_the_whole_range(bits: int) -> None:
    levels = np.linspace(0, 65535, 64 * 48 * 3).astype(np.uint16).reshape(48, 64, 3)
    image = pyvips.Image.new_from_array(levels).copy(interpretation="rgb16")
    read = read_picture(image.heifsave_buffer(compression="av1", bitdepth=bits, lossless=True, effort=0), "a.avif")
    assert read.pixels.dtype == np.uint16
    assert (read.pixels.min(), read.pixels.max()) == (0, 65535)
    assert np.abs(read.pixels.astype(int) - levels).max() <= 65536 >> bits
    assert len(np.unique(read.pixels)) > 900
    assert f"The file has {bits} bits a channel; they are kept in 16." in read.notes


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_grey_pictures_are_grey(kind: str) -> None:
    data = (heif.DATA / f"waves-grey.{kind}").read_bytes()
    read = read_picture(data, "a")
    assert read.colour == GREY
    near(read.pixels, np.repeat(smooth(64, 128, 1), 3, axis=2).astype(float), 4)
    grey, alpha = heif.coded(data), heif.coded(data)
    grey.properties = [*grey.properties, heif.size(128, 64)]
    alpha.properties = [*grey.properties, heif.auxiliary(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")]
    alpha.references = [(b"auxl", [1])]
    both = read_picture(heif.heif([grey, alpha], kind.encode()), "a")
    assert (both.grey, both.had_alpha) == (True, True)
    near(both.pixels, np.repeat(smooth(64, 128, 1), 4, axis=2).astype(float), 4)


TURNS = {
    "irot 1": ([heif.turned(1)], lambda p: np.rot90(p)),
    "irot 2": ([heif.turned(2)], lambda p: np.rot90(p, 2)),
    "irot 3": ([heif.turned(3)], lambda p: np.rot90(p, 3)),
    "imir 0": ([heif.mirrored(0)], lambda p: p[::-1]),
    "imir 1": ([heif.mirrored(1)], lambda p: p[:, ::-1]),
    "both": ([heif.turned(1), heif.mirrored(1)], lambda p: np.rot90(p)[:, ::-1]),
    "cropped": ([heif.box(b"clap", struct.pack(">8i", 40, 1, 20, 1, 0, 1, 0, 1))], lambda p: p[22:42, 44:84]),
}


@pytest.mark.parametrize("kind", ["avif", "heic"])
@pytest.mark.parametrize("turn", TURNS)
def test_the_files_own_turns_are_applied_once(kind: str, turn: str) -> None:
    properties, turned = TURNS[turn]
    plain = read_picture(heif.rebuilt(SOURCES[kind]()), "a").pixels
    # Cameras say it in EXIF and XMP too; that isn't a second turn.
    more = [heif.exif_item(exif_block(6)), heif.xmp_item(_XMP)]
    data = heif.rebuilt(SOURCES[kind](), *properties, more=more)
    read = read_picture(data, "a")
    near(read.pixels, turned(plain).astype(float), 0)
    info = probe_picture(data)
    assert (info.width, info.height, info.orientation) == (*read.pixels.shape[1::-1], 1)
    kept = read_metadata(data)
    assert kept.exif == exif_block(1)
    assert kept.xmp == _XMP.replace(b'"3"', b'"1"')


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_exif_alone_turns_nothing_and_that_is_told(kind: str) -> None:
    data = heif.rebuilt(SOURCES[kind](), more=[heif.exif_item(exif_block(6))])
    read = read_picture(data, "a")
    assert read.pixels.shape == (64, 128, 3)
    assert any("go by their own header" in note for note in read.notes)


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_profile_and_named_colours(kind: str) -> None:
    profile = p3_profile()
    read = read_picture(heif.rebuilt(SOURCES[kind](), heif.profile(profile)), "a")
    assert read.colour.profile == profile
    assert read.info.has_profile
    named = read_picture(heif.rebuilt(SOURCES[kind](), heif.colours(12, 13)), "a")
    assert named.colour.name == "Display P3"
    assert named.colour.profile is not None
    bright = read_picture(heif.rebuilt(SOURCES[kind](), heif.colours(9, 16)), "a")
    assert bright.colour.name == "BT.2020 PQ"
    assert any("HDR" in note for note in bright.notes)


def _grid(item: Item, columns: int) -> bytes:
    item.properties = [*item.properties, heif.size(128, 64), heif.colours(1, 13)]
    whole = struct.pack(">BBBBHH", 0, 0, 0, columns - 1, 128 * columns, 60)
    tiles = range(2, columns + 2)
    content = Item(b"grid", whole, [heif.size(128 * columns, 60)], [(b"dimg", tiles)])
    return heif.heif([content, *[item] * columns], b"heic" if item.kind == b"hvc1" else b"avif")


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_pictures_of_tiles(kind: str) -> None:
    """As telephones write them; the last tiles reach over the edge."""
    tile = read_picture(heif.rebuilt(SOURCES[kind]()), "a").pixels
    read = read_picture(_grid(heif.coded(SOURCES[kind]()), 3), "a")
    near(read.pixels, np.concatenate([tile] * 3, axis=1)[:60].astype(float), 0)
    assert read.info.pages == 1


@pytest.mark.parametrize("kind", ["avif", "heic"])
def test_the_main_picture_of_several(kind: str) -> None:
    item = heif.coded(SOURCES[kind]())
    item.properties = [*item.properties, heif.size(128, 64), heif.colours(1, 13)]
    turned = Item(item.kind, item.content, [*item.properties, heif.turned(2)])
    thumbnail = Item(item.kind, item.content, item.properties, [(b"thmb", [2])])
    data = heif.heif([item, turned, thumbnail], kind.encode(), primary=2)
    read = read_picture(data, "a")
    near(read.pixels, np.rot90(read_picture(heif.rebuilt(SOURCES[kind]()), "a").pixels, 2).astype(float), 0)
    assert read.info.pages == 2
    assert "The file has 2 pictures; the main one was opened." in read.notes


def test_alpha_in_the_colours_is_taken_out() -> None:
    colours, alpha = heif.coded(heif.heic()), heif.coded(heif.heic())
    colours.properties = [*colours.properties, heif.size(128, 64), heif.colours(1, 13)]
    kind = heif.auxiliary(b"urn:mpeg:hevc:2015:auxid:1")
    alpha.properties = [*alpha.properties, heif.size(128, 64), kind]
    alpha.references = [(b"auxl", [1])]
    straight = read_picture(heif.heif([colours, alpha], b"heic"), "a").pixels
    colours.references = [(b"prem", [2])]
    read = read_picture(heif.heif([colours, alpha], b"heic"), "a")
    assert read.had_alpha
    share = np.maximum(straight[..., 3:].astype(float), 1) / 255
    near(read.pixels[..., :3], np.minimum(np.rint(straight[..., :3] / share), 255), 1)


def test_animations_give_their_first_picture() -> None:
    first, second = (Image.fromarray(each) for each in (smooth(40, 66), smooth(40, 66)[::-1].copy()))
    out = io.BytesIO()
    first.save(out, "AVIF", save_all=True, append_images=[second], quality=95, subsampling="4:4:4")
    read = read_picture(out.getvalue(), "a.avif")
    near(read.pixels, smooth(40, 66).astype(float), 8)
    assert "The file is an animation; its first picture was opened." in read.notes
    assert describe_picture(out.getvalue(), "a").notes == read.notes


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("share", [0.05, 0.5, 0.98])
def test_cut_files_are_told_and_nothing_is_offered(kind: str, share: float) -> None:
    data = SOURCES[kind]()
    with pytest.raises(TruncatedInput, match="truncated") as caught:
        read_picture(data[: int(len(data) * share)], "a")
    assert not caught.value.salvageable
