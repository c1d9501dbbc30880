"""Masks of layers: they hide, can be off, become part of the pixels, and are only taken from where they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document import edits, layer_masks
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster

BOX = Rect(500, 490, 60, 50)


def masked(dtype: type = np.uint8, channels: int = 3, opacity: float = 1.0) -> Document:
    """A photo, and over it a layer across four tiles with a soft mask."""
    rng, top = np.random.default_rng(1), int(np.iinfo(dtype).max)
    photo = Raster.from_array(rng.integers(0, top + 1, (600, 620, 3)).astype(dtype))
    over = Raster.from_array(rng.integers(0, top + 1, (BOX.h, BOX.w, channels)).astype(dtype), BOX.x, BOX.y)
    values = rng.choice(np.array([0, 0, 1, 100, 254, 255], np.uint8), (30, 60))
    layers = (
        Layer("photo", "Photo", photo),
        Layer("over", "Over", over, opacity, mask=Mask.from_array(values, 495, 480)),
    )
    return Document(photo.rect, SRGB, 8 if dtype is np.uint8 else 16, layers)


def test_an_applied_mask_leaves_the_look_of_an_opaque_layer_bit_for_bit() -> None:
    document = masked()
    after = layer_masks.apply_mask(document, "over")
    assert after.layer("over").mask is None and after.layer("over").raster.channels == 4
    assert (compose(after, document.canvas) == compose(document, document.canvas)).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_an_applied_mask_is_rounded_once_more_elsewhere(dtype: type) -> None:
    document = masked(dtype, 4, 0.6)
    after = layer_masks.apply_mask(document, "over")
    before, now = (compose(each, document.canvas).astype(int) for each in (document, after))
    assert np.abs(before - now).max() <= 1


def test_what_an_applied_mask_hid_costs_nothing() -> None:
    document = masked()
    none = replace(document, layers=(document.layers[0], replace(document.layers[1], mask=Mask.empty())))
    after = layer_masks.apply_mask(none, "over")
    assert all(tile.constant == (0, 0, 0, 0) for tile in after.layer("over").raster.tiles.values())
    everything = Raster.from_array(np.full((40, 40, 4), 9, np.uint8))
    shown = Document(Rect(0, 0, 40, 40), SRGB, 8, (Layer("a", "A", everything, mask=layer_masks.SHOWS_ALL),))
    assert layer_masks.apply_mask(shown, "a").layer("a").raster.tiles[0, 0] is everything.tiles[0, 0]


def test_a_mask_that_is_off_hides_nothing_and_is_kept() -> None:
    document = masked()
    off = layer_masks.set_mask_on(document, "over", False)
    plain = replace(document, layers=(document.layers[0], replace(document.layers[1], mask=None)))
    assert (compose(off, document.canvas) == compose(plain, document.canvas)).all()
    assert layer_masks.set_mask_on(off, "over", True).digest == document.digest
    with pytest.raises(BadInput, match="is off"):
        layer_masks.apply_mask(off, "over")
    removed = layer_masks.remove_mask(off, "over")
    assert removed.layer("over").mask is None and removed.layer("over").mask_on


def test_masks_are_added_from_the_working_mask_or_show_all_or_nothing() -> None:
    document = layer_masks.remove_mask(masked(), "over")
    with pytest.raises(BadInput, match="Nothing of “Over” is masked"):
        layer_masks.placed_mask(document, "over", from_mask=True, shown=True)
    painted = edits.set_mask(document, Mask.rectangle(Rect(510, 500, 20, 20)))
    mask = layer_masks.placed_mask(painted, "over", from_mask=True, shown=True)
    after = layer_masks.add_mask(painted, "over", mask)
    seen = compose(replace(after, layers=after.layers[1:]), BOX)[..., 3] > 0
    assert seen.sum() == 400
    for shown, share in ((True, BOX.area), (False, 0)):
        mask = layer_masks.placed_mask(document, "over", from_mask=False, shown=shown)
        alone = layer_masks.add_mask(replace(document, layers=document.layers[1:]), "over", mask)
        assert (compose(alone, BOX)[..., 3] > 0).sum() == share
    with pytest.raises(BadInput, match="has a mask already"):
        layer_masks.add_mask(after, "over", mask)


def test_what_has_no_mask_says_so() -> None:
    document = masked()
    for act in (layer_masks.apply_mask, layer_masks.remove_mask, layer_masks.load_mask):
        with pytest.raises(BadInput, match="has no mask"):
            act(document, "photo")
    loaded = layer_masks.load_mask(document, "over")
    assert loaded.mask is document.layer("over").mask and layer_masks.load_mask(loaded, "over") is loaded
    locked = edits.set_locked(document, "over", True)
    for act in (layer_masks.apply_mask, layer_masks.remove_mask):
        with pytest.raises(BadInput, match="is locked"):
            act(locked, "over")
