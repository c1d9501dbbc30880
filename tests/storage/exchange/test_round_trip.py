"""What is written comes back: pixels, places, names, opacities, modes, masks; and the picture looks the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document, SavedMask
from inlay.document.layer import Layer, new_id
from inlay.editor.exporting import pixels_of
from inlay.imaging.blend import MODES
from inlay.imaging.codec import ExportSettings, Metadata, read_metadata
from inlay.imaging.colour import GREY, SRGB, ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.storage.exchange import (
    layered_for_path,
    layered_formats,
    layered_of,
    probe_layers,
    read_layers,
    write_layers,
)
from tests.kit.embedded import full_of_pictures
from tests.kit.pictures import exif_block, p3_profile, picture

KINDS = ("ora", "psd", "psb")


def written(document: Document, folder: Path, kind: str, **options: Any) -> tuple[bytes, list[str]]:
    """The file's bytes and the notes."""
    path = folder / f"out.{kind}"
    notes = write_layers(document, path, kind, pixels_of(document), **options)
    return path.read_bytes(), notes


def _raster(seed: int, depth: int, bands: int, x: int, y: int, w: int, h: int) -> Raster:
    return Raster.from_array(picture(h, w, bands, depth, seed), x, y)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Small documents: any canvas place, layers that reach beyond it, all modes, masks of both outsides."""
    depth: Literal[8, 16] = draw(st.sampled_from([8, 16]))
    canvas = Rect(draw(st.integers(-600, 600)), draw(st.integers(-30, 600)), draw(st.integers(1, 40)), 30)
    layers = []
    for number in range(draw(st.integers(1, 4))):
        place = (canvas.x + draw(st.integers(-50, 50)), canvas.y + draw(st.integers(-50, 50)))
        raster = _raster(number, depth, draw(st.sampled_from([3, 4])), *place, draw(st.integers(1, 60)), 20)
        mask = None
        if draw(st.booleans()):
            values = picture(draw(st.integers(1, 30)), 25, 1, 8, number + 9)[..., 0]
            mask = Mask.from_array(values, canvas.x - 3, canvas.y + 2, draw(st.sampled_from([0, 255])))
        layers.append(
            Layer(
                new_id(),
                draw(st.sampled_from(["Photo", "Änderung ß", "日本 🖌", 'a/b & <c> "d"'])),
                raster,
                draw(st.sampled_from([1.0, 0.33, 0.5, 0.0, 0.07])),
                draw(st.sampled_from(sorted(MODES))),
                draw(st.booleans()),
                mask,
                mask_on=mask is None or draw(st.booleans()),
                locked=draw(st.booleans()),
            )
        )
    return Document(canvas, SRGB, depth, tuple(layers))


def _same(old: Document, new: Document, masks: bool) -> None:
    """Every layer is as it was, seen from the corner of the canvas."""
    assert new.canvas == Rect(0, 0, old.canvas.w, old.canvas.h)
    assert (new.depth, new.colour) == (old.depth, old.colour)
    assert len(new.layers) == len(old.layers)
    dx, dy = -old.canvas.x, -old.canvas.y
    for before, after in zip(old.layers, new.layers, strict=True):
        told = ("name", "opacity", "mode", "visible", "locked")
        assert [getattr(after, each) for each in told] == [getattr(before, each) for each in told]
        assert after.raster.rect == before.raster.rect.translate(dx, dy)
        if masks:
            assert after.raster.channels == before.raster.channels
            assert (after.raster.region(after.raster.rect) == before.raster.region(before.raster.rect)).all()
            assert (after.mask is None) == (before.mask is None) and after.mask_on == before.mask_on
            if before.mask is not None and after.mask is not None:
                wide = old.canvas.grow(80)
                assert (after.mask.region(wide.translate(dx, dy)) == before.mask.region(wide)).all()


@settings(max_examples=25)
@given(document=documents(), kind=st.sampled_from(["psd", "psb"]))
def test_photoshop_documents_come_back_as_they_were(
    document: Document, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data, _ = written(document, tmp_path_factory.mktemp("psd"), kind)
    found = read_layers(data, "a.psd")
    _same(document, found.document, masks=True)
    assert (compose(found.document, found.document.canvas) == compose(document, document.canvas)).all()


@settings(max_examples=20)
@given(document=documents())
def test_openraster_comes_back_as_it_was_but_for_masks(
    document: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plain = replace(document, layers=tuple(replace(each, mask=None, mask_on=True) for each in document.layers))
    folder = tmp_path_factory.mktemp("ora")
    found = read_layers(written(plain, folder, "ora")[0], "a.ora").document
    _same(plain, found, masks=True)
    assert (compose(found, found.canvas) == compose(plain, plain.canvas)).all()
    # A mask ends in the alpha channel, which is rounded to the depth once more.
    masked = read_layers(written(document, folder, "ora")[0], "a.ora").document
    _same(document, masked, masks=False)
    assert all(each.mask is None for each in masked.layers)


def _small(depth: Literal[8, 16] = 8, colour: ColourSpace = SRGB, **layer: Any) -> Document:
    over = Layer("b", "Over", _raster(2, depth, 4, -7, 5, 30, 20), **layer)
    return Document(Rect(0, 0, 37, 24), colour, depth, (Layer("a", "Base", _raster(1, depth, 3, 0, 0, 37, 24)), over))


@pytest.mark.parametrize("kind", KINDS)
def test_profile_and_metadata_travel(kind: str, tmp_path: Path) -> None:
    metadata = Metadata(exif=exif_block(), xmp=b"<x:xmpmeta/>", iptc=b"\x1c\x02\x50\0\3Ann", dpi=(300.0, 240.0))
    data, _ = written(_small(colour=ColourSpace.of(p3_profile())), tmp_path, kind, metadata=metadata)
    found = read_layers(data, "a")
    assert found.document.colour.profile == p3_profile()
    assert (found.metadata.xmp, found.metadata.iptc) == (metadata.xmp, metadata.iptc)
    assert found.metadata.exif is not None and b"Testcam" in found.metadata.exif
    assert found.metadata.dpi == pytest.approx((300, 240), abs=0.01)
    facts = probe_layers(data, "a")
    assert facts is not None and facts.layers == ("Base", "Over") and facts.info.format == kind
    assert (facts.info.width, facts.info.height, facts.info.depth, facts.info.grey) == (37, 24, 8, False)


@pytest.mark.parametrize("kind", KINDS)
def test_grey_stays_grey(kind: str, tmp_path: Path) -> None:
    pixels = np.repeat(picture(24, 37, 1, 16), 3, axis=2)
    document = Document(Rect(0, 0, 37, 24), GREY, 16, (Layer("a", "Base", Raster.from_array(pixels)),))
    data, _ = written(document, tmp_path, kind)
    found = read_layers(data, "a").document
    assert found.colour == GREY and (found.layers[0].raster.region(found.canvas) == pixels).all()
    facts = probe_layers(data, "a")
    assert facts is not None and facts.info.grey and facts.info.depth == 16


@pytest.mark.parametrize("kind", KINDS)
def test_the_depth_that_was_asked_for_is_written(kind: str, tmp_path: Path) -> None:
    data, _ = written(_small(16), tmp_path, kind, settings=ExportSettings(depth=8))
    assert read_layers(data, "a").document.depth == 8


def test_saved_masks_are_alpha_channels(tmp_path: Path) -> None:
    sky, whole = (
        Mask.from_array(picture(10, 12, 1, 8)[..., 0], 30, 20),
        Mask.from_array(np.array([[9]], np.uint8), 5, 5, 255),
    )
    masks = (SavedMask("1", "Himmel 日", sky), SavedMask("2", "Rest", whole))
    for document in (_small(), replace(_small(), layers=_small().layers[1:])):  # opaque, and not
        data, notes = written(replace(document, saved_masks=masks, mask=sky), tmp_path, "psd")
        found = read_layers(data, "a.psd").document
        assert [each.name for each in found.saved_masks] == ["Himmel 日", "Rest"]
        for old, new in zip(masks, found.saved_masks, strict=True):
            assert (new.mask.region(found.canvas) == old.mask.region(document.canvas)).all()
        assert any("the painted mask" in each for each in notes) and any("edge of the canvas" in each for each in notes)


def test_what_openraster_cannot_hold_is_told(tmp_path: Path) -> None:
    mask = Mask.from_array(picture(10, 12, 1, 8)[..., 0])
    document = replace(_small(mask=mask, mode="exclusion"), saved_masks=(SavedMask("1", "Sky", mask),))
    notes = " ".join(written(document, tmp_path, "ora")[1])
    assert "1 saved mask" in notes and "applied to the layer: “Over”" in notes and "exclusion" in notes
    off = " ".join(written(_small(mask=mask, mask_on=False), tmp_path, "ora")[1])
    assert "since they are off: “Over”" in off


def test_what_photoshop_cannot_hold_is_told_or_refused(tmp_path: Path) -> None:
    notes = " ".join(written(_small(opacity=0.123, mode="soft-light"), tmp_path, "psd")[1])
    assert "255 steps: “Over”" in notes and "soft light" in notes
    wide = Document(Rect(0, 0, 30_001, 1), SRGB, 8, (Layer("a", "", _raster(1, 8, 3, 0, 0, 30_001, 1)),))
    with pytest.raises(BadInput, match="30,000 px a side"):
        written(wide, tmp_path, "psd")
    found = read_layers(written(wide, tmp_path, "psb")[0], "a.psb").document
    assert found.canvas.w == 30_001 and found.layers[0].name == "Layer 1"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_layer_is_kept_as_one(kind: str, tmp_path: Path) -> None:
    nothing = Raster(Rect(3, 3, 0, 0), 4, np.dtype(np.uint8), {})
    document = Document(Rect(0, 0, 9, 9), SRGB, 8, (_small().layers[0], Layer("e", "Empty", nothing)))
    found = read_layers(written(document, tmp_path, kind)[0], "a").document
    assert found.layers[1].name == "Empty"
    assert not found.layers[1].raster.region(Rect(0, 0, 9, 9))[..., 3].any()


def test_formats_are_known_by_bytes_and_by_ending(tmp_path: Path) -> None:
    assert {each.id for each in layered_formats()} == set(KINDS)
    for kind in KINDS:
        known = layered_of(written(_small(), tmp_path, kind)[0])
        assert known is not None and known.id == kind and layered_for_path(f"A.{kind.upper()}") is known
    assert layered_of(b"PK\3\4 and more of an office document") is None
    assert layered_of(b"\x89PNG\r\n\x1a\n") is None and probe_layers(b"\xff\xd8", "a.jpg") is None
    assert layered_for_path("a.png") is None


@pytest.mark.parametrize("kind", KINDS)
def test_what_showed_the_old_picture_in_the_opened_file_is_told(kind: str, tmp_path: Path) -> None:
    original = full_of_pictures(tmp_path, ".jpg")
    told = " ".join(written(_small(), tmp_path, kind, metadata=read_metadata(original), original=original)[1])
    assert all(each in told for each in ("EXIF thumbnail", "Photoshop's thumbnail", "MPF"))
