"""Merging: the same picture wherever one layer can hold it, told where it can't, and nothing made anew without need."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.base.errors import BadInput
from inlay.base.geometry import Rect
from inlay.document import edits, merging
from inlay.document.compose import compose
from inlay.document.document import Document
from inlay.document.layer import Layer
from inlay.imaging.blend import MODES
from inlay.imaging.colour import SRGB
from inlay.imaging.mask import Mask
from inlay.imaging.raster import Raster
from inlay.imaging.tile import Pixels

DTYPES = [np.uint8, np.uint16]
EVERYWHERE = Rect(-60, 380, 300, 260)


def noise(dtype: type, box: Rect, channels: int, seed: int) -> Raster:
    rng, top = np.random.default_rng(seed), int(np.iinfo(dtype).max)
    pixels = rng.integers(0, top + 1, (box.h, box.w, channels))
    ends = rng.random(pixels.shape) < 0.3
    pixels[ends] = rng.choice([0, top], int(ends.sum()))
    return Raster.from_array(pixels.astype(dtype), box.x, box.y)


def soft(box: Rect, seed: int) -> Mask:
    values = np.random.default_rng(seed).choice(np.array([0, 77, 255], np.uint8), (box.h, box.w))
    return Mask.from_array(values, box.x, box.y)


PHOTO, PATCH = Rect(0, 440, 150, 120), Rect(20, 450, 60, 90)


def stack(dtype: type, mode: str, opacity: float = 0.7, channels: int = 3) -> Document:
    """A photo over a tile border, a layer that covers it, and a masked patch inside of both."""
    layers = (
        Layer("photo", "Photo", noise(dtype, PHOTO, 3, 1)),
        Layer("cover", "Cover", noise(dtype, PHOTO, channels, 2)),
        Layer("patch", "Patch", noise(dtype, PATCH, 4, 3), opacity, mode, mask=soft(PATCH, 4)),
        Layer("top", "Top", noise(dtype, PATCH.translate(5, 5), 4, 5), 0.5),
    )
    return Document(PHOTO, SRGB, 8 if dtype is np.uint8 else 16, layers)


def look(document: Document, box: Rect = EVERYWHERE) -> Pixels:
    """All that can be seen: a wholly transparent pixel has no colour, whatever lies in memory."""
    pixels = compose(document, box)
    pixels[pixels[..., 3] == 0] = 0
    return pixels


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_with_an_opaque_layer_below_it_is_the_same_bit_for_bit(mode: str, dtype: type) -> None:
    document = stack(dtype, mode)
    after = merging.merge_down(document, "patch")
    merged = after.layers[1]
    assert [layer.name for layer in after.layers] == ["Photo", "Cover", "Top"]
    assert (merged.mode, merged.opacity, merged.mask, merged.raster.channels) == ("normal", 1.0, None, 3)
    assert (look(after) == look(document)).all() and merging.looks_alike(document, after)


@settings(max_examples=12)
@given(
    st.sampled_from(DTYPES), st.lists(st.sampled_from(sorted(MODES)), min_size=3, max_size=3), st.booleans(),
    st.integers(0, 99),
)  # fmt: skip
def test_merge_visible_and_flatten_are_the_composite_bit_for_bit(
    dtype: type, modes: list[str], clear: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    layers = [Layer("bottom", "Bottom", noise(dtype, PHOTO, 4 if clear else 3, seed))]
    for number, mode in enumerate(modes):
        x, y = (int(each) for each in rng.integers(-60, 60, 2))
        raster, mask = noise(dtype, PATCH.translate(x, y), 4, seed + number), soft(PATCH, seed)
        opacity, seen, on = float(rng.choice([0.0, 0.4, 1.0])), bool(rng.random() < 0.8), bool(rng.random() < 0.7)
        layers.append(Layer(f"l{number}", "L", raster, opacity, mode, seen, mask if rng.random() < 0.5 else None, on))
    layers.append(replace(layers[0], id="again", opacity=0.3))
    document = Document(PHOTO, SRGB, 8 if dtype is np.uint8 else 16, tuple(layers))
    merged = merging.merge_visible(document)
    assert [layer.visible for layer in merged.layers] == [True] + [False] * (len(merged.layers) - 1)
    assert (look(merged) == look(document)).all()
    flat = edits.flatten(document)
    assert (look(flat, PHOTO) == look(document, PHOTO)).all() and len(flat.layers) == 1


@pytest.mark.parametrize("mode", [*merging.ORDERLESS, "normal"])
def test_layers_of_one_mode_whose_order_does_not_matter_keep_it(mode: str) -> None:
    document = stack(np.uint16, mode)
    over = replace(document.layer("patch"), id="over", raster=noise(np.uint16, PATCH.translate(9, -7), 4, 8), mask=None)
    if mode in ("darken", "lighten"):  # exact only where nothing is half seen
        whole = [replace(each, opacity=1.0, mask=None, raster=noise(np.uint16, PATCH, 3, n)) for n, each in
                 enumerate((document.layer("patch"), over))]  # fmt: skip
    else:
        whole = [document.layer("patch"), replace(over, opacity=0.4)]
    document = replace(document, layers=(*document.layers[:2], *whole))
    after = merging.merge(document, ["patch", "over"])
    assert after.layers[-1].mode == mode and merging.looks_alike(document, after)
    assert np.abs(look(after).astype(int) - look(document)).max() <= 4  # of 65,535: the alpha is rounded once more


def test_where_one_layer_can_not_look_the_same_that_is_known() -> None:
    document = stack(np.uint8, "multiply", channels=4)
    after = merging.merge_down(document, "patch")
    assert after.layers[1].mode == "normal" and not merging.looks_alike(document, after)
    alone = replace(document, layers=document.layers[1:3])
    assert merging.looks_alike(alone, merging.merge_down(alone, "patch"))  # with nothing below, nothing is lost


def test_tiles_that_do_not_change_are_shared() -> None:
    photo = noise(np.uint8, Rect(0, 0, 1100, 600), 3, 1)
    fill = Layer("fill", "Fill", noise(np.uint8, Rect(1050, 20, 20, 20), 4, 2))
    elsewhere = Mask.rectangle(Rect(512, 0, 9, 9))
    hidden = Layer("hidden", "Hidden", noise(np.uint8, Rect(0, 0, 300, 300), 4, 3), mask=elsewhere)
    clear = Layer("clear", "Clear", Raster.from_array(np.zeros((600, 600, 4), np.uint8)))
    document = Document(photo.rect, SRGB, 8, (Layer("photo", "Photo", photo), hidden, clear, fill))
    for after in (merging.merge_visible(document), edits.flatten(document), merging.merge(document, ["photo", "fill"])):
        raster = next(layer.raster for layer in after.layers if layer.name == "Photo")
        assert {cell for cell, tile in raster.tiles.items() if tile is not photo.tiles[cell]} == {(2, 0)}


def test_what_lies_far_apart_costs_nothing_between() -> None:
    one, other = noise(np.uint8, Rect(0, 0, 40, 40), 4, 1), noise(np.uint8, Rect(5000, 40, 40, 40), 4, 2)
    document = Document(Rect(0, 0, 40, 40), SRGB, 8, (Layer("a", "A", one), Layer("b", "B", other)))
    merged = merging.merge_visible(document).layers[0].raster
    assert merged.rect == Rect(0, 0, 5040, 80)
    assert sum(tile.constant is None for tile in merged.tiles.values()) == 2


def test_what_is_chosen_apart_goes_to_the_top() -> None:
    document = stack(np.uint8, "normal")
    after = merging.merge(document, ["top", "photo"])
    assert [layer.name for layer in after.layers] == ["Cover", "Patch", "Photo"]
    assert not merging.looks_alike(document, after), "what lay in between is below now"
    hidden = edits.set_visible(document, ("cover", "patch"), False)
    assert merging.looks_alike(hidden, merging.merge(hidden, ["top", "photo"]))


def test_what_can_not_be_merged_is_refused() -> None:
    document, three = stack(np.uint8, "normal"), ["photo", "cover", "top"]
    for wrong, words in (
        (lambda: merging.merge_down(document, "photo"), "no layer below"),
        (lambda: merging.merge(document, ["photo"]), "two layers"),
        (lambda: merging.merge_down(edits.set_visible(document, "cover", False), "patch"), "“Cover” is hidden"),
        (lambda: merging.merge_down(edits.set_locked(document, "cover", True), "patch"), "“Cover” is locked"),
        (lambda: merging.merge_visible(edits.set_visible(document, three, False)), "Fewer than two"),
        (lambda: merging.merge_down(document, "gone"), "isn't there"),
    ):
        with pytest.raises(BadInput, match=words):
            wrong()
    far = replace(document.layer("top"), raster=document.layer("top").raster.moved(512 * 200, 0))
    with pytest.raises(BadInput, match="at most"):
        merging.merge(edits.with_layers(document, [far]), ["photo", "top"])


@settings(max_examples=10)
@given(st.sampled_from(DTYPES), st.integers(0, 99), st.floats(0.05, 1))
def test_normal_layers_over_anything_look_the_same_but_for_rounding(dtype: type, seed: int, opacity: float) -> None:
    document = stack(dtype, "normal", opacity, channels=4)
    top = replace(document.layer("top"), raster=noise(dtype, PATCH.translate(-9, 12), 4, seed))
    document = edits.with_layers(document, [top, replace(document.layer("cover"), opacity=0.6)])
    after = merging.merge(document, ["cover", "patch", "top"])
    assert after.layers[-1].mode == "normal" and merging.looks_alike(document, after)
    assert np.abs(compose(after, PHOTO).astype(int) - compose(document, PHOTO)).max() <= 2
