"""Compose: what has no share changes nothing, a part is a part of the whole, flattened it looks the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inlay.base.geometry import Rect
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.edits import flatten
from inlay.document.layer import Layer, new_id
from inlay.document.scaled import compose_at
from inlay.imaging.blend import MODES, blend
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.mips import level_box
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels

DTYPES = [np.uint8, np.uint16]


def pixels(dtype: type, width: int = 24, height: int = 16, seed: int = 0) -> Pixels:
    """Noise, with many pixels that are at the ends: black, white, transparent, opaque."""
    rng = np.random.default_rng(seed)
    top = int(np.iinfo(dtype).max)
    out = rng.integers(0, top + 1, (height, width, 4))
    ends = rng.random((height, width, 4)) < 0.3
    out[ends] = rng.choice([0, top], int(ends.sum()))
    return out.astype(dtype)


@settings(max_examples=30)
@given(st.sampled_from(sorted(MODES)), st.sampled_from(DTYPES), st.sampled_from([0.0, 0.4, 1.0]), st.integers(0, 1000))
def test_where_the_source_has_no_share_nothing_changes(mode: str, dtype: type, opacity: float, seed: int) -> None:
    backdrop, source = pixels(dtype, seed=seed), pixels(dtype, seed=seed + 1)
    mask = (np.random.default_rng(seed).random(backdrop.shape[:2]) < 0.5).astype(np.uint8) * 255
    none = (source[..., 3] == 0) | (mask == 0) | (opacity == 0)
    assert (blend(backdrop, source, mode, opacity, mask)[none] == backdrop[none]).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_plain_opaque_source_replaces_bit_for_bit(dtype: type) -> None:
    source = pixels(dtype, seed=3)
    source[..., 3] = np.iinfo(dtype).max
    assert (blend(pixels(dtype), source) == source).all()


def stacked(seed: int, dtype: type, opaque: bool) -> Document:
    """A photo over tile borders, and a few layers of every kind upon it."""
    rng = np.random.default_rng(seed)
    top = np.iinfo(dtype).max
    photo = rng.integers(0, top + 1, (150, 170, 3 if opaque else 4)).astype(dtype)
    layers = [Layer(new_id(), "photo", Raster.from_array(photo, -80, 450))]
    for mode in sorted(MODES):
        x, y = (int(each) for each in rng.integers(-100, 60, 2))
        values = rng.integers(0, 256, (60, 60), dtype=np.uint8)
        mask = Mask.from_array(values, x, 450 + y) if rng.random() < 0.5 else None
        raster = Raster.from_array(pixels(dtype, 90, 70, seed), x, 450 + y)
        layers.append(Layer(new_id(), mode, raster, float(rng.random()), mode, bool(rng.random() < 0.9), mask))
    canvas = layers[0].raster.rect if opaque else layers[0].raster.rect.grow(7)
    return Document(canvas, SRGB, 8 if dtype is np.uint8 else 16, tuple(layers))


@settings(max_examples=25)
@example(9542, np.uint16, True)  # where a matrix product rounds a part in another way than the whole
@given(st.integers(0, 10_000), st.sampled_from(DTYPES), st.booleans())
def test_flattened_it_looks_the_same(seed: int, dtype: type, opaque: bool) -> None:
    document = stacked(seed, dtype, opaque)
    flat = flatten(document)
    assert len(flat.layers) == 1
    assert flat.layers[0].raster.channels == (3 if opaque else 4)
    assert (compose(flat, document.canvas) == compose(document, document.canvas)).all()


@settings(max_examples=25)
@given(
    st.integers(0, 10_000), st.sampled_from(DTYPES),
    st.builds(Rect, st.integers(-150, 150), st.integers(350, 650), st.integers(1, 120), st.integers(1, 120)),
)  # fmt: skip
def test_a_part_is_a_part_of_the_whole(seed: int, dtype: type, box: Rect) -> None:
    document = stacked(seed, dtype, opaque=False)
    whole = Rect(-300, 200, 700, 700)
    assert (compose(document, box) == compose(document, whole)[box.slices(whole)]).all()


@pytest.mark.parametrize("level", [1, 2, 3])
def test_mips_of_one_plain_layer_are_its_means(level: int) -> None:
    photo = np.random.default_rng(1).integers(0, 256, (513, 700, 3), dtype=np.uint8)
    raster = Raster.from_array(photo, 5, -3)
    document = Document(raster.rect, SRGB, 8, (Layer(new_id(), "photo", raster),))
    box = level_box(raster.rect, level)
    got = compose_at(document, level, box)
    inner = Rect(box.x + 1, box.y + 1, box.w - 2, box.h - 2)
    step = 1 << level
    full = compose(document, Rect(inner.x * step, inner.y * step, inner.w * step, inner.h * step)).astype(np.float64)
    mean = full.reshape(inner.h, step, inner.w, step, 4).mean(axis=(1, 3))
    assert np.abs(got[inner.slices(box)] - mean).max() <= level
    assert (got[..., 3] == 255).all()  # the edge, too, where pixels are cut by the canvas
