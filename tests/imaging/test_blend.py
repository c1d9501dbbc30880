"""Blend modes against the formulas of W3C Compositing and Blending Level 1, pixel by pixel in 64-bit floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

from inlay.imaging.blend import GROUPS, MODES, blend, over_nothing
from inlay.imaging.tile import Pixels

Colour = list[float]


def hard_light(cb: float, cs: float) -> float:
    if cs <= 0.5:
        return cb * (2 * cs)
    return cb + (2 * cs - 1) - cb * (2 * cs - 1)


def color_dodge(cb: float, cs: float) -> float:
    if cb == 0:
        return 0
    return 1 if cs == 1 else min(1, cb / (1 - cs))


def color_burn(cb: float, cs: float) -> float:
    if cb == 1:
        return 1
    return 0 if cs == 0 else 1 - min(1, (1 - cb) / cs)


def soft_light(cb: float, cs: float) -> float:
    if cs <= 0.5:
        return cb - (1 - 2 * cs) * cb * (1 - cb)
    bent = ((16 * cb - 12) * cb + 4) * cb if cb <= 0.25 else math.sqrt(cb)
    return cb + (2 * cs - 1) * (bent - cb)


SEPARABLE = {
    "normal": lambda cb, cs: cs,
    "multiply": lambda cb, cs: cb * cs,
    "screen": lambda cb, cs: cb + cs - cb * cs,
    "overlay": lambda cb, cs: hard_light(cs, cb),
    "darken": min,
    "lighten": max,
    "color-dodge": color_dodge,
    "color-burn": color_burn,
    "hard-light": hard_light,
    "soft-light": soft_light,
    "difference": lambda cb, cs: abs(cb - cs),
    "exclusion": lambda cb, cs: cb + cs - 2 * cb * cs,
}


def lum(c: Colour) -> float:
    return 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]


def clip_color(c: Colour) -> Colour:
    middle, low, high = lum(c), min(c), max(c)
    if low < 0:
        c = [middle + (x - middle) * middle / (middle - low) for x in c]
    if high > 1:
        c = [middle + (x - middle) * (1 - middle) / (high - middle) for x in c]
    return c


def set_lum(c: Colour, wanted: float) -> Colour:
    by = wanted - lum(c)
    return clip_color([x + by for x in c])


def sat(c: Colour) -> float:
    return max(c) - min(c)


def set_sat(c: Colour, wanted: float) -> Colour:
    low, middle, high = sorted(range(3), key=lambda index: c[index])
    out = [0.0, 0.0, 0.0]
    if c[high] > c[low]:
        out[middle] = (c[middle] - c[low]) * wanted / (c[high] - c[low])
        out[high] = wanted
    return out


NON_SEPARABLE = {
    "hue": lambda cb, cs: set_lum(set_sat(cs, sat(cb)), lum(cb)),
    "saturation": lambda cb, cs: set_lum(set_sat(cb, sat(cs)), lum(cb)),
    "color": lambda cb, cs: set_lum(cs, lum(cb)),
    "luminosity": lambda cb, cs: set_lum(cb, lum(cs)),
}


def mixed(mode: str, cb: Colour, cs: Colour) -> Colour:
    if mode in NON_SEPARABLE:
        return NON_SEPARABLE[mode](cb, cs)
    return [SEPARABLE[mode](b, s) for b, s in zip(cb, cs, strict=True)]


def formula(backdrop: Colour, source: Colour, mode: str, opacity: float, mask: int) -> Colour:
    """One pixel, 0..1: the general formula of section 5, with the colours of section 10."""
    ab, cb, cs = backdrop[3], backdrop[:3], source[:3]
    share = source[3] * opacity * mask / 255
    alpha = share + ab * (1 - share)
    if alpha == 0:
        return backdrop
    bs = mixed(mode, cb, cs)
    over = [(1 - ab) * s + ab * b for s, b in zip(cs, bs, strict=True)]
    return [(share * o + (1 - share) * ab * b) / alpha for o, b in zip(over, cb, strict=True)] + [alpha]


def pixels(dtype: type, opaque: bool, seed: int) -> Pixels:
    """Noise with many values at the ends and right beside them, and some greys."""
    rng = np.random.default_rng(seed)
    top = int(np.iinfo(dtype).max)
    out = rng.integers(0, top + 1, (9, 14, 4))
    ends = rng.random(out.shape) < 0.4
    out[ends] = rng.choice([0, 1, top // 4, top // 2, top // 2 + 1, top - 1, top], int(ends.sum()))
    out[:2, :, 1:3] = out[:2, :, :1]
    if opaque:
        out[..., 3] = top
    return out.astype(dtype)


CASES = [(True, 1.0, False), (True, 0.37, True), (False, 1.0, False), (False, 0.8, True)]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("mode", MODES)
def test_every_mode_follows_its_formula(mode: str, dtype: type) -> None:
    top = float(np.iinfo(dtype).max)
    for seed, (opaque, opacity, masked) in enumerate(CASES):
        backdrop, source = pixels(dtype, opaque, seed), pixels(dtype, False, seed + 50)
        values = np.random.default_rng(seed).choice(np.array([0, 1, 128, 254, 255], np.uint8), backdrop.shape[:2])
        mask = values if masked else np.full(values.shape, 255, np.uint8)
        got = blend(backdrop, source, mode, opacity, mask if masked else None)
        for at in np.ndindex(*backdrop.shape[:2]):
            under, over = (backdrop[at] / top).tolist(), (source[at] / top).tolist()
            want = np.array(formula(under, over, mode, opacity, int(mask[at]))) * top
            assert abs(float(got[at][3]) - want[3]) <= 0.6
            if want[3] > 0.5:  # below, nothing can be seen of the colour
                assert np.abs(got[at][:3] - want[:3]).max() <= 0.6, (under, over, opacity, mask[at])


def test_the_modes_are_those_of_the_recommendation_in_its_order() -> None:
    assert list(MODES) == [*SEPARABLE, *NON_SEPARABLE]


def test_every_mode_is_in_one_group_of_the_menu() -> None:
    shown = [mode for group in GROUPS for mode in group]
    assert sorted(shown) == sorted(MODES)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_over_nothing_every_mode_is_the_same(dtype: type) -> None:
    source, top = pixels(dtype, False, 7), int(np.iinfo(dtype).max)
    mask = np.random.default_rng(1).choice(np.array([0, 1, 3, 128, 255], np.uint8), source.shape[:2])
    for opacity in (1.0, 0.37, 1 / top, 1e-9, 0.0):
        for values in (None, mask):
            got = over_nothing(source, opacity, values)
            for mode in MODES:
                assert (blend(np.zeros_like(source), source, mode, opacity, values) == got).all()
