"""Load of save is identity, for documents of every kind that Hypothesis can think of."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.document.document import Document, SavedMask
from inlay.document.layer import Layer
from inlay.document.version import Version
from inlay.imaging.blend import MODES
from inlay.imaging.colour import ColourSpace
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import TILE
from inlay.storage import Change, WorkingCopy, codec
from tests.kit import documents

# Around the borders of tiles, and far from the origin.
places = st.one_of(st.integers(-3, 3), st.sampled_from([-TILE, -TILE - 1, TILE - 1, 5 * TILE, -40_000]))
sides = st.one_of(st.integers(1, 40), st.sampled_from([TILE - 1, TILE, TILE + 1, 2 * TILE + 3]))
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), max_size=40)


@st.composite
def pixels(draw: st.DrawFn, channels: int, depth: int) -> np.ndarray:
    """Noise, a smooth picture, or one colour (h, w, c)."""
    height, width = draw(sides), draw(st.integers(1, 600))
    kind = draw(st.sampled_from(["noise", "smooth", "one colour", "half"]))
    seed = draw(st.integers(0, 5))
    dtype = np.uint8 if depth == 8 else np.uint16
    made: np.ndarray = documents.pixels(width, height, channels, depth, seed)
    if kind == "noise":
        made = np.random.default_rng(seed).integers(0, 2**depth, (height, width, channels)).astype(dtype)
    elif kind == "one colour":
        made = np.full_like(made, seed * 50)
    elif kind == "half":
        made[: height // 2] = 2**depth - 1
    return made


@st.composite
def masks(draw: st.DrawFn) -> Mask:
    """A mask with a few painted places, inverted or not."""
    mask = Mask({}, draw(st.sampled_from([0, 255])))
    for _ in range(draw(st.integers(0, 2))):
        mask = mask.with_region(draw(places), draw(places), draw(pixels(1, 8))[:, :, 0])
    return mask.inverted() if draw(st.booleans()) else mask


@st.composite
def made_documents(draw: st.DrawFn) -> Document:
    """A document with up to three layers of one depth."""
    depth: Any = draw(st.sampled_from([8, 16]))
    layers = []
    for number in range(draw(st.integers(1, 3))):
        raster = Raster.from_array(draw(pixels(draw(st.sampled_from([3, 4])), depth)), draw(places), draw(places))
        layers.append(
            Layer(
                f"layer{number}",
                draw(names),
                raster,
                draw(st.floats(0, 1)),
                draw(st.sampled_from(sorted(MODES))),
                draw(st.booleans()),
                draw(st.none() | masks()),
            )
        )
    return Document(
        canvas=Rect(draw(places), draw(places), draw(sides), draw(sides)),
        colour=ColourSpace(
            draw(st.none() | st.binary(max_size=200)), draw(st.sampled_from(["rgb", "grey"])), draw(names)
        ),
        depth=depth,
        layers=tuple(layers),
        mask=draw(masks()),
        saved_masks=tuple(SavedMask(f"mask{number}", draw(names), draw(masks())) for number in range(2)),
    )


@settings(max_examples=12)
@given(made_documents(), made_documents())
def test_load_of_save_is_identity(first: Document, second: Document) -> None:
    versions = (
        Version("a", None, 1.0, "One", "opened", first, b""),
        Version("b", "a", 2.0, "Two", "kept", second, documents.png(), None, True, "note"),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.inlay"
        copy = WorkingCopy.create(Path(folder) / "working")
        copy.record(Change(first, "a", versions[:1]))
        copy.record(Change(second, "b", versions[1:]))
        copy.save_as(path, "1").result()
        copy.close(discard=True)
        again = WorkingCopy.of_project(path, Path(folder) / "working")
        try:
            assert again.state.document is not None
            assert again.state.document.digest == second.digest
            assert [version.document.digest for version in again.state.versions] == [first.digest, second.digest]
            for given_document, held in zip((first, second), again.state.versions, strict=True):
                for one, other in zip(given_document.layers, held.document.layers, strict=True):
                    assert np.array_equal(one.raster.region(one.raster.rect), other.raster.region(other.raster.rect))
                box = given_document.canvas.grow(20)
                assert np.array_equal(given_document.mask.region(box), held.document.mask.region(box))
            assert again.verify() == []
        finally:
            again.close(discard=True)


@given(st.data(), st.sampled_from([8, 16]), st.integers(1, 4))
def test_decode_of_encode_is_identity(data: st.DataObject, depth: int, channels: int) -> None:
    made = data.draw(pixels(channels, depth))[:TILE, :TILE]
    assert np.array_equal(codec.decode(codec.encode(made), made.shape, depth), made)


@given(st.binary(max_size=300), st.sampled_from([8, 16]), st.integers(1, 20), st.integers(1, 20))
def test_decoding_anything_gives_pixels_or_damage(data: bytes, depth: int, height: int, width: int) -> None:
    try:
        assert codec.decode(data, (height, width, 3), depth).shape == (height, width, 3)
    except codec.DamageError:
        return
